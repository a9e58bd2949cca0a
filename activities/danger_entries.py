"""How decisions on unsafe batteries are written: appended, never changed."""

import uuid

from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, when
from models.visits import DangerDecision
from rules.case_state import Entry
from rules.case_words import Enter


def write_danger(page: Page, entry: Entry) -> None:
    """What a trained person found and how the unit is collected, once for each decision."""
    said = entry.details
    page.session.execute(
        insert(DangerDecision)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=page.key(f"danger/{said['key']}"),
            case_id=page.case.id,
            battery=said["battery"],
            path=said["path"],
            because=said["because"],
            at=when(entry),
            by=said["by"],
        )
        .on_conflict_do_nothing()
    )


DANGER_CLERKS: dict[Enter, Clerk] = {Enter.DANGER: write_danger}
