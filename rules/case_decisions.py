"""What a person may decide, when, and what has to be said with it; refusals by name."""

from collections.abc import Callable
from datetime import datetime

from rules.battery import BatteryState
from rules.bench_decisions import BENCH_ALLOWED, BENCH_ANSWERS, BENCH_DETAILED
from rules.case_facts import DECISIONS, Told
from rules.case_refusals import CaseEnded, DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Fact
from rules.case_words import (
    Awaited,
    Bench,
    Disposition,
    Inbound,
    Outbound,
    Remedy,
    Stage,
)
from rules.decision_words import FREE, REASON, TEXT, YES_NO, needs
from rules.loan_decisions import LOAN_ALLOWED, LOAN_ANSWERS, LOAN_DETAILED
from rules.proposal_decisions import PROPOSAL_ALLOWED, PROPOSAL_ANSWERS, PROPOSAL_DETAILED
from rules.receiving_decisions import RECEIVING_ALLOWED, RECEIVING_ANSWERS, RECEIVING_DETAILED
from rules.return_decisions import RETURN_ALLOWED, RETURN_ANSWERS, RETURN_DETAILED
from rules.safety_decisions import SAFETY_ALLOWED, SAFETY_ANSWERS, SAFETY_DETAILED
from rules.service_words import Metric
from rules.silence_decisions import SILENCE_ALLOWED, SILENCE_ANSWERS, SILENCE_DETAILED
from rules.visit_decisions import VISIT_ALLOWED, VISIT_ANSWERS, VISIT_DETAILED

#: What each decision cannot be taken without.
ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.ANSWERED: {"definite_fault": YES_NO},
    Told.DIAGNOSED: {"defective": YES_NO},
    Told.BATTERY_ANSWERED: {"battery": tuple(state.value for state in BatteryState)},
    Told.CANCEL_ASKED: {"because": REASON},
    Told.RETURN_WAIVED: {"because": REASON},
    Told.REPLIED: {"human": YES_NO},
    Told.CUSTOMER_ASKED: {"question": TEXT},
    Told.REMOTE_SESSION: {"kind": ("view", "change"), "minutes": TEXT},
    Told.SEVERITY_SET: {"severity": TEXT},
    Told.ESCALATED: {"reference": TEXT},
    Told.SOFTWARE_SENT: {"what": TEXT},
    Told.REFERRED: {"workshop": TEXT, "service_bag": YES_NO},
    Told.RESOLVED: {"how": TEXT},
    Told.BENCH_DONE: {"outcome": (Bench.REPAIRED, Bench.REPLACED, Bench.NOT_COVERED)},
    Told.DISPOSITION_SET: {
        "disposition": (Disposition.SEND_BACK, Disposition.SCRAP),
        "because": REASON,
    },
    **RETURN_ANSWERS,
    **RECEIVING_ANSWERS,
    **BENCH_ANSWERS,
    **PROPOSAL_ANSWERS,
    **SILENCE_ANSWERS,
    **LOAN_ANSWERS,
    **VISIT_ANSWERS,
    **SAFETY_ANSWERS,
}
LONGEST_SESSION_MINUTES = 24 * 60


def check_decision(state: CaseState, fact: Fact) -> None:
    """Refuse, by name, a decision that the case cannot take now (CaseEnded, WrongStage)."""
    if fact.key in state.seen:
        return
    if state.ended:
        raise CaseEnded(state, fact.told)
    if fact.told not in DECISIONS:
        raise DecisionIncomplete(fact.told, "a decision a person can take", "See the API page.")
    wanted = ALLOWED[fact.told](state)
    if wanted:
        raise WrongStage(state, fact.told, wanted)
    complete(fact)
    if fact.told in DETAILED:
        DETAILED[fact.told](state, fact)


