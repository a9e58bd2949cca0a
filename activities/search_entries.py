"""How searches and claims are written: one row a parcel, filled as the carrier answers."""

import uuid
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, when
from models.searches import ParcelClaim
from rules.case_state import Entry
from rules.case_words import Direction, Enter

ONE_A_PARCEL = ("tenant_id", "case_id", "direction", "attempt")


def write_search(page: Page, entry: Entry) -> None:
    """The parcel is searched for, claimed, refused or found, whatever the entry says."""
    change = what_changed(entry)
    row = insert(ParcelClaim).values(
        tenant_id=page.case.tenant_id,
        id=uuid.uuid4(),
        case_id=page.case.id,
        direction=Direction(entry.details["direction"]),
        attempt=int(entry.details["attempt"]),
        **change,
    )
    keys = list(ONE_A_PARCEL)
    if change:
        page.session.execute(row.on_conflict_do_update(index_elements=keys, set_=change))
    else:
        page.session.execute(row.on_conflict_do_nothing())


def what_changed(entry: Entry) -> dict[str, Any]:
    """The columns the entry speaks of; a number of the carrier's takes an earlier refusal back."""
    details, at = entry.details, when(entry)
    if "trace_no" in details:
        return {"trace_no": details["trace_no"], "traced_at": at, "refusal": ""}
    if "claim_no" in details:
        return {"claim_no": details["claim_no"], "claimed_at": at, "refusal": ""}
    if "refusal" in details:
        return {"refusal": details["refusal"]}
    return {"found_at": at} if "found" in details else {}


SEARCH_CLERKS: dict[Enter, Clerk] = {Enter.CLAIM: write_search}
