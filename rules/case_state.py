"""The values a case is made of: its state, the facts it is told, and what follows from them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from rules.battery import BatteryState
from rules.case_facts import Told
from rules.case_values import WayBackState
from rules.case_words import (
    ENDED,
    Awaited,
    Bench,
    ClockState,
    Disposition,
    Enter,
    Errand,
    Inbound,
    Outbound,
    Remedy,
    Stage,
)
from rules.fulfilment import RepairedGoesTo, ReturnStart
from rules.service_words import Commitment, Metric
from rules.way_back_terms import DayKind, WayBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened or was decided; `key` makes a second telling harmless."""

    told: Told
    key: str
    at: datetime
    by: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A consequence to be written into the record together with the new state."""

    enter: Enter
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingErrand:
    """A consequence outside the record that is still owed; `key` is its business key."""

    errand: Errand
    key: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One sentence of a case's story, as a word and its facts."""

    word: str
    at: datetime
    by: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPlan:
    """What the terms say of the way back; days count from `starts_at` (see ReturnTerms)."""

    remind_after_days: tuple[int, ...] = ()
    review_after_days: int = 30
    label_in_box: bool = True
    #: Whether the return is owed at all once the replacement is delivered.
    owed: bool = True
    #: Whether a service slip has to lie in the box (fact 63).
    slip: bool = True
    #: Whether the replacement is lent until the user's own device is home again (fact 59).
    lends: bool = False
    starts_at: ReturnStart = ReturnStart.DELIVERED
    days: DayKind = DayKind.CALENDAR
    due_after_days: int | None = None
    escalate_after_days: int | None = None
    charge_after_days: int | None = None
    charge: Decimal | None = None
    longest_extension_days: int = 30
    currency: str = ""
    care: WayBack = field(default_factory=WayBack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A service clock as the record last counted it; `used` is working time up to `counted_from`.

    One without an instant is untimed. Past its instant it is overdue, not yet breached: whether
    it was met is decided when it stops (A9).
    """

    metric: Metric
    state: ClockState
    commitment: Commitment
    started_at: datetime
    counted_from: datetime
    due_at: datetime | None = None
    warn_at: datetime | None = None
    used: timedelta = timedelta()
    overdue: bool = False
    stopped_at: datetime | None = None

    @property
    def open(self) -> bool:
        """True until what it measures has happened."""
        return self.stopped_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """Everything the case machine knows of a case; it is stored with the case's head."""

    number: str
    remedy: Remedy
    opened_at: datetime
    device_unit: str
    stage: Stage = Stage.ASSESSING
    outbound: Outbound = Outbound.NONE
    inbound: Inbound = Inbound.NONE
    version: int = 0
    battery: BatteryState = BatteryState.UNKNOWN
    definite_fault: bool | None = None
    #: Whether a fault has to be established before anything is sent (facts 40, 58).
    needs_finding: bool = True
    promise_kind: str = ""
    promise_due: datetime | None = None
    promise_open: bool = False
    plan: ReturnPlan = field(default_factory=ReturnPlan)
    attempt: int = 1
    return_attempt: int = 1
    replacement_unit: str = ""
    #: The user's own unit while it is on its way home from the bench.
    homeward: str = ""
    #: The code of the part that is sent ahead in place of a unit; it is what is owed back, too.
    part: str = ""
    cancel_wanted: bool = False
    #: What is asked for and how bad it is, in the programme's words; no need, no clocks.
    need: str = ""
    severity: str = ""
    #: The severities and the kinds of remote session that the terms know.
    severities: tuple[str, ...] = ()
    remote_kinds: tuple[str, ...] = ()
    clocks: dict[str, Clock] = field(default_factory=dict)
    awaiting: tuple[Awaited, ...] = ()
    bench: Bench = Bench.NONE
    disposition: Disposition = Disposition.NONE
    repaired_to: RepairedGoesTo = RepairedGoesTo.USER
    #: Whether a technician comes only once the part's arrival is confirmed (fact 42).
    visit_after_part: bool = True
    back: WayBackState = field(default_factory=WayBackState)
    deadlines: dict[str, datetime] = field(default_factory=dict)
    pending: tuple[PendingErrand, ...] = ()
    seen: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """True once nothing more can happen inside this case."""
        return self.stage in ENDED

    @property
    def owed_unit(self) -> str:
        """The unit the way back is about: that of the first debt that is not settled."""
        return next((debt.unit for debt in self.back.debts if not debt.settled), "")

    @property
    def sends_its_own(self) -> bool:
        """True when what goes out is the very unit that came in."""
        return bool(self.homeward) or self.bench in {
            Bench.REPAIRED,
            Bench.NOT_COVERED,
            Bench.WITHDRAWN,
        }

    @property
    def stays_here(self) -> bool:
        """True when the unit that came in for repair never leaves again: to stock or to scrap."""
        shelved = self.bench is Bench.REPAIRED and self.repaired_to is RepairedGoesTo.STOCK
        return shelved or self.disposition is Disposition.SCRAP

    def has(self, **words: str) -> bool:
        """True when every named field holds the given word."""
        return all(getattr(self, name) == word for name, word in words.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one or more facts came to: the new state and all that follows from it."""

    state: CaseState
    entries: tuple[Entry, ...] = ()
    story: tuple[StoryLine, ...] = ()


class Turn:
    """The bookkeeping of one fact while a rule works it out; it never leaves the rules."""

    def __init__(self, state: CaseState, fact: Fact) -> None:
        self.state = state
        self.fact = fact
        self.entries: list[Entry] = []
        self.story: list[StoryLine] = []

    def become(self, **changes: Any) -> None:  # noqa: ANN401 - any field of the state
        """Change fields of the state."""
        self.state = replace(self.state, **changes)

    def keep(self, **changes: Any) -> None:  # noqa: ANN401 - any field of the way back
        """Change fields of the way back."""
        self.become(back=replace(self.state.back, **changes))

    def enter(self, enter: Enter, **details: str) -> None:
        """Write a consequence into the record."""
        self.entries.append(Entry(enter=enter, details={"at": self.fact.at.isoformat(), **details}))

    def send(self, errand: Errand, key: str, **details: str) -> None:
        """Owe a consequence outside the record."""
        at = self.fact.at.isoformat()
        owed = PendingErrand(errand=errand, key=key, details={"at": at, **details})
        self.become(pending=(*self.state.pending, owed))

    def tell(self, word: str, **details: str) -> None:
        """Add a line to the story."""
        fact = self.fact
        self.story.append(StoryLine(word=word, at=fact.at, by=fact.by, details=details))

    def wait_until(self, name: str, when: datetime) -> None:
        """Set or move a deadline."""
        self.become(deadlines={**self.state.deadlines, name: when})

    def stop_waiting(self, *prefixes: str) -> None:
        """Drop every deadline whose name starts with one of the prefixes."""
        kept = {n: w for n, w in self.state.deadlines.items() if not n.startswith(prefixes)}
        self.become(deadlines=kept)
        counting = self.state.back.counting
        if any(name.startswith(prefixes) for name in counting):
            self.keep(counting=tuple(n for n in counting if not n.startswith(prefixes)))

    def settle_errand(self, key: str) -> None:
        """Take an errand off the list of what is owed."""
        self.become(pending=tuple(p for p in self.state.pending if p.key != key))

    def say(self, name: str, default: str = "") -> str:
        """A detail of the fact."""
        return self.fact.details.get(name, default)

    @property
    def step(self) -> Step:
        """What has been worked out so far."""
        return Step(state=self.state, entries=tuple(self.entries), story=tuple(self.story))