def complete(fact: Fact) -> None:
    """Refuse a decision whose reason or answer is missing or not one of its words."""
    for name, words in ANSWERS.get(fact.told, {}).items():
        said = fact.details.get(name, "").strip()
        if not said or (words not in FREE and said not in words):
            raise DecisionIncomplete(fact.told, f"'{name}'", f"Give one of: {', '.join(words)}.")


def check_session(state: CaseState, fact: Fact) -> None:
    """Refuse a kind of session the terms do not sell (fact 52), and minutes that are none."""
    one_of(fact, "kind", state.remote_kinds)
    if not is_session(fact.details["minutes"].strip()):
        raise DecisionIncomplete(fact.told, "'minutes'", "Give whole minutes, from 1 to 1440.")


def is_session(minutes: str) -> bool:
    """True for whole minutes of at most a day."""
    number = minutes.isascii() and minutes.isdigit()
    return number and 0 < int(minutes) <= LONGEST_SESSION_MINUTES


def check_severity(state: CaseState, fact: Fact) -> None:
    """Refuse a severity the programme does not know."""
    one_of(fact, "severity", state.severities)


def check_follow_up(state: CaseState, fact: Fact) -> None:  # noqa: ARG001 - one shape for all
    """Refuse a follow-up that is no day or moment."""
    named = fact.details.get("follow_up_on", "")
    try:
        datetime.fromisoformat(named or "2000-01-01")
    except ValueError as wrong:
        raise DecisionIncomplete(
            fact.told, "'follow_up_on'", "Give a day such as 2026-12-23, or leave it out."
        ) from wrong


def one_of(fact: Fact, name: str, words: tuple[str, ...]) -> None:
    """Refuse an answer that is none of the words the case's terms know."""
    if fact.details[name] not in words:
        raise DecisionIncomplete(fact.told, f"'{name}'", f"Give one of: {', '.join(words)}.")


DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {
    Told.REMOTE_SESSION: check_session,
    Told.SEVERITY_SET: check_severity,
    Told.ESCALATED: check_follow_up,
    **RETURN_DETAILED,
    **RECEIVING_DETAILED,
    **BENCH_DETAILED,
    **PROPOSAL_DETAILED,
    **SILENCE_DETAILED,
    **LOAN_DETAILED,
    **VISIT_DETAILED,
    **SAFETY_DETAILED,
}


def helping(state: CaseState) -> str:
    """What help needs."""
    return needs(state.stage is Stage.HELPING, "a support case that is open")


def awaits(awaited: Awaited, wants: str) -> Callable[[CaseState], str]:
    """The case waits for this now."""
    return lambda state: needs(awaited in state.awaiting, wants)


def free_for(awaited: Awaited, wants: str) -> Callable[[CaseState], str]:
    """The case gives help and does not wait for this already."""
    return lambda state: helping(state) or needs(awaited not in state.awaiting, wants)


def may_answer(state: CaseState) -> str:
    """A reply belongs to help and repairs, and to any case whose response is still awaited."""
    clock = state.clocks.get(Metric.RESPONSE)
    awaited = clock is not None and clock.open
    served = state.remedy in {Remedy.SUPPORT, Remedy.REPAIR}
    return needs(served or awaited, "a case whose first answer is awaited")


def may_answer_battery(state: CaseState) -> str:
    """The unit is still with the customer, or no unit is needed at all."""
    gone = {Inbound.ON_ITS_WAY, Inbound.ARRIVED, Inbound.RECEIVED, Inbound.WAIVED}
    here = state.remedy is Remedy.SUPPORT or state.inbound in gone
    return needs(not here, "a broken unit that has not left the customer")


def may_send_again(state: CaseState) -> str:
    """Something stood in the way of a parcel, or it came back undelivered."""
    refused = not state.pending and (state.has(outbound=Outbound.PACKED) or lacks_label(state))
    came_home = state.outbound is Outbound.NONE and (
        state.stage is Stage.REPLACING or goes_out(state)
    )
    wants = "a packed parcel without a label, or a replacement that came back undelivered"
    return needs(refused or came_home, wants)


