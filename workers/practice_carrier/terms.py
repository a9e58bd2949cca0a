"""How long the label of a return lives at the practice carrier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelTerms:
    """Days of a return label's life after `counted_from`; None counts from its booking."""

    days: int
    counted_from: date | None

    def until(self, booked_at: datetime) -> date:
        """The last day on which a label booked at this time is valid, in UTC."""
        start = self.counted_from or booked_at.astimezone(UTC).date()
        return start + timedelta(days=self.days)


def agreed(facts: Mapping[str, Any]) -> LabelTerms:
    """The terms that an entry of the journal says were agreed."""
    start = facts["counted_from"]
    return LabelTerms(
        days=facts["return_label_days"], counted_from=start and date.fromisoformat(start)
    )
