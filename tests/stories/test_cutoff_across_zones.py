"""Fourteen o'clock across zones, on both change-over nights, before half days and holidays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from desk.founding import ContractForm, UnitForm, add_contract, add_customer, shelve_units
from desk.programme_versions import load_version
from desk.scans import Station
from models.cases import PromiseOutcome
from models.devices import DeviceModel
from programmes.loader import load_programme
from rules.case_facts import Told
from rules.case_words import Direction, Outbound, Stage
from rules.half_days import BEFORE_HOLIDAY, HalfDay
from tests.builders import FOUNDED, PHONE
from tests.stories import harness
from tests.stories.steps import DAY, HOUR, outbound, sent_back
from tests.way_back import PhoneCustomer, a_phone_swap, serve_phones

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECOND = timedelta(seconds=1)
NO_BENCH = {"care": {"bench": {"inspected": False}}}
#: At the depot's own door, and in a country with holidays and a clock of its own.
HERE = PhoneCustomer(code="proximo", returns=NO_BENCH, phones=8)
ABROAD = PhoneCustomer(code="distante", returns=NO_BENCH, phones=8)
NOON = 12 * 60


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: harness.Stage) -> harness.Stage:
    serve_phones(stage.database, stage.desk.tenant_id, HERE)
    serve_abroad(stage)
    return stage


def serve_abroad(stage: harness.Stage) -> None:
    """A customer in Bucharest, served from the depot in Stockholm, which has half days."""
    shipped = load_programme("atea_smartservice")
    halves = (HalfDay(day=BEFORE_HOLIDAY, close=NOON),)
    depot = replace(shipped.calendars["se"], half_days=halves)
    calendars = {"se": depot, "ro": load_programme("opswat").calendars["ro"]}
    programme = replace(shipped, id="across_zones", calendars=calendars)
    tenant = stage.desk.tenant_id
    with stage.database.as_tenant(tenant) as session:
        load_version(session, tenant, programme, FOUNDED, "admin@acme.example")
        phone = session.scalars(select(DeviceModel).where(DeviceModel.code == PHONE.code)).one()
        customer = add_customer(session, tenant, ABROAD.code, "Distante SRL", "ro")
        settings = {
            "return": NO_BENCH,
            "repair_return_to": "stock",
            "recipient_calendar": "ro",
        }
        form = ContractForm(
            number="C-distante",
            programme="across_zones",
            tier="prof",
            settings=settings,
            starts_on=date(2026, 1, 1),
            ends_on=date(2029, 1, 1),
        )
        add_contract(session, customer, form)
        units = [UnitForm(serial=f"DISTANTE-{n:04d}") for n in range(1, ABROAD.phones + 1)]
        shelve_units(session, phone, units, customer, FOUNDED)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def promised(
    desk: harness.Stage, customer: PhoneCustomer, serial: str, registered: str
) -> str:
    """When a case registered at this UTC instant is due; the case is cancelled again."""
    number = await desk.open(a_phone_swap(customer, serial, utc(registered)))
    await desk.until(number, outbound(Outbound.RESERVED))
    due = desk.promise_of(number).due_at
    await desk.decide(number, Told.CANCEL_ASKED, utc(registered) + HOUR, because="only asked")
    end = await desk.until(number, lambda s: s.ended)
    assert (end.stage, desk.billed(number), desk.debts(number)) == (
        Stage.CANCELLED,
        {},
        {serial: "waived"},
    )
    return due.strftime("%Y-%m-%d %H:%M")


async def delivered_at(
    desk: harness.Stage, customer: PhoneCustomer, serial: str, registered: str, at: datetime
) -> str:
    """A case whose replacement is delivered at exactly this instant, followed to its end."""
    opened = utc(registered)
    number = await desk.open(a_phone_swap(customer, serial, opened))
    await desk.until(number, outbound(Outbound.RESERVED))
    unit = desk.reserved_serial(number)
    assert await desk.scan(Station.PACK, unit, opened + HOUR) == "PACK"
    await desk.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await desk.carrier_moves(number, Direction.OUTBOUND, "handed_over", opened + 2 * HOUR)
    await desk.until(number, outbound(Outbound.ON_ITS_WAY))
    await desk.carrier_moves(number, Direction.OUTBOUND, "delivered", at)
    await desk.until(number, outbound(Outbound.DELIVERED))
    await sent_back(desk, number, at + DAY)
    assert await desk.scan(Station.RECEIPT, serial, at + 3 * DAY) == "RECEIVED"
    end = await desk.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert desk.place_of(unit) == f"AT-{customer.code}".upper()
    assert desk.place_of(serial) == "BENCH"
    assert desk.debts(number) == {serial: "received"}
    assert (desk.custody(number), desk.charges(number), desk.money(number)) == ({}, {}, {})
    assert sorted(desk.billed(number)) == ["freight_outbound", "freight_return", "packaging"]
    return number


async def test_fourteen_o_clock_is_wall_time_on_both_sides_of_the_autumn_change_over(
    desk: harness.Stage,
) -> None:
    # The clocks go back in the night to Sunday 31 October 2027.
    friday = {"2027-10-29 11:59:59": "2027-11-01 23:00", "2027-10-29 12:00:00": "2027-11-02 23:00"}
    # Half past two comes twice that night; both are the same Sunday.
    night = {"2027-10-31 00:30:00": "2027-11-02 23:00", "2027-10-31 01:30:00": "2027-11-02 23:00"}
    # Half past one on Monday would be late by Friday's offset.
    monday = {"2027-11-01 12:59:59": "2027-11-02 23:00", "2027-11-01 13:00:00": "2027-11-03 23:00"}
    for n, (registered, due) in enumerate({**friday, **night, **monday}.items()):
        assert await promised(desk, HERE, f"AUTUMN-{n}", registered) == due


async def test_fourteen_o_clock_is_wall_time_on_both_sides_of_the_spring_change_over_and_easter(
    desk: harness.Stage,
) -> None:
    # The clocks go forward on Easter Sunday, 28 March 2027; Friday and Monday are holidays.
    maundy = {"2027-03-25 12:59:59": "2027-03-30 22:00", "2027-03-25 13:00:00": "2027-03-31 22:00"}
    night = {"2027-03-28 00:59:59": "2027-03-31 22:00", "2027-03-28 01:00:00": "2027-03-31 22:00"}
    tuesday = {"2027-03-30 11:59:59": "2027-03-31 22:00", "2027-03-30 12:00:00": "2027-04-01 22:00"}
    for n, (registered, due) in enumerate({**maundy, **night, **tuesday}.items()):
        assert await promised(desk, HERE, f"SPRING-{n}", registered) == due


async def test_a_promise_over_a_change_over_night_is_kept_to_the_last_second_and_then_missed(
    desk: harness.Stage,
) -> None:
    due = utc("2027-11-01 23:00:00")
    kept = await delivered_at(desk, HERE, "LAST-SECOND", "2027-10-29 11:59:59", due - SECOND)
    assert desk.promise_of(kept).outcome is PromiseOutcome.KEPT
    missed = await delivered_at(desk, HERE, "TOO-LATE", "2027-10-29 11:59:59", due)
    assert desk.promise_of(missed).outcome is PromiseOutcome.MISSED


async def test_a_customer_in_another_zone_has_the_depot_s_cut_off_and_its_own_holidays(
    desk: harness.Stage,
) -> None:
    # 14:59:59 in Bucharest is 13:59:59 at the depot: in time.
    assert await promised(desk, ABROAD, "RO-1", "2026-11-26 12:59:59") == "2026-11-27 23:00"
    assert await promised(desk, ABROAD, "RO-2", "2026-11-26 13:00:00") == "2026-12-02 23:00"
    # Monday and Tuesday are holidays in Romania, and working days at the depot.
    assert await promised(desk, ABROAD, "RO-3", "2026-11-27 12:59:59") == "2026-12-02 23:00"
    assert await promised(desk, HERE, "SE-3", "2026-11-27 12:59:59") == "2026-11-30 23:00"
    number = await delivered_at(
        desk, ABROAD, "RO-4", "2026-11-27 12:59:59", utc("2026-12-02 22:59:59")
    )
    promise = desk.promise_of(number)
    assert promise.outcome is PromiseOutcome.KEPT
    assert "before 14:00" in promise.explanation


async def test_a_half_day_is_a_working_day_and_does_not_bring_the_cut_off_forward(
    desk: harness.Stage,
) -> None:
    # Wednesday 23 December 2026 closes at noon; then come two holidays and a weekend.
    assert await promised(desk, ABROAD, "HALF-1", "2026-12-22 12:59:59") == "2026-12-23 23:00"
    assert await promised(desk, ABROAD, "HALF-2", "2026-12-23 12:30:00") == "2026-12-28 23:00"
    assert await promised(desk, ABROAD, "HALF-3", "2026-12-23 13:00:00") == "2026-12-29 23:00"
