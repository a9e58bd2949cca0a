"""A repair on site: the part first, then the technician, then the defective part comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rules.case_clocks import begin_clocks, reach_resolution
from rules.case_facts import Told
from rules.case_opening import authorise_return, book_return, request_unit
from rules.case_return_clock import start_clock
from rules.case_state import CaseState, Turn
from rules.case_words import Enter, Stage
from rules.scan_text import normal_serial
from rules.service_words import ClockStart
from rules.visit_values import Visit, VisitOutcome

#: How long the desk may take to agree on a visit before the case comes up again.
BOOK_WITHIN = timedelta(days=2)
#: How long after its window a visit that nobody has reported comes up.
REPORT_WITHIN = timedelta(hours=4)


def open_on_site(turn: Turn) -> None:
    """The defect and its part are known at intake: the part is sent ahead."""
    turn.enter(Enter.WRITE, letter="help_registered")
    turn.become(stage=Stage.REPLACING)
    begin_clocks(turn, ClockStart.DEFECT_IDENTIFIED)
    request_unit(turn)


def await_visit(turn: Turn) -> None:
    """The part is on site: the customer reads so, and a visit has to be agreed on."""
    turn.become(stage=Stage.VISITING)
    turn.enter(Enter.WRITE, letter="part_on_site", part=str(turn.state.attempt))
    turn.tell("part_on_site")
    if visit_ahead(turn.state) is None:
        turn.wait_until("visit_booking", turn.fact.at + BOOK_WITHIN)


def visit_ahead(state: CaseState) -> Visit | None:
    """The visit that is booked and not over, if there is one."""
    return next((visit for visit in state.back.visits if not visit.done), None)


def book_visit(turn: Turn) -> None:
    """A visit is agreed on; an earlier one that has not taken place is moved to it."""
    close_visit(turn, VisitOutcome.MOVED)
    visit = Visit(
        number=len(turn.state.back.visits) + 1,
        begins_at=datetime.fromisoformat(turn.say("begins_at")).astimezone(UTC),
        ends_at=datetime.fromisoformat(turn.say("ends_at")).astimezone(UTC),
    )
    turn.keep(visits=(*turn.state.back.visits, visit))
    write_visit(turn, visit, "")
    turn.enter(Enter.WRITE, letter="visit_booked", part=str(visit.number))
    begins, ends = visit.begins_at.isoformat(), visit.ends_at.isoformat()
    turn.tell("visit_booked", begins_at=begins, ends_at=ends)
    turn.wait_until("visit_end", visit.ends_at + REPORT_WITHIN)


def end_visit(turn: Turn) -> None:
    """The technician has reported: what follows depends on the outcome."""
    visit, outcome = visit_ahead(turn.state), VisitOutcome(turn.say("outcome"))
    if visit is None:
        return
    close_visit(turn, outcome, note=turn.say("note"))
    number = str(visit.number)
    turn.tell("visit_done", outcome=outcome, text=turn.say("note"), part=number)
    turn.enter(Enter.WRITE, letter="visit_done", part=number)
    if outcome is VisitOutcome.FIXED:
        ask_for_defective(turn)
    elif outcome is VisitOutcome.WRONG_PART:
        send_other_part(turn)
    else:
        turn.wait_until("visit_booking", turn.fact.at + BOOK_WITHIN)


def ask_for_defective(turn: Turn) -> None:
    """The device works: the defective part is owed back from now on, unless it may stay."""
    reach_resolution(turn)
    turn.become(stage=Stage.RETURNING)
    authorise_return(turn)
    start_clock(turn, turn.state.plan.starts_at)
    book_return(turn)


def send_other_part(turn: Turn) -> None:
    """The technician brings the unused part back, and the right one is sent."""
    key = f"outbound/{turn.state.attempt}/brought_back"
    turn.enter(Enter.MOVE_PART, part=turn.state.part, to="shelf", key=key, defective="no")
    turn.become(
        stage=Stage.REPLACING,
        attempt=turn.state.attempt + 1,
        part=normal_serial(turn.say("part")),
    )
    request_unit(turn)


def close_visit(turn: Turn, outcome: VisitOutcome, *, note: str = "") -> None:
    """The visit that is ahead, if there is one, ends so; its deadlines fall with it."""
    visit = visit_ahead(turn.state)
    turn.stop_waiting("visit")
    if visit is None:
        return
    over = replace(visit, done=True)
    turn.keep(visits=tuple(over if one is visit else one for one in turn.state.back.visits))
    write_visit(turn, over, outcome, note=note)


def write_visit(turn: Turn, visit: Visit, outcome: str, *, note: str = "") -> None:
    """The record keeps each visit with its window, its outcome and who said so."""
    turn.enter(
        Enter.VISIT,
        number=str(visit.number),
        begins_at=visit.begins_at.isoformat(),
        ends_at=visit.ends_at.isoformat(),
        outcome=outcome,
        note=note,
        by=turn.fact.by,
    )


def call_off(turn: Turn) -> None:
    """The case is cancelled: nobody comes, and what is on site is owed back."""
    close_visit(turn, VisitOutcome.CALLED_OFF)
    if turn.state.stage is Stage.VISITING:
        turn.become(stage=Stage.RETURNING)


def chase_booking(turn: Turn, name: str) -> None:
    """The part is on site and no visit is booked: the case comes up again."""
    turn.tell("visit_not_booked")
    turn.wait_until(name, turn.fact.at + BOOK_WITHIN)


def chase_report(turn: Turn, name: str) -> None:
    """The window is over and nobody has said what came of it: the case comes up again."""
    turn.tell("visit_not_reported")
    turn.wait_until(name, turn.fact.at + BOOK_WITHIN)


VISIT_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.VISIT_BOOKED: book_visit,
    Told.VISIT_DONE: end_visit,
}
VISIT_DEADLINES: dict[str, Callable[[Turn, str], None]] = {
    "visit_booking": chase_booking,
    "visit_end": chase_report,
}
