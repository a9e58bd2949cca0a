"""What the workflow of the monthly reports hands to its activity and gets back."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsRef:
    """Whose reports: all the workflow is started with; a schedule starts it once a month."""

    tenant_id: str
    tenant: str

    @property
    def workflow_id(self) -> str:
        """The business key its workflows run under, tenant first; the server adds the instant."""
        return f"{self.tenant}/quality"

    @property
    def schedule_id(self) -> str:
        """The business key of the schedule."""
        return f"{self.tenant}/quality-month"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsOrder:
    """Write the reports of the month that `month` begins, as of an instant."""

    reports: ReportsRef
    month: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsWritten:
    """How many reports were written now, and when the month of those left out is over.

    A repeat writes none.
    """

    written: int
    again_at: datetime | None
