"""How charges are written: one row for each thing, turned by finance or by the unit itself."""

import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, when
from models.charges import CaseCharge
from rules.case_state import Entry
from rules.case_values import ChargeKind, ChargeState
from rules.case_words import Enter


def write_charge(page: Page, entry: Entry) -> None:
    """The charge stands so now, with whoever decided it."""
    amount = entry.details["amount"]
    state = ChargeState(entry.details["state"])
    change: dict[str, Any] = {
        "state": state,
        "amount": Decimal(amount) if amount else None,
        "currency": entry.details["currency"] if amount else "",
        **turned(state, entry),
    }
    page.session.execute(
        insert(CaseCharge)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            case_id=page.case.id,
            kind=ChargeKind(entry.details["kind"]),
            about=entry.details["about"],
            proposed_at=when(entry),
            **change,
        )
        .on_conflict_do_update(
            index_elements=["tenant_id", "case_id", "kind", "about"], set_=change
        )
    )


def turned(state: ChargeState, entry: Entry) -> dict[str, Any]:
    """Who decided when, or when it was taken back."""
    if state is ChargeState.REVERSED:
        return {"reversed_at": when(entry)}
    if state is ChargeState.PROPOSED:
        return {}
    by, because = entry.details.get("by", ""), entry.details.get("because", "")
    return {"decided_at": when(entry), "decided_by": by, "because": because}


CHARGE_CLERKS: dict[Enter, Clerk] = {Enter.CHARGE: write_charge}
