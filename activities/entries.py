"""How each kind of entry is written into the record; all run inside the step's transaction."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from activities.finance.shipments import scan_shipment
from models.cases import Case, Promise, PromiseKind, PromiseOutcome
from models.devices import Owner, Unit
from models.legs import Leg
from models.money import BillableEvent
from rules.case_facts import Told
from rules.case_state import CaseState, Entry, Fact
from rules.case_words import Direction, Enter
from rules.payers import payer_of
from rules.programme import Programme
from rules.promises import promise_dispatch
from rules.terms import Terms, calendars_under
from rules.working_calendar import Calendar


@dataclass(kw_only=True)
class Page:
    """One step being written: the case, its new state, and the results that come to light."""

    session: Session
    case: Case
    state: CaseState
    results: list[Fact] = field(default_factory=list)

    @cached_property
    def terms(self) -> Terms:
        """The terms frozen at intake."""
        return Terms.from_json(self.case.terms)

    @cached_property
    def programme(self) -> Programme:
        """The version of the programme that the case was opened under."""
        known = (self.terms.programme, self.terms.version)
        return programme_now(self.session, self.case.tenant_id, *known)

    @cached_property
    def calendars(self) -> dict[str, Calendar]:
        """The calendars of the case, in the contract's zone and with its holidays."""
        return calendars_under(self.programme, self.terms.figures)

    def key(self, purpose: str) -> str:
        """A business key of this case."""
        return f"{self.case.number}/{purpose}"

    def result(
        self, told: Told, at: datetime, *, part: str = "", by: str = "stock", **details: str
    ) -> None:
        """A fact for the case machine, keyed by the version that brought it to light.

        `part` tells several of a kind apart that come to light in one step.
        """
        key = self.key(f"step/{self.state.version}/{told}/{part}".rstrip("/"))
        self.results.append(Fact(told=told, key=key, at=at, by=by, details=details))


def when(entry: Entry) -> datetime:
    """The business time of an entry."""
    return datetime.fromisoformat(entry.details["at"])


def unit_of(page: Page, unit_id: str) -> Unit:
    """A unit of the case's tenant, locked: custody changes one at a time."""
    return page.session.scalars(
        select(Unit)
        .where(Unit.tenant_id == page.case.tenant_id, Unit.id == uuid.UUID(unit_id))
        .with_for_update()
    ).one()


def make_promise(page: Page, entry: Entry) -> None:
    """Stamp the ship-within promise, counted from the recorded identification."""
    terms = page.terms
    if terms.advance_replacement is None:
        raise LookupError(page.case.number)
    identified_at = datetime.fromisoformat(entry.details["identified_at"])
    promise = promise_dispatch(
        identified_at=identified_at,
        advance=terms.advance_replacement,
        calendars=page.calendars,
    )
    page.session.add(
        Promise(
            tenant_id=page.case.tenant_id,
            key=page.key("promise/dispatch/1"),
            case_id=page.case.id,
            kind=PromiseKind(promise.kind.value),
            counted_from=identified_at,
            due_at=promise.due_at,
            explanation=promise.explanation,
            made=promise.to_json(),
            programme_version=f"{terms.programme} {terms.version}",
            calendar_hash=promise.calendar_hash,
            outcome=PromiseOutcome.OPEN,
        )
    )
    page.result(
        Told.PROMISED,
        when(entry),
        due_at=promise.due_at.isoformat(),
        kind=promise.kind.value,
        because=promise.explanation,
    )


def settle_promise(page: Page, entry: Entry) -> None:
    """Write whether the current promise was kept, with the instant that proves it."""
    page.session.execute(
        update(Promise)
        .where(
            Promise.tenant_id == page.case.tenant_id,
            Promise.case_id == page.case.id,
            Promise.superseded_at.is_(None),
        )
        .values(outcome=PromiseOutcome(entry.details["outcome"]), proved_at=when(entry))
    )


def turn_leg(page: Page, entry: Entry) -> None:
    """The leg's row says how far it is."""
    values = {
        "tenant_id": page.case.tenant_id,
        "case_id": page.case.id,
        "direction": Direction(entry.details["direction"]),
        "attempt": int(entry.details["attempt"]),
    }
    change = {"state": entry.details["state"], "changed_at": when(entry)}
    page.session.execute(
        insert(Leg)
        .values(id=uuid.uuid4(), **values, **change)
        .on_conflict_do_update(
            index_elements=["tenant_id", "case_id", "direction", "attempt"], set_=change
        )
    )


def bill(page: Page, entry: Entry) -> None:
    """One billable event per business key, whatever is repeated; freight is a carrier's scan."""
    event, attempt = entry.details["event"], entry.details["attempt"]
    amount = entry.details.get("amount", "")
    usual = payer_of(page.terms, page.state.remedy, event)
    payer = entry.details.get("payer") or usual.value
    page.session.execute(
        insert(BillableEvent)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=page.key(f"{event}/{attempt}"),
            kind=event,
            case_id=page.case.id,
            customer_id=page.case.customer_id,
            payer=payer,
            quantity=1,
            amount=Decimal(amount) if amount else None,
            currency=entry.details["currency"] if amount else "",
            at=when(entry),
        )
        .on_conflict_do_nothing()
    )
    if event.startswith("freight_"):
        key, zone = page.key(f"{event}/{attempt}"), page.terms.timezone
        scan_shipment(page.session, key, when(entry), zone)


def change_owner(page: Page, entry: Entry) -> None:
    """A replacement for good becomes the customer's, the broken unit the provider's."""
    unit = unit_of(page, entry.details["unit_id"])
    unit.owner = Owner(entry.details["owner"])
    customer = unit.owner is Owner.CUSTOMER
    unit.owner_customer_id = page.case.customer_id if customer else None


Clerk = Callable[[Page, Entry], None]
PAPER_CLERKS: dict[Enter, Clerk] = {
    Enter.PROMISE: make_promise,
    Enter.SETTLE_PROMISE: settle_promise,
    Enter.LEG: turn_leg,
    Enter.BILL: bill,
    Enter.OWN: change_owner,
}
