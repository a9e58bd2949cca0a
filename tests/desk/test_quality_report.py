import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from desk.quality_report import MonthNotBegun, quality_report
from desk.refusals import NoRunningContract, UnknownCustomer
from models.parties import Customer, ResellerRelation
from rules.quality import MissedBecause, QualityReport, Span, TimeTaken
from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import wait
from tests.desk.quality_month import (
    FLEET,
    LATER,
    NOVEMBER,
    OCTOBER,
    at,
    kept,
    person_of,
    walk_october,
)
from tests.way_back import LITWARE, a_phone_swap, serve_phones

#: The month in the database's own calendar: written apart from the instants the report uses.
IN_OCTOBER = "to_char({at} AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM') = '2026-10'"
OF_FLEET = "customer_id = (SELECT id FROM customers WHERE code = 'adatum')"
CASES = f"SELECT id FROM cases WHERE {OF_FLEET}"
REGISTERED = f"{OF_FLEET} AND {IN_OCTOBER.format(at='registered_at')}"


def october(walk: CaseWalk) -> QualityReport:
    return quality_report(walk.database, walk.desk.clerk, FLEET.code, date(2026, 10, 17), LATER)


def rows(walk: CaseWalk, sql: str) -> list[tuple[Any, ...]]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return [tuple(row) for row in session.execute(text(sql))]


def pairs(walk: CaseWalk, sql: str) -> dict[str, int]:
    return {str(word): int(count) for word, count in rows(walk, sql)}


def test_a_month_of_many_cases_is_counted_as_by_hand(walk: CaseWalk) -> None:
    numbers = walk_october(walk)
    found = october(walk)
    assert (found.cases, found.customer, found.month) == (10, "adatum", OCTOBER)
    assert found.by_programme == {
        "Charte du CST Support Exer Premium": 2,
        "Smartservice PROF": 8,
    }
    assert found.by_severity == {"": 8, "1": 1, "4": 1}
    assert found.by_model == {"Kiosk K1": 2, "Phone X2": 8}
    assert found.by_finding == {"defect_confirmed": 1, "no_fault_found": 1}
    assert found.no_fault_percent == Decimal("50.0")
    assert found.promises == {
        "kept": 1,
        "missed": 4,
        "open": 1,
        "remade": 1,
        "withdrawn": 1,
    }
    assert found.kept_percent == Decimal("20.0")
    assert {one.case: one.because for one in found.missed} == {
        numbers["fault open"]: MissedBecause.FAULT_OPEN,
        numbers["carrier late"]: MissedBecause.CARRIER_LATE,
        numbers["packed late"]: MissedBecause.PACKED_LATE,
        numbers["lost"]: MissedBecause.PARCEL_LOST,
    }
    assert found.missed_because == dict.fromkeys(
        ("carrier_late", "fault_open", "packed_late", "parcel_lost"), 1
    )
    assert found.times == (
        taken(Span.DISPATCH, 4, "2.0", "18.8"),
        taken(Span.DELIVERY, 4, "60.0", "88.8"),
        taken(Span.RETURN, 2, "132.0", "141.6"),
    )
    assert found.freight == {"freight_outbound": 5, "freight_return": 2, "packaging": 5}
    assert found.open_debts == {"broken": 4}


def taken(span: Span, count: int, median: str, ninetieth: str) -> TimeTaken:
    return TimeTaken(
        span=span,
        count=count,
        median_hours=Decimal(median),
        ninetieth_hours=Decimal(ninetieth),
    )


