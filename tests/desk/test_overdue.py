from datetime import date, datetime
from typing import Any

import pytest

from desk.overdue import OwedReturn, Standing, owed_returns, standing_words
from desk.refusals import NotAllowed
from models.parties import Role
from rules.case_facts import Told
from rules.case_words import Direction
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import DAY, DELIVERED, HOUR, MONDAY, owed, person, wait
from tests.way_back import ADATUM, PROSEWARE, serve_phones


def board(walk: CaseWalk, now: datetime, **narrowed: Any) -> tuple[OwedReturn, ...]:
    return owed_returns(walk.database, walk.desk.clerk, now, **narrowed)


def test_the_unit_that_is_most_overdue_comes_first_with_what_happens_next(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, ADATUM)
    late = owed(walk, ADATUM, "AD-1")
    young = owed(walk, ADATUM, "AD-2", MONDAY + 10 * DAY)
    now = DELIVERED + 11 * DAY
    wait(walk, late, now)
    first, second = board(walk, now)
    assert (first.case, first.serial, first.days_overdue) == (late, "AD-1", 1)
    assert first.due_on == date(2026, 12, 4)
    assert first.since == DELIVERED
    assert (first.next_step, first.next_at) == ("return_escalation", DELIVERED + 12 * DAY)
    assert first.standing is Standing.RUNNING
    assert first.label is not None
    assert (second.case, second.days_overdue) == (young, 0)


def test_a_proposed_charge_is_shown_with_its_amount(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, ADATUM)
    number = owed(walk, ADATUM, "AD-1")
    wait(walk, number, DELIVERED + 21 * DAY)
    [line] = board(walk, DELIVERED + 21 * DAY)
    assert (line.charge, str(line.amount), line.currency) == ("proposed", "450.00", "SEK")


def test_what_stands_still_says_why_and_grows_no_older(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, ADATUM)
    number = owed(walk, ADATUM, "AD-1")
    walk.tell(number, Told.DISPUTED, DELIVERED + 12 * DAY, because="Sent in May.")
    for now in (DELIVERED + 13 * DAY, DELIVERED + 90 * DAY):
        [line] = board(walk, now)
        assert (line.standing, line.paused_by, line.days_overdue) == (
            Standing.PAUSED,
            ("dispute",),
            2,
        )
    assert standing_words(line) == "stands still: a dispute"


def test_an_extension_moves_the_due_day(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, ADATUM)
    number = owed(walk, ADATUM, "AD-1")
    walk.tell(number, Told.EXTENDED, DELIVERED + DAY, days="7", because="On holiday.")
    [line] = board(walk, DELIVERED + 11 * DAY)
    assert (line.due_on, line.days_overdue) == (date(2026, 12, 11), 0)
    assert standing_words(line) == "running, 7 days added"


def test_working_days_leave_out_weekends_and_swedish_holidays(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, PROSEWARE)
    # Delivered on Friday 18 December 2026: ten working days go round Christmas and New Year.
    number = owed(walk, PROSEWARE, "PW-1", datetime(2026, 12, 17, 9, 0, tzinfo=MONDAY.tzinfo))
    due = walk.state(number).deadlines["return_due"]
    [line] = board(walk, due)
    # 21, 22, 23, 28, 29, 30 December; 4, 5, 7, 8 January: not Christmas, New Year or Epiphany.
    assert line.due_on == date(2027, 1, 8)
    assert due.isoformat() == "2027-01-09T00:00:00+01:00"
    [late] = board(walk, due + 2 * DAY)
    assert late.days_overdue == 3


def test_a_working_day_on_which_the_clock_stood_still_is_not_counted(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, PROSEWARE)
    number = owed(walk, PROSEWARE, "PW-1")
    before = walk.state(number).deadlines["return_due"]
    walk.tell(number, Told.DISPUTED, DELIVERED + DAY, because="Sent.")
    settled = {"outcome": "owed", "because": "No."}
    state = walk.tell(number, Told.DISPUTE_SETTLED, DELIVERED + DAY + HOUR, **settled)
    # Due at the end of Tuesday 8 December, now of the Wednesday.
    assert state.deadlines["return_due"] == before + DAY
    [line] = board(walk, before)
    assert line.due_on == date(2026, 12, 9)


def test_the_board_shows_one_customer_s_units_and_only_those_owed(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, ADATUM, PROSEWARE)
    number = owed(walk, ADATUM, "AD-1")
    owed(walk, PROSEWARE, "PW-1")
    now = DELIVERED + DAY
    assert {line.customer for line in board(walk, now)} == {"adatum", "proseware"}
    assert [line.customer for line in board(walk, now, customer="proseware")] == ["proseware"]
    assert board(walk, now, customer="nobody") == ()
    walk.carried(number, Direction.RETURN, "handed_over", now)
    walk.receive(number, now + DAY)
    assert [line.customer for line in board(walk, now)] == ["proseware"]


def test_a_customer_s_person_does_not_see_the_board(walk: CaseWalk) -> None:
    with pytest.raises(NotAllowed):
        owed_returns(walk.database, person(walk, Role.CUSTOMER), MONDAY)
