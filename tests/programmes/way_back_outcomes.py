"""How a unit comes back under a programme, told by the pure machine in a word, a day or a sum."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_start import return_plan
from rules.case_state import CaseState, Fact, ReturnPlan, Step
from rules.case_values import Job, JobState, WayBackState
from rules.case_words import Bench, Enter, Inbound, Remedy, Stage
from rules.errors import DeskError
from rules.payers import payer_of
from rules.programme import Programme
from rules.return_days import after_working_days
from rules.terms import Terms, calendars_under, return_calendar, terms_under
from rules.warranties import Rest, warranted_until
from rules.way_back_terms import WarrantyRule, WarrantyTerms
from tests.programmes.one_value import Outcome
from tests.rules.benches import inspected, on_the_bench
from tests.rules.cases import (
    OPENED,
    a_case,
    a_fact,
    carrier,
    delivered,
    handed_over,
    labelled,
    tell,
)
from tests.rules.parcels import arrived

LINES = "Screen; 1; 1200.00"


def terms_of(programme: Programme, tier: str = "prof", **settings: object) -> Terms:
    return terms_under(programme, tier, settings)


def plan_of(programme: Programme) -> ReturnPlan:
    return return_plan(terms_of(programme))


def passed(name: str, hours: float) -> Fact:
    return a_fact(Told.DEADLINE_PASSED, hours, name=name)


def refusal(state: CaseState, fact: Fact) -> str:
    """The name of what refuses this decision, or nothing."""
    try:
        check_decision(state, fact)
    except DeskError as refused:
        return type(refused).__name__
    return ""


def amounts(state: CaseState) -> list[str | None]:
    """What is charged, or put before finance."""
    return [None if one.amount is None else str(one.amount) for one in state.back.charges]


def day_of_wait(step: Step, name: str, terms: Terms, programme: Programme) -> str | None:
    """The month and day of a wait, counted here or by the calendar that the terms name."""
    if name in step.state.deadlines:
        return f"{step.state.deadlines[name]:%m-%d}"
    for entry in step.entries:
        if entry.enter is Enter.COUNT_DAYS and name in entry.details:
            since = datetime.fromisoformat(entry.details["since"])
            calendar = return_calendar(terms, calendars_under(programme, terms.figures))
            counted = after_working_days(since, int(entry.details[name]), calendar)
            # The end of a day is the first instant of the next.
            return f"{(counted - timedelta(seconds=1)).astimezone(calendar.tz):%m-%d}"
    return None


def day_of(name: str, tier: str = "prof") -> Outcome:
    """The day of an instant of the return clock; the replacement came on 24 November."""

    def day(programme: Programme) -> str | None:
        terms = terms_of(programme, tier)
        step = tell(handed_over(plan=return_plan(terms)), carrier("delivered", hours=20))
        return day_of_wait(step, name, terms, programme)

    return day


def slip(programme: Programme) -> bool:
    return plan_of(programme).slip


def payer_of_return(programme: Programme) -> str:
    return payer_of(terms_of(programme), Remedy.SWAP, "freight_return").value


def clock_at_hand_over(programme: Programme) -> bool:
    """Whether the return clock runs while the replacement is on its way."""
    return handed_over(plan=plan_of(programme)).back.clock is not None


def charged_unreturned(programme: Programme) -> list[str | None]:
    step = tell(delivered(plan=plan_of(programme)), passed("return_charge", 500))
    return amounts(step.state)


def extended_by(days: int) -> Outcome:
    """What refuses an extension by so many days."""
    fact = a_fact(Told.EXTENDED, 30, days=str(days), because="On holiday.")
    return lambda programme: refusal(delivered(plan=plan_of(programme)), fact)


def jobs_on_receipt(programme: Programme) -> int:
    """How many units the bench has to see once the broken one has been scanned in."""
    return len(on_the_bench(plan_of(programme)).back.jobs)


def restocked_unwiped(programme: Programme) -> str:
    fact = a_fact(Told.DISPOSED, 63, destination="restock")
    return refusal(inspected("no_fault_found", plan_of(programme)), fact)


def charged_on(finding: str) -> Outcome:
    return lambda programme: amounts(inspected(finding, plan_of(programme)))


def second_look_alarms(programme: Programme) -> bool:
    """Whether a second finding of no fault in one unit is worth a word."""
    fact = a_fact(Told.INSPECTED, 62, finding="no_fault_found", found_before="1")
    step = tell(on_the_bench(plan_of(programme)), fact)
    return "no_fault_again" in [line.word for line in step.story]


def days_to_answer(programme: Programme) -> int:
    state = inspected("customer_damage", plan_of(programme))
    return (state.deadlines["finding_answer"] - OPENED).days - 2


def proposed(programme: Programme) -> CaseState:
    """A repair that is not covered, and what it would cost."""
    refused = a_case(
        remedy=Remedy.REPAIR,
        stage=Stage.REPAIRING,
        inbound=Inbound.RECEIVED,
        bench=Bench.NOT_COVERED,
        plan=plan_of(programme),
        back=WayBackState(jobs=(Job(unit="broken", serial="S-1", state=JobState.INSPECTED),)),
    )
    return tell(refused, a_fact(Told.PROPOSAL_MADE, lines=LINES, reason="Liquid damage.")).state


def proposal_stands(programme: Programme) -> int:
    """Days until a cost proposal is no longer valid."""
    [proposal] = proposed(programme).back.proposals
    return (proposal.valid_until - OPENED).days


def proposal_reminded(programme: Programme) -> int:
    return (proposed(programme).deadlines["proposal_reminder:1"] - OPENED).days


def proposal_expired(programme: Programme) -> str:
    """What becomes of a unit whose proposal nobody answers."""
    return tell(proposed(programme), passed("proposal_expiry", 360)).state.disposition.value


def proposal_declined(programme: Programme) -> list[str | None]:
    answer = a_fact(Told.PROPOSAL_ANSWERED, 24, answer="decline", otherwise="return")
    return amounts(tell(proposed(programme), answer).state)


def dead_after(days: float) -> Outcome:
    """What refuses a replacement that is called dead so many days after it was shipped."""
    fact = a_fact(Told.DEAD_ON_ARRIVAL, 4 + days * 24, battery="ok", note="It does not start.")
    return lambda programme: refusal(delivered(plan=plan_of(programme)), fact)


def loan_beyond_repair(programme: Programme) -> str:
    """The unit that is still lent once the user's own has been scrapped."""
    plan = return_plan(terms_of(programme, mode="lend"))
    scrap = a_fact(Told.DISPOSED, 63, destination="scrap", because="Beyond repair.")
    return tell(inspected("not_economical", plan), scrap).state.back.loan


