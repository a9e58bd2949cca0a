import random
import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from activities.finance import close_part
from activities.finance.closing import MonthRecord
from models.finance.bills import CarrierBill
from models.finance.ledger import JournalEntry
from models.finance.statements import Statement, StatementItem
from rules.finance.money_words import (
    CloseStep,
    PeriodState,
    Posting,
    StatementState,
)
from rules.finance.month_orders import MonthTurn
from runtime.database import RecordUnavailable
from tests.months import GRACE, MonthWalk

NOVEMBER = date(2026, 11, 1)


class Killed(Exception):
    """The process died here."""


@pytest.mark.parametrize("seed", range(3))
def test_item_9_a_close_that_dies_anywhere_bills_nothing_twice(
    october: MonthWalk, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    october.sell(1, amount=Decimal("12.34"))
    october.sell(1, contract="C-200", amount=Decimal(50), currency="EUR")
    dice, died = random.Random(seed), list[str]()

    def die(place: str) -> None:
        if dice.random() < 0.4:
            died.append(place)
            raise Killed(place)

    monkeypatch.setattr(close_part, "killpoint", die)
    turn = MonthWalk.turn

    def again(walk: MonthWalk) -> Any:
        while True:
            try:
                return turn(walk)
            except Killed:
                continue

    monkeypatch.setattr(MonthWalk, "turn", again)
    assert october.close() is CloseStep.DONE
    assert any(place.endswith("before_commit") for place in died)
    assert any(place.endswith("after_commit") for place in died)
    assert {place.split(".")[1] for place in died} >= {"rate", "match", "issue", "post"}
    figures = october.figures()
    assert [row["gross"] for row in figures["statements"]] == ["265.43", "50.00"]
    assert figures["verdicts"][0]["billed"] == "344.01"
    with october.record.as_tenant(october.desk.tenant_id) as session:
        billed = session.scalars(select(func.count(StatementItem.id))).one()
        numbers = session.scalars(select(Statement.number).order_by(Statement.number)).all()
        kinds = session.execute(
            select(JournalEntry.posting, func.count()).group_by(JournalEntry.posting)
        )
        assert billed == 4
        assert list(numbers) == ["2026-000001", "2026-000002"]
        assert dict(kinds.all()) == {Posting.ACCRUAL: 1, Posting.BILL: 1, Posting.STATEMENT: 2}


def test_item_9_two_workers_that_turn_one_month_bill_it_once(october: MonthWalk) -> None:
    october.ask()

    def turn_often() -> None:
        record = MonthRecord(october.record)
        done = 0
        while done < 12:
            # Who waits too long for the other is told so, and its activity is tried again.
            with suppress(RecordUnavailable):
                record.turn_month(MonthTurn(month=october.ref, at=october.later()))
                done += 1

    def both() -> None:
        workers = [threading.Thread(target=turn_often) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    both()
    assert october.step() is CloseStep.APPROVE
    october.approve_bills()
    october.approve()
    both()
    assert october.period().state is PeriodState.CLOSED
    assert october.counted()["statements"] == 1
    assert october.counted()["items"] == 2
    assert len(october.snapshots()) == 1


def test_item_9_a_statement_waits_for_its_days_of_grace(october: MonthWalk) -> None:
    october.now = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    with october.record.as_tenant(october.desk.tenant_id) as session:
        session.execute(update(CarrierBill).values(taken_at=datetime(2026, 11, 1, 8, tzinfo=UTC)))
    october.ask()
    october.run()
    october.approve_bills()
    october.approve()
    assert october.run() is CloseStep.ISSUE
    turned = october.turn()
    assert turned.next_at is not None
    assert turned.next_at > october.now + timedelta(days=1)
    october.later(GRACE)
    assert october.run() is CloseStep.DONE


def test_what_a_step_refuses_is_told_in_the_story_and_stops_nothing_else(
    october: MonthWalk,
) -> None:
    october.sell(1, amount=Decimal(70), currency="USD")
    october.ask()
    october.run()
    october.approve_bills()
    october.approve()
    assert october.run() is CloseStep.ISSUE
    assert october.run() is CloseStep.ISSUE
    refused = [one for one in october.story() if one.word == "month_step_refused"]
    assert len(refused) == 1
    assert "No rate of USD is recorded" in refused[0].because
    with october.record.as_tenant(october.desk.tenant_id) as session:
        states = select(Statement.currency, Statement.state).order_by(Statement.currency)
        assert dict(session.execute(states).all()) == {
            "SEK": StatementState.SENT,
            "USD": StatementState.GRACE,
        }
