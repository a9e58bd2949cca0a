"""What the workflows of prompts and orders hand to their activities: ids and instants only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRef:
    """Which prompt: all its workflow is started with."""

    tenant_id: str
    tenant: str
    prompt_id: str
    key: str  # pool/model/number

    @property
    def workflow_id(self) -> str:
        """The business key its workflow runs under, tenant first."""
        return f"{self.tenant}/prompt/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRef:
    """Which order to a supplier: all its workflow is started with."""

    tenant_id: str
    tenant: str
    order_id: str
    number: str

    @property
    def workflow_id(self) -> str:
        """The business key its workflow runs under, tenant first."""
        return f"{self.tenant}/order/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptTurn:
    """Do what is due for a prompt by an instant."""

    prompt: PromptRef
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTurn:
    """Do what is due for an order by an instant."""

    order: OrderRef
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What stands after a turn: the state, and the next instant at which something is due."""

    state: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAnswer:
    """What an approver answers, under a key that makes a repeat harmless.

    `answer`: approve, change, decline or later; `details` as rules.prompt_answers reads them.
    """

    prompt: PromptRef
    invitation_id: str
    key: str
    answer: str
    at: datetime
    details: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptOutcome:
    """How an answer was taken: the prompt's state after it, and what became of it.

    `taken` is False when the prompt had already ended or the approver may not; `because` then
    names why, and nothing was changed.
    """

    state: str
    taken: bool
    because: str = ""
    order: str = ""
