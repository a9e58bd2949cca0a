from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from desk.finance.month_view import month_view
from desk.finance.months import approve_month, ask_close, ask_reopen, confirm_reopen
from desk.refusals import NotAllowed
from models.finance.closing import FinanceEvent, Period
from rules.finance.closing_refusals import (
    LaterMonthClosed,
    MonthBeforeOpen,
    MonthNotOver,
    OnePersonTwoDuties,
    ReopeningNotAsked,
    UnknownMonth,
    WhyMissing,
)
from rules.finance.money_words import (
    FinanceDuty,
)
from tests.months import OCTOBER, MonthWalk, person

NOVEMBER = date(2026, 11, 1)


def test_item_8_a_month_is_reopened_by_two_persons(october: MonthWalk) -> None:
    october.close()
    record, closer, approver = october.record, october.closer, october.approver
    now = october.later()
    with pytest.raises(ReopeningNotAsked):
        confirm_reopen(record, approver, OCTOBER, "r-1", now)
    with pytest.raises(WhyMissing):
        ask_reopen(record, closer, OCTOBER, " ", "r-2", now)
    ask_reopen(record, closer, OCTOBER, "The carrier sent a credit.", "r-3", now)
    with pytest.raises(NotAllowed):
        confirm_reopen(record, closer, OCTOBER, "r-4", now)
    # The same person, with another duty since.
    turned = person(october.desk, FinanceDuty.APPROVER, closer.name)
    with pytest.raises(Exception, match="A second person has to confirm it"):
        confirm_reopen(record, turned, OCTOBER, "r-5", now)
    assert confirm_reopen(record, approver, OCTOBER, "r-6", october.later()) == {
        "month": "2026-10",
        "state": "reopened",
        "step": "freeze",
        "close": 2,
    }
    story = month_view(record, closer, OCTOBER, now).story
    told = [(one.word, one.by, one.because) for one in story[-2:]]
    assert told == [
        ("month_reopening_asked", closer.name, "The carrier sent a credit."),
        ("month_reopened", approver.name, "The carrier sent a credit."),
    ]


def test_item_12_each_duty_of_a_close_is_anothers(october: MonthWalk) -> None:
    record, now = october.record, october.now
    for stranger in (october.importer, october.approver):
        with pytest.raises(NotAllowed):
            ask_close(record, stranger, OCTOBER, "k-1", now)
        with pytest.raises(NotAllowed):
            ask_reopen(record, stranger, OCTOBER, "Why not.", "k-2", now)
    for stranger in (october.importer, october.closer):
        with pytest.raises(NotAllowed):
            approve_month(record, stranger, OCTOBER, "k-3", now)
        with pytest.raises(NotAllowed):
            confirm_reopen(record, stranger, OCTOBER, "k-4", now)


def test_item_12_who_changed_duties_has_not_two_in_one_month(october: MonthWalk) -> None:
    record, desk = october.record, october.desk
    once_importer = person(desk, FinanceDuty.CLOSER, october.importer.name)
    with pytest.raises(OnePersonTwoDuties, match="as the importer of this month"):
        ask_close(record, once_importer, OCTOBER, "k-1", october.later())
    october.ask()
    october.run()
    october.approve_bills()
    once_closer = person(desk, FinanceDuty.APPROVER, october.closer.name)
    with pytest.raises(OnePersonTwoDuties, match="as the closer of this month"):
        approve_month(record, once_closer, OCTOBER, "k-2", october.later())
    importer_now_approves = person(desk, FinanceDuty.APPROVER, october.importer.name)
    with pytest.raises(OnePersonTwoDuties, match="as the importer of this month"):
        approve_month(record, importer_now_approves, OCTOBER, "k-3", october.later())
    approver_now_closes = person(desk, FinanceDuty.CLOSER, october.approver.name)
    with pytest.raises(OnePersonTwoDuties, match="as the approver of this month"):
        ask_close(record, approver_now_closes, OCTOBER, "k-4", october.later())


@pytest.mark.parametrize(
    "two",
    [
        {"asked_by": "ada", "approved_by": "ada"},
        {"closed_by": "ada", "approved_by": "ada"},
        {"reopen_asked_by": "ada", "reopened_by": "ada"},
    ],
)
def test_item_12_the_database_refuses_one_person_with_two_duties(
    october: MonthWalk, two: dict[str, str]
) -> None:
    october.ask()
    with (
        pytest.raises(IntegrityError, match=r"two_persons|a_second"),
        october.record.as_tenant(october.desk.tenant_id) as session,
    ):
        session.execute(update(Period).values(**two))


def test_item_12_every_decision_says_who_and_what_changed(october: MonthWalk) -> None:
    october.close()
    with october.record.as_tenant(october.desk.tenant_id) as session:
        rows = session.scalars(
            select(FinanceEvent)
            .where(FinanceEvent.word.in_(["month_asked", "month_approved", "month_closed"]))
            .order_by(FinanceEvent.at)
        ).all()
    assert [(row.word, row.by) for row in rows] == [
        ("month_asked", october.closer.name),
        ("month_approved", october.approver.name),
        ("month_closed", october.closer.name),
    ]
    assert rows[0].before == {"state": "soft_closed", "asked_by": ""}
    assert rows[0].after == {"state": "soft_closed", "asked_by": october.closer.name}
    assert rows[2].after["sha256"] == october.snapshots()[0].sha256


def test_a_month_that_is_not_over_is_not_closed(month: MonthWalk) -> None:
    month.now = datetime(2026, 10, 31, 22, 58, tzinfo=UTC)
    with pytest.raises(MonthNotOver, match="2026-10 ends at 2026-10-31 23:00 UTC"):
        month.ask()


def test_a_month_is_closed_after_the_one_before_and_reopened_before_it(
    october: MonthWalk,
) -> None:
    november = MonthWalk(
        record=october.record,
        desk=october.desk,
        month=NOVEMBER,
        now=datetime(2026, 12, 9, 9, 0, tzinfo=UTC),
        keys=100,
    )
    with pytest.raises(MonthBeforeOpen, match="2026-10 is not closed"):
        november.ask()
    october.close()
    november.close()
    with pytest.raises(LaterMonthClosed, match="Re-open 2026-11 first"):
        ask_reopen(october.record, october.closer, OCTOBER, "Why not.", "k", november.now)


def test_nothing_is_approved_that_nobody_began(month: MonthWalk) -> None:
    with pytest.raises(UnknownMonth):
        month.approve()
