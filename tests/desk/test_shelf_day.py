"""A day at a shelf: counted, moved, taken out and written off, and the record still holds."""

import uuid
from datetime import UTC, datetime, timedelta

from desk.bench_invariant_queries import BENCH
from desk.invariant_queries import UNITS
from desk.invariants import Outside, offences
from desk.parcel_invariant_queries import PARCELS
from desk.pool_invariant_queries import CHECKS_DRAINED, POOLS
from desk.shelf_ground import UnitChoice
from desk.stocktake_closing import CloseCountForm, Explanation, close_count
from desk.stocktake_view import count_page
from desk.stocktakes import CountScanForm, OpenCountForm, open_count, scan_into_count
from desk.taking_out import TakeOutForm, take_out_units
from desk.transfers import TransferForm, transfer_units
from desk.write_offs import DecideForm, ProposeForm, decide_write_off, propose_write_off
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.pools import PoolCustomer, open_a_pool
from tests.shelves import LUND, MONDAY, colleague, on_shelf, second_pool
from tests.way_back import PhoneCustomer, a_phone_swap

MAIN = "contoso-phones"


def counted(record: Database, desk: TestDesk, *seen: str, misplaced: str = "") -> None:
    """One count of the main shelf from its opening to its end."""
    form = OpenCountForm(pool=MAIN, at=MONDAY)
    number = str(open_count(record, desk.clerk, form, uuid.uuid4().hex)["number"])
    for serial in seen:
        scan = CountScanForm(number=number, code=serial, at=MONDAY)
        scan_into_count(record, desk.clerk, scan, uuid.uuid4().hex)
    told = tuple(
        Explanation(code=one.code, text="Looked for it.", misplaced=one.code == misplaced)
        for one in count_page(record, desk.clerk, number).differences
    )
    close = CloseCountForm(number=number, explanations=told, at=MONDAY)
    close_count(record, desk.clerk, close, uuid.uuid4().hex)


def test_whatever_is_moved_at_a_shelf_every_sentence_about_units_stays_true(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=8))
    second_pool(shared_record, desk)
    customer = PhoneCustomer(code="contoso")
    packed, held = (
        walk.open(a_phone_swap(customer, serial, MONDAY)) for serial in ("BROKEN-1", "BROKEN-2")
    )
    gone, lost = walk.reserved(packed), walk.reserved(held)
    walk.pack(packed, gone, MONDAY)
    names = {f"CONTOSO-{number:04d}" for number in range(1, 9)}
    missing, aside = sorted(names - {gone, lost})[-2:]
    counted(shared_record, desk, *sorted(names - {gone, lost, missing, aside}), misplaced=aside)
    units = UnitChoice(model="PHONE-X2", quantity=2)
    away = TransferForm(source=MAIN, target=LUND, units=units, at=MONDAY)
    transfer_units(shared_record, desk.clerk, away, "away")
    out = TakeOutForm(
        pool=LUND,
        units=UnitChoice(model="PHONE-X2", quantity=1),
        fetched_by="Kim",
        because="Wanted.",
        at=MONDAY,
    )
    take_out_units(shared_record, desk.clerk, out, "out")
    proposal = ProposeForm(serial=lost, reason="Nobody found it.", at=MONDAY)
    propose_write_off(shared_record, desk.clerk, proposal, "gone")
    decision = DecideForm(serial=lost, confirmed=True, at=MONDAY)
    decide_write_off(shared_record, colleague(desk), decision, "gone")
    counted(shared_record, desk, *on_shelf(shared_record, desk, "POOL-CONTOSO"), gone, aside)
    assert aside in on_shelf(shared_record, desk, "POOL-CONTOSO")
    assert on_shelf(shared_record, desk, "LOST") == {missing}
    assert broken(shared_record, desk) == {}


def broken(record: Database, desk: TestDesk) -> dict[str, int]:
    """How many rows of the tenant break which sentence; checks are the relay's to take."""
    found = {}
    with record.as_tenant(desk.tenant_id) as session:
        for one in (*UNITS, *BENCH, *PARCELS, *POOLS):
            if one is not CHECKS_DRAINED and not one.across:
                at = datetime.now(UTC) + timedelta(seconds=1)
                found[one.name] = len(offences(session, one, desk.tenant, at, Outside()))
    return {name: count for name, count in found.items() if count}
