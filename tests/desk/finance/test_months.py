from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from activities.finance import close_steps
from activities.finance.closing import MonthRecord
from desk.finance.month_view import Mark, list_months, month_view, recount
from desk.finance.months import ask_close
from models.exchange import OutboxMessage
from models.finance.bills import BillFile, CarrierBill
from models.finance.ledger import JournalEntry, JournalLine
from models.finance.statements import Statement
from rules.finance.closing_refusals import (
    MonthHeldUp,
    MonthIs,
)
from rules.finance.freight_words import BillState, FileState
from rules.finance.money_words import (
    CloseStep,
    PeriodState,
    Posting,
    StatementState,
)
from rules.finance.month_orders import MonthTurn
from tests.months import GRACE, OCTOBER, MonthWalk

NOVEMBER = date(2026, 11, 1)


def test_item_8_a_month_is_closed_step_by_step(october: MonthWalk) -> None:
    assert october.ask()["step"] == "freeze"
    assert october.run() is CloseStep.APPROVE
    october.approve_bills()
    october.approve()
    assert october.run() is CloseStep.DONE
    period = october.period()
    assert period.state is PeriodState.CLOSED
    assert (period.closed_by, period.approved_by) == (october.closer.name, october.approver.name)
    [kept] = october.snapshots()
    assert kept.sha256 == recount(october.record, october.closer, OCTOBER).again
    [exact] = kept.figures["verdicts"]
    # Three parcels of 99.00 freight, 2.25 security and 13.42 fuel (13.25 %).
    assert (exact["verdict"], exact["charges"]) == ("exact", 9)
    assert exact["billed"] == exact["expected"] == exact["agreed"] == "344.01"
    assert kept.figures["statements"] == [
        {
            "customer": "fabrikam",
            "kind": "invoice",
            "currency": "SEK",
            "statements": 1,
            "net": "200.00",
            "vat": "50.00",
            "gross": "250.00",
        }
    ]


def test_item_8_what_is_accrued_at_the_close_is_what_the_ledger_owes(october: MonthWalk) -> None:
    october.close()
    figures = october.figures()
    [unbilled] = figures["unbilled"]
    assert (unbilled["charges"], unbilled["expected"]) == (3, "114.67")
    assert {"account": "2990", "balance": "-114.67"} in figures["balances"]


def test_item_8_a_quarantined_file_keeps_the_month_open(october: MonthWalk) -> None:
    with october.record.as_tenant(october.desk.tenant_id) as session:
        session.execute(
            update(BillFile).values(state=FileState.QUARANTINED, because="The totals differ.")
        )
    october.ask()
    assert october.run() is CloseStep.MATCH
    with pytest.raises(MonthHeldUp, match="1 files quarantined"):
        october.approve()
    with october.record.as_tenant(october.desk.tenant_id) as session:
        session.execute(update(BillFile).values(state=FileState.DISCARDED))
    assert october.run() is CloseStep.APPROVE


def test_item_8_a_quarantined_bill_keeps_the_month_open(october: MonthWalk) -> None:
    with october.record.as_tenant(october.desk.tenant_id) as session:
        session.execute(
            update(CarrierBill).values(state=BillState.QUARANTINED, because="It was changed.")
        )
    october.ask()
    assert october.run() is CloseStep.MATCH


def test_item_8_a_bill_that_nobody_approved_keeps_the_month_open(october: MonthWalk) -> None:
    october.ask()
    october.run()
    with pytest.raises(MonthHeldUp, match="1 bills to approve"):
        october.approve()
    october.approve_bills()
    assert october.approve()["state"] == "soft_closed"


def test_item_9_what_comes_to_light_within_grace_is_billed_with_its_month(
    october: MonthWalk,
) -> None:
    october.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    october.ask()
    october.run()
    october.approve()
    assert october.run() is CloseStep.ISSUE
    october.sell(1)
    october.later(GRACE)
    assert october.run() is CloseStep.DONE
    [statement] = october.figures()["statements"]
    assert statement["net"] == "300.00"


def test_the_last_approved_bill_has_the_month_looked_at_at_once(october: MonthWalk) -> None:
    october.ask()
    october.run()
    with october.record.as_tenant(october.desk.tenant_id) as session:
        before = set(session.scalars(select(OutboxMessage.id)))
    october.approve_bills()
    with october.record.as_tenant(october.desk.tenant_id) as session:
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.id.not_in(before))).all()
        assert [(one.kind, one.payload["month"]) for one in owed] == [("month", "2026-10-01")]


