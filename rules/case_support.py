"""Help without a parcel: replies, questions, sessions, the manufacturer, software, referral."""

from datetime import UTC, datetime, timedelta

from rules.case_clocks import answer_response, recount_clocks
from rules.case_state import Turn
from rules.case_words import Awaited, Enter, Stage

#: Days until the desk asks again where nobody named a day.
ASK_AGAIN_AFTER = {
    Awaited.CUSTOMER: timedelta(days=3),
    Awaited.SOFTWARE: timedelta(days=3),
    Awaited.WORKSHOP: timedelta(days=14),
    Awaited.MANUFACTURER: timedelta(days=3),
}
#: The deadline under which the case looks again at each.
ASK_AGAIN = {
    Awaited.CUSTOMER: "customer",
    Awaited.SOFTWARE: "software",
    Awaited.WORKSHOP: "workshop",
    Awaited.MANUFACTURER: "manufacturer",
}


def open_support(turn: Turn) -> None:
    """Begin to help: the customer hears that the request is here, and by when we answer."""
    turn.become(stage=Stage.HELPING)
    turn.enter(Enter.WRITE, letter="help_registered")


def take_reply(turn: Turn) -> None:
    """Somebody, or something, answered the customer; a person's text goes out as a letter."""
    turn.tell("replied", human=turn.say("human"), text=turn.say("text"), part=part_of(turn))
    if turn.say("text") and turn.say("human") == "yes":
        turn.enter(Enter.WRITE, letter="reply", part=part_of(turn))
    answer_response(turn, human=turn.say("human"), channel=turn.say("channel"))


def ask_customer(turn: Turn) -> None:
    """A question only the customer can answer; asking it is an answer of ours, too."""
    turn.tell("customer_asked", text=turn.say("question"), part=part_of(turn))
    turn.enter(Enter.WRITE, letter="question_asked", part=part_of(turn))
    answer_response(turn)
    wait_for(turn, Awaited.CUSTOMER)


def take_customer_answer(turn: Turn) -> None:
    """The customer answered: the move is the desk's again."""
    turn.tell("customer_answered", note=turn.say("note"))
    stop_waiting_for(turn, Awaited.CUSTOMER)


def hold_session(turn: Turn) -> None:
    """Somebody looked into the system from afar, or changed it, for so many minutes."""
    turn.tell(
        "remote_session", kind=turn.say("kind"), minutes=turn.say("minutes"), note=turn.say("note")
    )
    answer_response(turn)


def set_severity(turn: Turn) -> None:
    """It is worse, or less bad, than it was thought: the clocks are counted again."""
    before = turn.state.severity
    turn.become(severity=turn.say("severity"))
    turn.tell("severity_set", severity=turn.say("severity"), before=before or "none")
    recount_clocks(turn)


def escalate(turn: Turn) -> None:
    """The manufacturer has the problem, under a reference of its own, to be asked by a day."""
    until = follow_up(turn)
    turn.tell("escalated", reference=turn.say("reference"), follow_up=until.date().isoformat())
    wait_for(turn, Awaited.MANUFACTURER, until)


def follow_up(turn: Turn) -> datetime:
    """The day named, at its first instant in UTC, or the usual pause from now."""
    named = turn.say("follow_up_on")
    if not named:
        return turn.fact.at + ASK_AGAIN_AFTER[Awaited.MANUFACTURER]
    moment = datetime.fromisoformat(named)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def take_manufacturer_answer(turn: Turn) -> None:
    """The manufacturer answered."""
    turn.tell("manufacturer_answered", note=turn.say("note"))
    stop_waiting_for(turn, Awaited.MANUFACTURER)


def send_software(turn: Turn) -> None:
    """Software or firmware is sent electronically; the customer says when it is in place."""
    what = " ".join(filter(None, [turn.say("what"), turn.say("link")]))
    turn.tell("software_sent", text=what, part=part_of(turn))
    turn.enter(Enter.WRITE, letter="software_sent", part=part_of(turn))
    answer_response(turn)
    wait_for(turn, Awaited.SOFTWARE)


def acknowledge_software(turn: Turn) -> None:
    """The software arrived and is in place."""
    turn.tell("software_acknowledged", note=turn.say("note"))
    stop_waiting_for(turn, Awaited.SOFTWARE)


def refer(turn: Turn) -> None:
    """The customer is sent to a workshop, with a service bag where one is wanted."""
    bag = turn.say("service_bag")
    turn.tell("referred", text=turn.say("workshop"), service_bag=bag, part=part_of(turn))
    letter = "referred_with_bag" if bag == "yes" else "referred"
    turn.enter(Enter.WRITE, letter=letter, part=part_of(turn))
    answer_response(turn)
    wait_for(turn, Awaited.WORKSHOP)


def resolve(turn: Turn) -> None:
    """It is solved: the customer reads how, and the case is closed."""
    turn.tell("resolved", text=turn.say("how"), part=part_of(turn))
    turn.enter(Enter.WRITE, letter="resolved", part=part_of(turn))
    turn.become(stage=Stage.CLOSED, awaiting=())


def cancel_support(turn: Turn) -> None:
    """Nobody wants help any more."""
    turn.enter(Enter.WRITE, letter="case_cancelled")
    turn.tell("cancelled")
    turn.become(stage=Stage.CANCELLED, awaiting=())


def wait_for(turn: Turn, awaited: Awaited, until: datetime | None = None) -> None:
    """Somebody else has to move; the case looks again at the latest then."""
    others = tuple(one for one in turn.state.awaiting if one is not awaited)
    turn.become(awaiting=(*others, awaited))
    turn.wait_until(ASK_AGAIN[awaited], until or turn.fact.at + ASK_AGAIN_AFTER[awaited])
    recount_clocks(turn)


def stop_waiting_for(turn: Turn, awaited: Awaited) -> None:
    """What was awaited has come."""
    turn.become(awaiting=tuple(one for one in turn.state.awaiting if one is not awaited))
    turn.stop_waiting(ASK_AGAIN[awaited])
    recount_clocks(turn)


def part_of(turn: Turn) -> str:
    """Tells one letter of a kind from the next, and finds its text in the story."""
    return str(len(turn.state.seen))
