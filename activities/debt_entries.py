"""How debts and things in custody are written: the record knows who waits for which serial."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, when
from models.cases import Case
from models.custody import CustodyItem
from models.debts import OwedUnit
from models.exchange import InboxFact, Placement, Source
from models.locations import RequestState, Reservation, UnitRequest
from models.stock import Allotment, lock_shelf, serve_shelf, take_back
from rules.case_facts import Told
from rules.case_state import Entry, Fact
from rules.case_values import DebtState, ItemKind, ItemOutcome, Why
from rules.case_words import Enter
from runtime.announce import announce


def write_debt(page: Page, entry: Entry) -> None:
    """The debt of one unit, or of the case's part, stands so now."""
    unit = entry.details["unit_id"]
    change = {
        "why": Why(entry.details["why"]),
        "state": DebtState(entry.details["state"]),
        "changed_at": when(entry),
    }
    page.session.execute(
        insert(OwedUnit)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            case_id=page.case.id,
            unit_id=uuid.UUID(unit) if unit else None,
            part="" if unit else entry.details["part"],
            since=when(entry),
            **change,
        )
        .on_conflict_do_update(index_elements=["tenant_id", "case_id", "unit_id"], set_=change)
    )


def write_item(page: Page, entry: Entry) -> None:
    """A thing is taken into custody, or its custody ends."""
    key = page.key(f"custody/{entry.details['key']}")
    if entry.details["outcome"]:
        end_custody(page, entry, key)
        return
    unit = entry.details["unit_id"]
    page.session.execute(
        insert(CustodyItem)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=key,
            case_id=page.case.id,
            unit_id=uuid.UUID(unit) if unit else None,
            kind=ItemKind(entry.details["kind"]),
            text=entry.details["text"],
            received_at=when(entry),
            received_by=entry.details.get("by", ""),
        )
        .on_conflict_do_nothing()
    )
    if unit:
        free_from_shelf(page, uuid.UUID(unit), when(entry))


def end_custody(page: Page, entry: Entry, key: str) -> None:
    """How it was settled, by whom and why; the first word stands.

    A thing for another case is told to that case; where there is none, it stays with this one.
    """
    outcome = ItemOutcome(entry.details["outcome"])
    if outcome is ItemOutcome.OTHER_CASE:
        other = page.session.scalars(
            select(Case).where(Case.number == entry.details.get("case", ""))
        ).one_or_none()
        if other is None:
            stay(page, entry)
        else:
            tell_receipt(page, entry, other)
    page.session.execute(
        update(CustodyItem)
        .where(
            CustodyItem.tenant_id == page.case.tenant_id,
            CustodyItem.key == key,
            CustodyItem.outcome.is_(None),
        )
        .values(
            outcome=outcome,
            because=entry.details.get("because", "") or entry.details.get("case", ""),
            settled_at=when(entry),
            settled_by=entry.details.get("by", ""),
        )
    )


def stay(page: Page, entry: Entry) -> None:
    """No such case: the thing is this case's again, under a key of its own."""
    details = entry.details
    page.result(
        Told.ITEM_FOUND,
        when(entry),
        part=details["key"],
        by="desk",
        kind=details["kind"],
        text=details["text"],
        unit_id=details["unit_id"],
        because=f"There is no case {details.get('case', '')}.",
    )


def tell_receipt(page: Page, entry: Entry, other: Case) -> None:
    """The other case hears of the thing as of a scan at its own dock."""
    fact = Fact(
        told=Told.RECEIPT_SCANNED,
        key=f"{page.case.number}/custody/{entry.details['key']}",
        at=when(entry),
        by=entry.details.get("by", ""),
        details={"serial": entry.details["text"], "unit_id": entry.details["unit_id"]},
    )
    owe_fact(page, other.id, Source.SCAN, fact)


def free_from_shelf(page: Page, unit_id: uuid.UUID, at: datetime) -> None:
    """A unit that was promised from a shelf but lies here is given up; the next in line is served.

    Whoever held it hears that it was taken back, whoever gets another hears of that.
    """
    held = page.session.scalars(
        select(Reservation).where(
            Reservation.tenant_id == page.case.tenant_id,
            Reservation.unit_id == unit_id,
            Reservation.released_at.is_(None),
        )
    ).one_or_none()
    if held is None:
        return
    request = page.session.get_one(UnitRequest, (page.case.tenant_id, held.request_id))
    if request.state is not RequestState.GRANTED:
        return
    lock_shelf(page.session, page.case.tenant_id, request.shelf_id)
    lost = take_back(page.session, request, held, at)
    served = serve_shelf(page.session, page.case.tenant_id, request.shelf_id, request.model_id, at)
    for change in (lost, *served):
        tell_allotment(page, change, at)


def tell_allotment(page: Page, change: Allotment, at: datetime) -> None:
    """Its case hears who has which unit now."""
    told = Told.UNIT_GRANTED if change.granted else Told.UNIT_TAKEN_BACK
    details = {"unit_id": str(change.unit_id), "serial": change.serial}
    if change.case_id == page.case.id:
        page.result(told, at, **details)
        return
    key = f"stock/{change.reservation_id}/{told}"
    fact = Fact(told=told, key=key, at=at, by="stock", details=details)
    owe_fact(page, change.case_id, Source.STOCK, fact)


def owe_fact(page: Page, case_id: uuid.UUID, source: Source, fact: Fact) -> None:
    """A fact for another case, told by the relay once this step is in the record."""
    page.session.execute(
        insert(InboxFact)
        .values(
            id=uuid.uuid4(),
            tenant_id=page.case.tenant_id,
            source=source,
            key=f"{page.case.tenant_id}/{fact.key}",
            told=fact.told,
            at=fact.at,
            actor=fact.by,
            details=fact.details,
            case_id=case_id,
            placement=Placement.NEW,
            received_at=fact.at,
            try_after=datetime.fromtimestamp(0, tz=UTC),
        )
        .on_conflict_do_nothing()
    )
    announce(page.session, "relay")


DEBT_CLERKS: dict[Enter, Clerk] = {Enter.DEBT: write_debt, Enter.CUSTODY: write_item}
