"""Repair: the device comes in first; the bench repairs or replaces it, or says why not."""

from datetime import timedelta

from rules.case_bench import end_job
from rules.case_clocks import begin_clocks, reach_resolution, recount_clocks
from rules.case_debts import owe
from rules.case_opening import book_return, first_return_state, request_unit
from rules.case_return_clock import restart_clock
from rules.case_state import Turn
from rules.case_values import Why
from rules.case_words import Bench, Disposition, Enter, Errand, Stage
from rules.fulfilment import RepairedGoesTo
from rules.service_words import ClockStart

#: Days the bench has before an uninspected unit comes up again.
INSPECT_WITHIN = timedelta(days=3)


def open_repair(turn: Turn) -> None:
    """Ask for the device: with its slip where one is due, and a label once its battery is sound."""
    turn.enter(Enter.WRITE, letter="repair_registered")
    turn.become(stage=Stage.REPAIRING)
    owe(turn, turn.state.device_unit, Why.BROKEN)
    turn.become(inbound=first_return_state(turn))
    if turn.state.plan.slip:
        turn.send(Errand.PRINT_SLIP, "slip")
    book_return(turn)


def invite_device(turn: Turn) -> None:
    """The way in has a label: it goes to the customer, who is reminded as the contract says."""
    turn.enter(Enter.WRITE, letter="send_it_in", part=f"label-{turn.state.return_attempt}")
    if turn.state.back.clock is None:
        restart_clock(turn)
    recount_clocks(turn)


def lay_on_bench(turn: Turn) -> None:
    """The device is on the bench; one whose repair was cancelled on its way goes home again."""
    recount_clocks(turn)
    if turn.state.cancel_wanted:
        send_home(turn, Bench.WITHDRAWN)
    else:
        turn.wait_until("bench", turn.fact.at + INSPECT_WITHIN)


def judge_unit(turn: Turn) -> None:
    """The bench has looked at it: repaired, replaced by a unit of the provider, or not covered."""
    outcome = Bench(turn.say("outcome"))
    turn.stop_waiting("bench")
    turn.tell("bench_done", outcome=outcome, text=turn.say("note"), part="bench")
    if outcome is Bench.NOT_COVERED:
        refuse_repair(turn)
        return
    begin_clocks(turn, ClockStart.DEFECT_IDENTIFIED)
    if outcome is Bench.REPLACED:
        replace_unit(turn)
    elif turn.state.repaired_to is RepairedGoesTo.STOCK:
        shelve_repaired(turn)
    else:
        send_home(turn, outcome)


def refuse_repair(turn: Turn) -> None:
    """Not covered: the customer reads why, and says what is to be done with the unit."""
    turn.become(bench=Bench.NOT_COVERED)
    turn.enter(Enter.WRITE, letter="repair_not_covered", part="bench")
    reach_resolution(turn)


def replace_unit(turn: Turn) -> None:
    """A unit of the provider goes instead; ownership is exchanged when it is delivered."""
    turn.become(bench=Bench.REPLACED, stage=Stage.REPLACING)
    request_unit(turn)


def send_home(turn: Turn, outcome: Bench) -> None:
    """Exactly the unit that came in goes back; no queue of any shelf can take it."""
    turn.become(bench=outcome, cancel_wanted=False)
    end_job(turn, turn.state.device_unit)
    request_unit(turn)


def shelve_repaired(turn: Turn) -> None:
    """The repaired unit joins its owner's stock instead of going back (fact 60)."""
    unit = turn.state.device_unit
    turn.become(bench=Bench.REPAIRED)
    end_job(turn, unit)
    turn.enter(Enter.RECEIVE, unit_id=unit, to="shelf", key="bench/shelved")
    turn.tell("repaired_to_stock")


def dispose(turn: Turn) -> None:
    """What the customer wants with a unit that is not covered: it goes back, or to scrap."""
    disposition = Disposition(turn.say("disposition"))
    turn.become(disposition=disposition)
    end_job(turn, turn.state.device_unit)
    turn.tell("disposition_set", disposition=disposition, because=turn.say("because"))
    if disposition is Disposition.SEND_BACK:
        send_home(turn, Bench.NOT_COVERED)
    else:
        turn.enter(Enter.MOVE, unit_id=turn.state.device_unit, to="scrap", key="bench/scrap")
