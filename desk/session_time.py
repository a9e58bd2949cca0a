"""A remote change draws prepaid hours where the terms sell it no other way (facts 50 to 52)."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.cases import Case
from models.parties import Customer
from models.prepaid_time import Work, draw_time
from rules.case_facts import Told
from rules.case_state import Fact
from rules.terms import Terms


def pay_for_session(session: Session, case: Case, fact: Fact) -> None:
    """Draw the session's minutes once per decision (NoPrepaidTimeLeft, which says the balance)."""
    if fact.told is not Told.REMOTE_SESSION or fact.details.get("kind") != "change":
        return
    terms = Terms.from_json(case.terms)
    remote, prepaid = terms.offer.remote, terms.ground.prepaid
    if remote is None or remote.change or not remote.change_with_prepaid or prepaid is None:
        return
    work = Work(
        key=f"{case.number}/session/{fact.key}",
        minutes=int(fact.details["minutes"]),
        what=fact.details.get("note", "") or "remote change",
        at=fact.at,
        by=fact.by,
        case_id=case.id,
    )
    customer = session.get_one(Customer, (case.tenant_id, case.customer_id))
    day = fact.at.astimezone(ZoneInfo(terms.timezone)).date()
    draw_time(session, customer, work, day, prepaid.packs_hours)