def test_item_8_an_approved_bill_that_is_not_posted_keeps_the_month_open(
    october: MonthWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    october.ask()
    october.run()
    october.approve_bills()
    october.approve()
    monkeypatch.setattr(close_steps, "post_bill", lambda *_, **__: None)
    assert october.run() is CloseStep.POST
    monkeypatch.undo()
    assert october.run() is CloseStep.DONE


def test_item_8_a_bill_that_comes_before_the_approval_takes_the_month_back(
    october: MonthWalk,
) -> None:
    october.ask()
    october.run()
    october.approve_bills()
    october.ship(1)
    with pytest.raises(MonthHeldUp, match="1 bills unmatched"):
        october.approve()
    assert october.run() is CloseStep.APPROVE
    assert len(october.bills(BillState.MATCHED)) == 1


def test_item_8_a_bill_that_comes_after_the_approval_is_of_the_next_month(
    october: MonthWalk,
) -> None:
    october.ask()
    october.run()
    october.approve_bills()
    october.approve()
    october.ship(1)
    with october.record.as_tenant(october.desk.tenant_id) as session:
        session.execute(
            update(CarrierBill)
            .where(CarrierBill.state == BillState.LOADED)
            .values(taken_at=october.later())
        )
    assert october.run() is CloseStep.DONE
    assert len(october.bills(BillState.LOADED)) == 1


def test_item_8_closing_again_gives_the_same_figures(october: MonthWalk) -> None:
    october.close()
    before, [first] = october.counted(), october.snapshots()
    assert october.run() is CloseStep.DONE
    with pytest.raises(MonthIs, match="2026-10 is closed"):
        october.ask()
    october.reopen()
    assert october.period().state is PeriodState.REOPENED
    assert october.run() is CloseStep.DONE  # nobody asked: nothing is done
    assert october.close() is CloseStep.DONE
    again, kept = october.counted(), october.snapshots()
    assert again == before
    assert [one.close for one in kept] == [1, 2]
    assert kept[0].sha256 == kept[1].sha256 == first.sha256
    assert kept[0].figures == kept[1].figures == first.figures


def test_item_8_final_statements_stay_final_when_a_month_is_reopened(october: MonthWalk) -> None:
    october.close()
    october.reopen()
    with october.record.as_tenant(october.desk.tenant_id) as session:
        [statement] = session.scalars(select(Statement))
        assert (statement.state, statement.number) == (StatementState.SENT, "2026-000001")
    october.sell(1)
    october.close()
    with october.record.as_tenant(october.desk.tenant_id) as session:
        rows = session.execute(select(Statement.number, Statement.net).order_by(Statement.number))
        assert [tuple(row) for row in rows] == [
            ("2026-000001", Decimal("200.00")),
            ("2026-000002", Decimal("100.00")),
        ]


def test_item_8_late_lines_post_to_the_open_month_and_keep_theirs(october: MonthWalk) -> None:
    october.close()
    before = recount(october.record, october.closer, OCTOBER)
    october.ship(1)
    november = MonthWalk(
        record=october.record,
        desk=october.desk,
        month=NOVEMBER,
        now=datetime(2026, 12, 9, 9, 0, tzinfo=UTC),
        keys=100,
    )
    assert november.close() is CloseStep.DONE
    after = recount(october.record, october.closer, OCTOBER)
    assert (before.same, after.same, after.again) == (True, True, before.again)
    late = november.figures()["late"]
    assert {row["service_month"] for row in late} == {"2026-10-01"}
    # The parcel's cost of October stands in November.
    with october.record.as_tenant(october.desk.tenant_id) as session:
        cost = session.scalars(
            select(func.sum(JournalLine.amount))
            .join(JournalEntry, JournalEntry.id == JournalLine.entry_id)
            .where(
                JournalEntry.month == NOVEMBER,
                JournalEntry.posting == Posting.ACCRUAL,
                JournalLine.service_month == OCTOBER,
                JournalLine.amount > 0,
            )
        ).one()
    assert cost == Decimal("114.67")


def test_a_month_that_a_schedule_began_waits_for_its_people(october: MonthWalk) -> None:
    turn = MonthTurn(month=october.ref, at=october.later())
    MonthRecord(october.record).begin_month(turn)
    MonthRecord(october.record).begin_month(turn)
    with october.record.as_tenant(october.desk.tenant_id) as session:
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "month")).all()
        assert [one.payload for one in owed] == [
            {"tenant": october.desk.tenant, "month": "2026-10-01"}
        ]
    assert october.run() is CloseStep.APPROVE
    october.approve_bills()
    october.approve()
    assert october.run() is CloseStep.APPROVE  # nobody asked to close it yet
    october.ask()
    assert october.run() is CloseStep.DONE


def test_a_key_asks_once(october: MonthWalk) -> None:
    first = ask_close(october.record, october.closer, OCTOBER, "the key", october.now)
    again = ask_close(october.record, october.closer, OCTOBER, "the key", october.later())
    assert first == again
    assert [one.word for one in october.story()].count("month_asked") == 1


def test_the_checklist_says_what_holds_the_month_up(october: MonthWalk) -> None:
    october.ask()
    october.run()
    page = month_view(october.record, october.closer, OCTOBER, october.now)
    marks = {line.step: line.mark for line in page.checklist}
    assert marks[CloseStep.MATCH] is Mark.DONE
    assert marks[CloseStep.APPROVE] is Mark.HELD
    assert marks[CloseStep.ISSUE] is Mark.AHEAD
    held = {line.step: dict(line.held) for line in page.checklist if line.held}
    assert held[CloseStep.APPROVE] == {"bills_to_approve": 1, "approval_missing": 1}
    amounts = {
        one.word: (one.count, one.amount, one.currency)
        for line in page.checklist
        for one in line.amounts
    }
    assert amounts["bills of the month"] == (1, Decimal("344.01"), "SEK")
    assert amounts["events to bill"] == (2, Decimal("200.00"), "SEK")


def test_months_are_listed_and_the_earliest_open_one_is_due(october: MonthWalk) -> None:
    assert list_months(october.record, october.closer, october.now).due == "2026-10"
    october.close()
    found = list_months(october.record, october.closer, datetime(2026, 12, 3, tzinfo=UTC))
    assert [(one.month, one.state) for one in found.items] == [("2026-10", PeriodState.CLOSED)]
    assert found.due == "2026-11"