def lacks_label(state: CaseState) -> bool:
    """True when a repair could have the label of its way in, and has none."""
    return state.has(remedy=Remedy.REPAIR, inbound=Inbound.OWED, battery=BatteryState.OK)


def goes_out(state: CaseState) -> bool:
    """True when the unit that came in for repair is to leave again."""
    refused = state.bench is Bench.NOT_COVERED and state.disposition is Disposition.NONE
    return state.sends_its_own and not refused and not state.stays_here


def may_cancel(state: CaseState) -> str:
    """What the bench has decided is done, so a repair is cancelled before."""
    if state.remedy is Remedy.REPAIR and state.bench is not Bench.NONE:
        return "a repair the bench has not decided yet"
    if state.remedy is Remedy.ON_SITE and state.stage is Stage.RETURNING:
        return "a visit that has not repaired the device yet"
    if state.homeward:
        return "a user's own unit that is not on its way home"
    return needs(not state.cancel_wanted, "a case that is not being cancelled")


def may_waive(state: CaseState) -> str:
    """A unit is owed for a delivered replacement, or a repair waits for its device."""
    owed = state.inbound not in {Inbound.NONE, Inbound.RECEIVED, Inbound.WAIVED}
    return needs(
        owed and state.stage in {Stage.RETURNING, Stage.REPAIRING},
        "a delivered replacement and an owed unit",
    )


ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.ANSWERED: lambda s: needs(
        s.has(stage=Stage.ASSESSING, remedy=Remedy.SWAP), "a swap whose control questions are open"
    ),
    Told.DIAGNOSED: lambda s: needs(
        s.has(stage=Stage.ASSESSING, remedy=Remedy.ADVANCE_REPLACEMENT),
        "an advance replacement that waits for its diagnosis",
    ),
    Told.BATTERY_ANSWERED: may_answer_battery,
    Told.SEND_AGAIN: may_send_again,
    Told.REPLIED: may_answer,
    Told.CUSTOMER_ASKED: helping,
    Told.CUSTOMER_ANSWERED: awaits(Awaited.CUSTOMER, "a question the customer has not answered"),
    Told.REMOTE_SESSION: lambda s: helping(s) or needs(bool(s.remote_kinds), "terms with sessions"),
    Told.SEVERITY_SET: lambda s: needs(
        bool(s.severities and s.need), "a case with clocks, under a programme with severities"
    ),
    Told.ESCALATED: free_for(Awaited.MANUFACTURER, "a problem the manufacturer does not have yet"),
    Told.MANUFACTURER_ANSWERED: awaits(Awaited.MANUFACTURER, "a problem the manufacturer has"),
    Told.SOFTWARE_SENT: free_for(Awaited.SOFTWARE, "no software whose receipt is still awaited"),
    Told.SOFTWARE_ACKNOWLEDGED: awaits(Awaited.SOFTWARE, "software that was sent"),
    Told.REFERRED: helping,
    Told.RESOLVED: helping,
    Told.BENCH_DONE: lambda s: needs(
        s.has(remedy=Remedy.REPAIR, inbound=Inbound.RECEIVED, bench=Bench.NONE),
        "a unit on the bench that is not judged yet",
    ),
    Told.DISPOSITION_SET: lambda s: needs(
        s.has(bench=Bench.NOT_COVERED, disposition=Disposition.NONE),
        "a unit whose repair is not covered",
    ),
    Told.CANCEL_ASKED: may_cancel,
    Told.RETURN_WAIVED: may_waive,
    **RETURN_ALLOWED,
    **RECEIVING_ALLOWED,
    **BENCH_ALLOWED,
    **PROPOSAL_ALLOWED,
    **SILENCE_ALLOWED,
    **LOAN_ALLOWED,
    **VISIT_ALLOWED,
    **SAFETY_ALLOWED,
}
