from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.calendar_page import (
    Calculation,
    CalculationUnreadable,
    CalendarMonth,
    DayCell,
    calculate,
    calendar_month,
)
from desk.contract_refusals import ContractNotFound
from desk.programme_page import contract_terms, list_programmes, programme_page
from desk.programme_versions import load_version
from models.parties import Customer, Role
from programmes.loader import ProgrammeUnknown, load_programme
from rules.business_time import Boundary
from rules.programme import CalendarUnknown
from rules.readings import Hours
from rules.service_words import Unit
from rules.working_calendar import Closure
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.service_cases import CARE, PREMIUM, sell_service

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def shown(record: Database, desk: TestDesk, month: str, *names: str) -> CalendarMonth:
    programme, calendar = names or ("exer_cst", "cst")
    return calendar_month(record, desk.clerk, programme, calendar, month=month, now=NOON)


def cell(month: CalendarMonth, day: date) -> DayCell:
    return next(one for week in month.weeks for one in week if one and one.day == day)


def test_a_month_shows_each_days_windows_its_holidays_by_name_and_rest_days(
    shared_record: Database, desk: TestDesk
) -> None:
    may = shown(shared_record, desk, "2026-05")
    assert cell(may, date(2026, 5, 4)).windows == ("09:00-12:30", "14:00-18:00")
    holiday = cell(may, date(2026, 5, 14))
    assert (holiday.windows, holiday.why, holiday.name) == ((), Closure.HOLIDAY, "Ascension Day")
    assert cell(may, date(2026, 5, 9)).why is Closure.REST_DAY
    assert [len(week) for week in may.weeks] == [7] * 5
    assert may.weeks[0][:4] == (None,) * 4


def test_the_months_working_time_is_that_of_the_engine(
    shared_record: Database, desk: TestDesk
) -> None:
    may = shown(shared_record, desk, "2026-05")
    assert may.working_days == 17
    assert may.worked == 17 * timedelta(hours=7.5)


def test_a_month_names_its_neighbours_over_the_turn_of_the_year(
    shared_record: Database, desk: TestDesk
) -> None:
    december = shown(shared_record, desk, "2026-12")
    assert (december.previous, december.following) == (date(2026, 11, 1), date(2027, 1, 1))


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "9999-01", "yesterday"])
def test_a_month_that_cannot_be_read_is_todays(
    shared_record: Database, desk: TestDesk, month: str
) -> None:
    assert shown(shared_record, desk, month).month == date(2026, 11, 1)


def test_a_month_beyond_the_frozen_holidays_says_so_instead_of_guessing(
    shared_record: Database, desk: TestDesk
) -> None:
    far = shown(shared_record, desk, "2100-01")
    assert far.weeks == ()
    assert "Freeze the list again" in far.unknown
    assert far.worked is None


def test_the_calculator_counts_as_a_target_would_and_says_why(
    shared_record: Database, desk: TestDesk
) -> None:
    month = shown(shared_record, desk, "2026-11")
    due = calculate(month, Calculation(start="2026-11-23T09:00", amount="12"))
    assert due.due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert "12 working hours" in due.explain()
    elapsed = Calculation(start="2026-11-23T09:00", amount="12", hours=Hours.ELAPSED)
    assert calculate(month, elapsed).due_at == datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def test_a_budget_that_ends_at_lunch_is_due_then_or_at_the_next_opening(
    shared_record: Database, desk: TestDesk
) -> None:
    month = shown(shared_record, desk, "2026-11")
    asked = Calculation(start="2026-11-23T09:30:00+01:00", amount="3")
    assert calculate(month, asked).due_at == datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    later = replace(asked, boundary=Boundary.NEXT_OPENING)
    assert calculate(month, later).due_at == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def test_working_days_are_counted_too(shared_record: Database, desk: TestDesk) -> None:
    month = shown(shared_record, desk, "2026-12")
    asked = Calculation(start="2026-12-24T10:00", amount="1", unit=Unit.WORKING_DAY)
    assert calculate(month, asked).due_at == datetime(2026, 12, 28, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "amount"),
    [
        ("yesterday", "12"),
        ("2026-11-23T09:00", "0"),
        ("2026-11-23T09:00", "twelve"),
        ("2026-11-23T09:00", "99999"),
        ("9999-11-23T09:00", "1"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(
    shared_record: Database, desk: TestDesk, start: str, amount: str
) -> None:
    month = shown(shared_record, desk, "2026-11")
    with pytest.raises(CalculationUnreadable):
        calculate(month, Calculation(start=start, amount=amount))


def test_a_contract_shows_the_calendar_in_its_own_zone(
    shared_record: Database, desk: TestDesk
) -> None:
    sell_service(shared_record, desk)
    seen = calendar_month(
        shared_record, desk.clerk, "exer_cst", "cst", month="2026-05", contract=PREMIUM
    )
    assert (seen.contract, seen.calendar.zone) == (PREMIUM, "Europe/Paris")
    with pytest.raises(ContractNotFound):
        calendar_month(shared_record, desk.clerk, "exer_cst", "cst", contract=CARE)


def test_an_unknown_calendar_or_programme_is_refused(
    shared_record: Database, desk: TestDesk
) -> None:
    with pytest.raises(CalendarUnknown):
        shown(shared_record, desk, "", "exer_cst", "moon")
    with pytest.raises(ProgrammeUnknown):
        shown(shared_record, desk, "", "moon", "moon")


def test_programmes_are_listed_with_their_loaded_versions_and_contracts(
    shared_record: Database, desk: TestDesk
) -> None:
    before = {one.id: one for one in list_programmes(shared_record, desk.clerk)}
    assert len(before) == 5
    assert (before["exer_cst"].versions, before["exer_cst"].contracts) == (0, 0)
    sell_service(shared_record, desk)
    with shared_record.as_tenant(desk.tenant_id) as session:
        newer = replace(load_programme("exer_cst"), version="2")
        load_version(session, desk.tenant_id, newer, NOON, "a test")
    after = {one.id: one for one in list_programmes(shared_record, desk.clerk)}
    now = after["exer_cst"]
    assert (now.version, now.versions, now.contracts) == ("2", 1, 2)
    page = programme_page(shared_record, desk.clerk, "exer_cst", "2")
    assert (page.in_force, page.programme.version) == (True, "2")


def test_a_customers_person_sees_the_programmes_of_its_own_contracts_only(
    shared_record: Database, desk: TestDesk
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == "northwind")).one()
    person = replace(desk.clerk, role=Role.CUSTOMER, customer_id=customer)
    assert [one.id for one in list_programmes(shared_record, person)] == ["opswat"]
    assert programme_page(shared_record, person, "opswat").in_force
    with pytest.raises(ProgrammeUnknown):
        programme_page(shared_record, person, "exer_cst")


def test_a_contracts_terms_are_those_of_its_own_settings(
    shared_record: Database, desk: TestDesk
) -> None:
    sell_service(shared_record, desk)
    held = contract_terms(shared_record, desk.clerk, CARE)
    assert [one.value for one in held.terms.readings.pause_states] == ["waiting_for_customer"]
    assert "business_hours" in held.calendars
