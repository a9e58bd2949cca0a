"""How a technician's visits are written: booked with a window, ended once with an outcome."""

import uuid
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, when
from models.visits import SiteVisit
from rules.case_state import Entry
from rules.case_words import Enter


def write_visit(page: Page, entry: Entry) -> None:
    """A visit is booked, or its outcome is known."""
    if entry.details["outcome"]:
        end_visit(page, entry)
        return
    page.session.execute(
        insert(SiteVisit)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            case_id=page.case.id,
            number=int(entry.details["number"]),
            begins_at=datetime.fromisoformat(entry.details["begins_at"]),
            ends_at=datetime.fromisoformat(entry.details["ends_at"]),
            booked_by=entry.details["by"],
        )
        .on_conflict_do_nothing()
    )


def end_visit(page: Page, entry: Entry) -> None:
    """What came of it; the first word stands."""
    page.session.execute(
        update(SiteVisit)
        .where(
            SiteVisit.tenant_id == page.case.tenant_id,
            SiteVisit.case_id == page.case.id,
            SiteVisit.number == int(entry.details["number"]),
            SiteVisit.closed_at.is_(None),
        )
        .values(
            outcome=entry.details["outcome"],
            note=entry.details["note"],
            closed_at=when(entry),
        )
    )


VISIT_CLERKS: dict[Enter, Clerk] = {Enter.VISIT: write_visit}