def test_the_counts_of_cases_are_those_of_plain_sql(walk: CaseWalk) -> None:
    walk_october(walk)
    found = october(walk)
    assert [(found.cases,)] == rows(walk, f"SELECT count(*) FROM cases WHERE {REGISTERED}")
    assert found.by_programme == pairs(
        walk,
        "SELECT terms->'ground'->>'document' || ' ' || (terms->'offer'->>'label'), count(*)"
        f" FROM cases WHERE {REGISTERED} GROUP BY 1",
    )
    assert found.by_severity == pairs(
        walk, f"SELECT snapshot->>'severity', count(*) FROM cases WHERE {REGISTERED} GROUP BY 1"
    )
    assert found.by_model == pairs(
        walk,
        "SELECT (SELECT name FROM device_models WHERE id = (SELECT model_id FROM units"
        f" WHERE id = device_unit_id)), count(*) FROM cases WHERE {REGISTERED} GROUP BY 1",
    )
    assert found.by_finding == pairs(
        walk,
        f"SELECT finding, count(*) FROM bench_findings WHERE case_id IN ({CASES})"
        f" AND {IN_OCTOBER.format(at='at')} GROUP BY 1",
    )
    assert found.freight == pairs(
        walk,
        f"SELECT kind, sum(quantity) FROM billable_events WHERE {OF_FLEET}"
        f" AND {IN_OCTOBER.format(at='at')} GROUP BY 1",
    )
    [(owed, oldest)] = rows(
        walk,
        f"SELECT count(*), min(since) FROM owed_units WHERE case_id IN ({CASES})"
        " AND since < '2026-11-01 00:00 Europe/Stockholm' AND NOT (state IN ('received', 'waived',"
        " 'charged', 'lost') AND changed_at < '2026-11-01 00:00 Europe/Stockholm')",
    )
    assert (found.owed, found.oldest_debt) == (owed, oldest)


def test_the_promises_are_those_of_plain_sql(walk: CaseWalk) -> None:
    walk_october(walk)
    found = october(walk)
    last_day = "(due_at - interval '1 second')"
    due = f"case_id IN ({CASES}) AND {IN_OCTOBER.format(at=last_day)}"
    remade = "superseded_at IS NOT NULL"
    cancelled = "case_id IN (SELECT id FROM cases WHERE stage = 'cancelled') AND outcome = 'open'"
    assert found.promises == pairs(
        walk,
        f"SELECT CASE WHEN {remade} THEN 'remade' WHEN {cancelled} THEN 'withdrawn'"
        f" ELSE outcome END, count(*) FROM promises WHERE {due} GROUP BY 1",
    )
    missed = f"SELECT case_id FROM promises WHERE {due} AND outcome = 'missed'"
    never_left = f"({missed}) EXCEPT SELECT case_id FROM stock_moves WHERE key LIKE '%/handover'"
    assert len(rows(walk, never_left)) == 1
    by_leg = pairs(
        walk,
        f"SELECT state, count(*) FROM legs WHERE direction = 'outbound' AND case_id IN ({missed})"
        " GROUP BY 1",
    )
    assert by_leg == {"delivered": 3, "lost": 1, "reserved": 1}


def test_the_times_are_those_of_the_units_own_movements(walk: CaseWalk) -> None:
    walk_october(walk)
    hours = "round(extract(epoch FROM {end} - {begin}) / 3600, 1)"
    moved = (
        "(SELECT min(at) FROM stock_moves m JOIN locations l ON l.id = m.{end}_id"
        " WHERE m.case_id = cases.id AND l.kind = '{place}' AND {more})"
    )
    new = "m.unit_id <> cases.device_unit_id"
    sent = moved.format(end="to", place="transit", more=new)
    there = moved.format(end="to", place="customer", more=new)
    back = moved.format(end="to", place="bench", more="m.unit_id = cases.device_unit_id")
    spans = {
        Span.DISPATCH: ("registered_at", sent),
        Span.DELIVERY: ("registered_at", there),
        Span.RETURN: (there, back),
    }
    for one in october(walk).times:
        begin, end = spans[one.span]
        found = rows(
            walk,
            f"SELECT {hours.format(begin=begin, end=end)} FROM cases WHERE {OF_FLEET}"
            f" AND {IN_OCTOBER.format(at=end)} ORDER BY 1",
        )
        taken = [Decimal(row[0]) for row in found]
        assert one.count == len(taken)
        assert one.median_hours == quantile(taken, Decimal("0.5"))
        assert one.ninetieth_hours == quantile(taken, Decimal("0.9"))


