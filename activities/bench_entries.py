"""How the bench's work is written: each finding and each wipe once, and never changed again."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, when
from activities.own_label import next_number
from models.bench import BenchFinding, WipeCertificate
from rules.case_state import Entry
from rules.case_values import Finding
from rules.case_words import Enter
from rules.sanitization import require_complete

#: The numbers of a tenant's wipe certificates run without a gap.
SERIES = "wipe"


def write_finding(page: Page, entry: Entry) -> None:
    """What one inspection found; a unit's history and its counter are read from these rows."""
    said = entry.details
    page.session.execute(
        insert(BenchFinding)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=page.key(said["key"]),
            case_id=page.case.id,
            unit_id=uuid.UUID(said["unit_id"]),
            finding=Finding(said["finding"]),
            exclusion=said["exclusion"],
            grade=said["grade"],
            note=said["note"],
            at=when(entry),
            by=said["by"],
        )
        .on_conflict_do_nothing()
    )


def write_wipe(page: Page, entry: Entry) -> None:
    """The wipe under the next number of its series; a repeat takes no number."""
    said, key = entry.details, page.key(entry.details["key"])
    if page.session.scalars(select(WipeCertificate.id).where(WipeCertificate.key == key)).first():
        return
    wipe = require_complete(
        method=said["method"],
        technique=said["technique"],
        tool=said["tool"],
        verification=said["verification"],
    )
    number = next_number(page.session, page.case.tenant_id, SERIES)
    page.session.add(
        WipeCertificate(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=key,
            number=f"W-{number:06d}",
            case_id=page.case.id,
            unit_id=uuid.UUID(said["unit_id"]),
            method=wipe.method,
            technique=wipe.technique,
            tool=wipe.tool,
            verification=wipe.verification,
            note=said["note"],
            at=when(entry),
            by=said["by"],
        )
    )


BENCH_CLERKS: dict[Enter, Clerk] = {Enter.FINDING: write_finding, Enter.WIPE: write_wipe}
