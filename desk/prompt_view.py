"""A refill prompt as whoever decides sees it: what is asked, why, of whom, and how it ended."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.pool_words import OrderState, PromptKind, PromptState
from rules.pools import PoolLevel


class Standing(StrEnum):
    """How a prompt stands for the person who looks; only an open one can be answered."""

    OPEN = "open"
    NOT_ASKED = "not_asked"
    REVOKED = "revoked"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedModel:
    """A model by its code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderableModel:
    """A model that may be ordered, and what one would cost; another model at its price of today."""

    model: NamedModel
    unit_price: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody who was asked."""

    name: str
    email: str
    answered_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedOrder:
    """What was ordered for the prompt, as it was ordered."""

    number: str
    state: OrderState
    quantity: int
    model: str
    expected_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptView:
    """One question and its answer; money without VAT.

    `because` is why it is asked, as the watch wrote it; `answer` what was frozen at its end. A
    `level` is what was counted at this very moment. `orderable` starts with what is offered.
    """

    id: uuid.UUID
    kind: PromptKind
    state: PromptState
    pool: str
    pool_name: str
    model: NamedModel
    offered: NamedModel
    orderable: tuple[OrderableModel, ...]
    quantity: int
    unit_price: Decimal | None
    currency: str
    because: Mapping[str, Any]
    level: PoolLevel
    opened_at: datetime
    ended_at: datetime | None
    ended_by: str
    answer: Mapping[str, Any]
    asked_again_at: datetime | None
    ask_again_after_days: int
    asked: tuple[Asked, ...]
    order: PlacedOrder | None

    @property
    def amount(self) -> Decimal | None:
        """Quantity times price, None while there is no price."""
        return None if self.unit_price is None else self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPrompt:
    """A prompt as one person sees it: in whose language, and whether it can answer now.

    `email` is empty for somebody who was not asked; `until` is the end of the last day to answer.
    A sum above `limit` is another person's to approve.
    """

    prompt: PromptView
    standing: Standing
    desk: str
    customer: str
    email: str
    language: str
    zone: str
    today: date
    until: datetime | None
    limit: Decimal | None
    limit_currency: str
    last_pause_day: date
    printed: bool

    @property
    def answerable(self) -> bool:
        """True while this person's answer is waited for."""
        return self.standing is Standing.OPEN

    @property
    def others(self) -> tuple[Asked, ...]:
        """Everybody else who was asked; while it is open, who still is."""
        still = self.prompt.state is PromptState.OPEN
        return tuple(
            one
            for one in self.prompt.asked
            if one.email != self.email and not (still and one.revoked_at)
        )

    @property
    def above_limit(self) -> bool:
        """True when the whole sum is more than this person may approve."""
        amount = self.prompt.amount
        if self.limit is None or amount is None:
            return False
        return amount > self.limit or self.prompt.currency != self.limit_currency