def silent_out(programme: Programme) -> str | None:
    """When a parcel is looked for that was handed over on 23 November."""
    terms = terms_of(programme)
    step = tell(labelled(plan=return_plan(terms)), carrier("handed_over", hours=4))
    return day_of_wait(step, "outbound_silence", terms, programme)


def silent_back(programme: Programme) -> str | None:
    """When a return is looked for that was handed over on 25 November."""
    terms = terms_of(programme)
    step = tell(delivered(plan=return_plan(terms)), carrier("handed_over", "return", 40))
    return day_of_wait(step, "return_silence", terms, programme)


def searched(programme: Programme, leg: str) -> CaseState:
    plan = plan_of(programme)
    if leg == "outbound":
        return tell(handed_over(plan=plan), passed("outbound_silence", 4 + 5 * 24)).state
    back = tell(delivered(plan=plan), carrier("handed_over", "return", 40)).state
    return tell(back, passed("return_silence", 40 + 10 * 24)).state


def given_up(programme: Programme) -> str:
    return f"{searched(programme, 'outbound').deadlines['outbound_lost']:%m-%d}"


def after_a_loss(programme: Programme) -> str:
    """Where the way out stands once its parcel is lost."""
    lost = passed("outbound_lost", 400)
    return tell(searched(programme, "outbound"), lost).state.outbound.value


def after_a_lost_return(programme: Programme) -> str:
    """Where the way back stands once its parcel is lost."""
    return tell(searched(programme, "return"), passed("return_lost", 600)).state.inbound.value


def warranted(programme: Programme) -> str:
    """The last warranted day of what was delivered, for a contract until the end of the year."""
    step = tell(handed_over(plan=plan_of(programme)), carrier("delivered", hours=20))
    [entry] = [one.details for one in step.entries if one.enter is Enter.WARRANTY]
    terms = WarrantyTerms(rule=WarrantyRule(entry["rule"]), days=int(entry["days"]))
    return str(warranted_until(terms, date(2026, 11, 24), Rest(last_day=date(2026, 12, 31))))


def misses_dock(programme: Programme) -> str:
    """What follows when the dock does not come back with its phone."""
    plan = plan_of(programme)
    state = arrived(plan=replace(plan, label_in_box=True))
    fact = a_fact(Told.ACCESSORY_MISSING, 95, what="Dock")
    refused = refusal(state, fact)
    if refused:
        return refused
    after = tell(state, fact).state
    return "asked for" if after.back.items else f"charged {amounts(after)[0]}"