def quantile(ordered: list[Decimal], share: Decimal) -> Decimal:
    """Linear between neighbours."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 1)


def test_a_month_without_cases_has_empty_figures(walk: CaseWalk) -> None:
    found = quality_report(walk.database, walk.desk.clerk, "fabrikam", OCTOBER, LATER)
    assert (found.cases, found.by_model, found.promises, found.missed) == (0, {}, {}, ())
    assert [(one.count, one.median_hours) for one in found.times] == [(0, None)] * 3
    assert (found.no_fault_percent, found.kept_percent) == (None, None)
    assert (found.owed, found.oldest_debt, found.freight) == (0, None, {})


def test_the_report_is_stored_and_read_again_as_it_was(walk: CaseWalk) -> None:
    walk_october(walk)
    found = october(walk)
    assert QualityReport.from_json(found.to_json()) == found


def test_what_falls_due_at_midnight_belongs_to_the_day_that_ends_there(walk: CaseWalk) -> None:
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    walk.open(a_swap("A-1", at=friday))
    midnight = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    promises = [
        quality_report(walk.database, walk.desk.clerk, "fabrikam", month, midnight).promises
        for month in (NOVEMBER, date(2026, 12, 1))
    ]
    assert promises == [{"open": 1}, {}]


def test_a_debt_that_was_settled_later_was_open_at_the_months_end(walk: CaseWalk) -> None:
    numbers = walk_october(walk)
    walk.receive(numbers["packed late"], LATER + timedelta(days=1))
    assert october(walk).open_debts == {"broken": 4}
    november = quality_report(walk.database, walk.desk.clerk, FLEET.code, NOVEMBER, LATER)
    assert november.open_debts == {"broken": 3}
    assert [one.count for one in november.times] == [0, 0, 1]


def test_a_customer_s_month_has_nothing_of_another_s(
    walk: CaseWalk, shared_record: Database, shared_url: str
) -> None:
    walk_october(walk)
    before = october(walk)
    serve_phones(walk.database, walk.desk.tenant_id, LITWARE)
    wait(walk, walk.open(a_phone_swap(LITWARE, "OTHERS", at(6))), at(30))
    other = found_desk(shared_url, shared_record, code=f"acme-{uuid.uuid4().hex[:8]}")
    elsewhere = CaseWalk(database=shared_record, desk=other)
    serve_phones(shared_record, other.tenant_id, FLEET)
    kept(elsewhere)
    assert october(walk) == before
    assert october(elsewhere).cases == 1


def test_a_promise_that_was_packed_in_time_and_scanned_late_says_so(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, FLEET)
    number = walk.open(a_phone_swap(FLEET, "LEFT", at(6)))
    walk.pack(number, walk.reserved(number), at(6, 9))
    wait(walk, number, at(9))
    assert october(walk).missed_because == {"scanned_late": 1}


def test_a_month_that_has_not_begun_is_refused(walk: CaseWalk) -> None:
    midnight = datetime(2026, 10, 31, 23, tzinfo=UTC)
    quality_report(walk.database, walk.desk.clerk, "fabrikam", NOVEMBER, midnight)
    with pytest.raises(MonthNotBegun, match="2026-11"):
        early = midnight - timedelta(seconds=1)
        quality_report(walk.database, walk.desk.clerk, "fabrikam", NOVEMBER, early)


def test_a_customer_reads_its_own_report_and_nobody_else_s(
    shared_record: Database, desk: TestDesk
) -> None:
    own, other = (person_of(shared_record, desk, code) for code in ("fabrikam", "northwind"))
    assert quality_report(shared_record, own, "fabrikam", OCTOBER, LATER).cases == 0
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.add(
            ResellerRelation(
                tenant_id=desk.tenant_id,
                reseller_id=other.customer_id,
                customer_id=own.customer_id,
                since=date(2026, 1, 1),
                until=None,
            )
        )
    for who, customer in ((other, "fabrikam"), (own, "northwind"), (own, "nobody")):
        with pytest.raises(UnknownCustomer):
            quality_report(shared_record, who, customer, OCTOBER, LATER)


def test_a_customer_without_a_contract_has_no_month(
    shared_record: Database, desk: TestDesk
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.add(
            Customer(tenant_id=desk.tenant_id, code="tailspin", name="Tailspin", locale="en")
        )
    with pytest.raises(NoRunningContract, match="tailspin"):
        quality_report(shared_record, desk.clerk, "tailspin", OCTOBER, LATER)
