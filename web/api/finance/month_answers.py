"""Months as the API answers and takes them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path

from desk.finance.month_view import Mark
from rules.finance.closing import Hold
from rules.finance.money_words import CloseStep, PeriodState
from web.api.answers import Answer
from web.api.words import Body, BusinessTime, Prose

OfMonth = Annotated[
    str, Path(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", description="Such as 2026-10.")
]


class MonthInList(Answer):
    """A month; `close` counts how often it was closed or is being closed."""

    month: str
    state: PeriodState
    step: CloseStep
    close: int
    closed_at: datetime | None


class Months(Answer):
    """Months of the books, newest first, and the one that is due to be closed."""

    items: tuple[MonthInList, ...]
    due: str


class AmountOfStep(Answer):
    """How many of one thing a step is about, and what they come to; no currency: the own one."""

    word: str
    count: int
    amount: Decimal
    currency: str


class StepOfMonth(Answer):
    """A step of the close, and how many there are of each thing that holds it up."""

    step: CloseStep
    mark: Mark
    held: dict[Hold, int]
    amounts: tuple[AmountOfStep, ...]


class EventOfMonth(Answer):
    """Who did what to the month, and why."""

    at: datetime
    word: str
    by: str
    because: str
    before: dict[str, Any]
    after: dict[str, Any]


class SnapshotOfMonth(Answer):
    """What one close kept: money as text, under the SHA-256 of its canonical JSON."""

    close: int
    sha256: str
    made_at: datetime
    closed_by: str
    approved_by: str
    figures: dict[str, Any]


class Month(Answer):
    """A month with its checklist, story and snapshots; `reopening`: who asked for it, if open."""

    month: str
    timezone: str
    state: PeriodState
    step: CloseStep
    close: int
    asked_by: str
    approved_by: str
    closed_by: str
    reopening: str
    because: str
    checklist: tuple[StepOfMonth, ...]
    story: tuple[EventOfMonth, ...]
    kept: tuple[SnapshotOfMonth, ...]


class Recounted(Answer):
    """The hash that the last close kept, and that of the same figures counted again now."""

    month: str
    kept: str
    again: str
    same: bool


class MonthStands(Answer):
    """How a month stands after a decision."""

    month: str
    state: PeriodState
    step: CloseStep
    close: int


class DecisionBody(Body):
    """A decision says nothing but its own time, and that only in demo and test."""

    at: BusinessTime | None = None


class ReopenBody(DecisionBody):
    """Why a closed month is to be opened again."""

    because: Prose
