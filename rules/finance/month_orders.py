"""What the workflows of a month and of a dispute hand to their activities: ids and instants."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRef:
    """Which month of whom: all its workflow is started with. `month` is its first day."""

    tenant_id: str
    tenant: str
    month: date

    @property
    def workflow_id(self) -> str:
        """The business key its workflow runs under, tenant first."""
        return f"{self.tenant}/month/{self.month:%Y-%m}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRef:
    """Which dispute: all its workflow is started with."""

    tenant_id: str
    tenant: str
    dispute_id: str
    number: str

    @property
    def workflow_id(self) -> str:
        """The business key its workflow runs under, tenant first."""
        return f"{self.tenant}/dispute/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTurn:
    """Take the month one step on, as of an instant."""

    month: MonthRef
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeTurn:
    """Do what is due for a dispute by an instant."""

    dispute: DisputeRef
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsRef:
    """Whose months: all that the schedule starts its workflow with, once a month."""

    tenant_id: str
    tenant: str

    @property
    def workflow_id(self) -> str:
        """The business key its workflows run under, tenant first; the server adds the instant."""
        return f"{self.tenant}/months"

    @property
    def schedule_id(self) -> str:
        """The business key of the schedule."""
        return f"{self.tenant}/freight-month"
