"""What comes next if nobody moves: the same machine, run forward over its own deadlines.

Everything the record and the carriers would answer by themselves is fed back, so what is foreseen
is what happens; a person, a customer or a parcel that moves makes a new future.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from rules.case_days import NO_DEADLINES, read_stood
from rules.case_facts import Told
from rules.case_machine import take
from rules.case_state import CaseState, Entry, Fact, PendingErrand
from rules.case_values import ChargeState, Standstill
from rules.case_words import Enter, Errand

#: A case that would go on for ever is followed so far.
MOST_INSTANTS = 300
#: Letters that ask once more for what was asked before.
REMINDERS = frozenset({"return_reminder", "loan_overdue", "cost_proposal_reminder"})
#: How each errand comes back when nothing stands in its way.
OUTCOMES = {
    Errand.BOOK_LABEL: Told.LABEL_BOOKED,
    Errand.VOID_LABEL: Told.LABEL_VOIDED,
    Errand.RECALL: Told.RECALLED,
    Errand.PRINT_SLIP: Told.SLIP_PRINTED,
    Errand.PRINT_CERTIFICATE: Told.PAPER_PRINTED,
    Errand.PRINT_PROPOSAL: Told.PAPER_PRINTED,
    Errand.PRINT_DANGER_NOTE: Told.PAPER_PRINTED,
    Errand.TRACE: Told.TRACED,
    Errand.CLAIM: Told.CLAIM_FILED,
}
PAPERS = {
    Errand.PRINT_CERTIFICATE: "wipe_certificate",
    Errand.PRINT_PROPOSAL: "cost_proposal",
    Errand.PRINT_DANGER_NOTE: "danger_note",
}

#: How a charge stands when the customer may have to pay it.
LIVE_CHARGES = frozenset({ChargeState.PROPOSED.value, ChargeState.APPROVED.value})
CountDays = Callable[[datetime, int, Sequence[Standstill]], datetime]


class Coming(StrEnum):
    """The kinds of thing that come by themselves."""

    LETTER = "letter"
    REMINDER = "reminder"
    CHARGE = "charge"
    LABEL = "label"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One thing that comes at its instant, and the deadline that brings it.

    An alarm is a deadline that only puts the case before a person.
    """

    at: datetime
    what: Coming
    deadline: str = ""
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the record and the carriers would answer, as far as it is known today.

    `count_days` gives the end of the n-th working day. A return label lives `label_days` after
    its booking, or for ever. `written` are the letters, with their parts, that are queued already.
    """

    count_days: CountDays
    label_days: int | None = None
    unit_free: bool = False
    written: frozenset[tuple[str, str]] = frozenset()


def foresee(state: CaseState, until: datetime, around: Surroundings) -> tuple[Foreseen, ...]:
    """Everything that comes up to and with `until` while nobody moves, in its order.

    It ends where only the same look of a person would come again and again.
    """
    future = Future(state, around)
    future.answer(())
    for _ in range(MOST_INSTANTS):
        at = min(future.state.deadlines.values(), default=None)
        if future.state.ended or at is None or at > until:
            break
        only_review = set(future.state.deadlines) == {"review"}
        future.pass_instant(at)
        if only_review:
            break
    return tuple(future.seen)


class Future:
    """The bookkeeping of one look ahead; it never leaves this file."""

    def __init__(self, state: CaseState, around: Surroundings) -> None:
        self.state = state
        self.around = around
        self.seen: list[Foreseen] = []
        self.written = set(around.written)
        self.asked: set[str] = set()
        self.told = 0

    def pass_instant(self, at: datetime) -> None:
        """Let every deadline of this instant pass, then everything that follows from them."""
        entries: list[Entry] = []
        for name in sorted(n for n, when in self.state.deadlines.items() if when == at):
            written, found = self.live([deadline(self.state.number, name, at)])
            alarm = Foreseen(at=at, what=Coming.ALARM)
            self.seen += [replace(one, deadline=name) for one in found or [alarm]]
            entries += written
        self.answer(entries)

    def answer(self, entries: Iterable[Entry]) -> None:
        """Feed back what the record and the carriers say to it, until nothing more follows."""
        for _ in range(MOST_INSTANTS):
            facts = [*self.answers_to(entries), *self.outcomes()]
            if not facts:
                return
            entries, found = self.live(facts)
            self.seen += found

    def live(self, facts: list[Fact]) -> tuple[tuple[Entry, ...], list[Foreseen]]:
        """Work the facts out: what is written, and what of it anybody notices."""
        known = {owed.key for owed in self.state.pending}
        step = take(self.state, facts)
        self.state = step.state
        new = [owed for owed in step.state.pending if owed.key not in known]
        labels = [label(owed) for owed in new if owed.errand is Errand.BOOK_LABEL]
        noticed = [one for entry in step.entries for one in self.of_entry(entry)]
        return step.entries, [*noticed, *labels]

    def of_entry(self, entry: Entry) -> Iterable[Foreseen]:
        """What a customer or finance notices of an entry."""
        said, at = entry.details, datetime.fromisoformat(entry.details["at"])
        if entry.enter is Enter.WRITE:
            letter = (said["letter"], said.get("part", ""))
            if letter not in self.written:
                self.written.add(letter)
                what = Coming.REMINDER if said["letter"] in REMINDERS else Coming.LETTER
                yield Foreseen(at=at, what=what, details=without_time(said))
        elif entry.enter is Enter.CHARGE and said["state"] in LIVE_CHARGES:
            yield Foreseen(at=at, what=Coming.CHARGE, details=without_time(said))

    def answers_to(self, entries: Iterable[Entry]) -> Iterable[Fact]:
        """What the record's clerks would bring to light."""
        for entry in entries:
            at = datetime.fromisoformat(entry.details["at"])
            if entry.enter is Enter.COUNT_DAYS:
                yield self.fact(Told.DAYS_COUNTED, at, self.counted(entry.details))
            elif entry.enter is Enter.REQUEST_UNIT:
                told = Told.UNIT_GRANTED if self.around.unit_free else Told.UNIT_WAITING
                yield self.fact(told, at, {"unit_id": "next", "serial": "next"})
            elif entry.enter is Enter.HOLD_UNIT:
                yield self.fact(Told.UNIT_GRANTED, at, {"unit_id": entry.details["unit_id"]})

    def counted(self, said: dict[str, str]) -> dict[str, str]:
        """Each wait's instant, so many working days after the instant it counts from."""
        since, stood = datetime.fromisoformat(said["since"]), read_stood(said.get("stood", ""))
        return {
            name: self.around.count_days(since, int(days), stood).isoformat()
            for name, days in said.items()
            if name not in NO_DEADLINES
        }

    def outcomes(self) -> Iterable[Fact]:
        """How each errand that is owed comes back, each once."""
        for owed in self.state.pending:
            if owed.key not in self.asked:
                self.asked.add(owed.key)
                at = datetime.fromisoformat(owed.details["at"])
                said = {**owed.details, "errand": owed.key, **self.told_of(owed, at)}
                yield self.fact(OUTCOMES[owed.errand], at, said)

    def told_of(self, owed: PendingErrand, at: datetime) -> dict[str, str]:
        """What comes with an errand's outcome."""
        if owed.errand in PAPERS:
            return {"paper": PAPERS[owed.errand]}
        days = self.around.label_days
        if owed.errand is not Errand.BOOK_LABEL or days is None:
            return {}
        last_day = at.astimezone(UTC).date() + timedelta(days=days)
        return {"valid_until": datetime.combine(last_day, time.max, tzinfo=UTC).isoformat()}

    def fact(self, told: Told, at: datetime, said: dict[str, str]) -> Fact:
        """A fact nobody has told yet."""
        self.told += 1
        key = f"foreseen/{self.told}/{told}"
        return Fact(told=told, key=key, at=at, by="foresight", details=said)


def deadline(number: str, name: str, at: datetime) -> Fact:
    """The fact that this instant has come, as the workflow tells it."""
    key = f"{number}/deadline/{name}/{at.isoformat()}"
    details = {"name": name}
    return Fact(told=Told.DEADLINE_PASSED, key=key, at=at, by="clock", details=details)


def label(owed: PendingErrand) -> Foreseen:
    """A label that is ordered from the carrier."""
    at = datetime.fromisoformat(owed.details["at"])
    return Foreseen(at=at, what=Coming.LABEL, details=without_time(owed.details))


def without_time(said: dict[str, str]) -> dict[str, str]:
    """What is said, besides when."""
    return {name: text for name, text in said.items() if name != "at"}
