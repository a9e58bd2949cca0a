"""A desk without a database: plays clerks, carriers and the bench, and keeps its own books.

It knows nothing of how the machine works. It does what the entries say, answers what the errands
ask, and keeps a model of units, labels and charges that the machine has to agree with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from rules.battery import may_have_ordinary_label
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_machine import take
from rules.case_state import CaseState, Entry, Fact, PendingErrand
from rules.case_words import Enter, Errand
from rules.errors import DeskError

#: Places where a unit may be when its case has ended.
AT_REST = frozenset({"shelf", "customer", "scrap", "harvest", "lost", "site"})
HOUR = timedelta(hours=1)


class Broken(AssertionError):
    """The machine and the books disagree."""


@dataclass(kw_only=True)
class PaperDesk:
    """One case and everything it touches, moved by facts only."""

    state: CaseState
    now: datetime
    places: dict[str, str]
    shelf: list[str]
    facts: int = 0
    waiting: bool = False
    reserved: str = ""
    packed: str = ""
    #: Live labels, by leg and attempt; what the carrier has scanned of each.
    labels: dict[tuple[str, str], bool] = field(default_factory=dict)
    scanned: set[tuple[str, str]] = field(default_factory=set)
    billed: dict[str, Decimal | None] = field(default_factory=dict)
    reversals: dict[str, int] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)

    def fact(self, told: Told, by: str = "desk", **details: str) -> Fact:
        self.facts += 1
        key = f"fact-{self.facts:05d}"
        return Fact(told=told, key=key, at=self.now, by=by, details=details)

    def tell(self, told: Told, by: str = "desk", **details: str) -> None:
        """Tell one fact, write what follows, and tell what that brings to light."""
        self.now += timedelta(minutes=1)
        self.take(self.fact(told, by, **details))

    def take(self, fact: Fact) -> None:
        pending = [fact]
        while pending:
            step = take(self.state, pending)
            self.state = step.state
            pending = [found for entry in step.entries for found in self.write(entry)]

    def decide(self, told: Told, **details: str) -> bool:
        """Take a decision if the case allows it; a refusal changes nothing."""
        self.now += timedelta(minutes=1)
        fact = self.fact(told, "clerk", **details)
        try:
            check_decision(self.state, fact)
        except DeskError:
            return False
        self.take(fact)
        return True

    def write(self, entry: Entry) -> list[Fact]:
        """Do what a clerk would; what comes to light is told next."""
        clerk = CLERKS.get(entry.enter)
        return clerk(self, entry.details) if clerk else []

    def move(self, unit: str, to: str) -> None:
        if not unit:
            return
        if unit not in self.places:
            raise Broken(f"a unit nobody has was moved: {unit}")
        self.places[unit] = to
        if to == "shelf" and unit not in self.shelf:
            self.shelf.append(unit)
        elif to != "shelf" and unit in self.shelf:
            self.shelf.remove(unit)

    def serve(self) -> list[Fact]:
        """Give the waiting request the first free unit."""
        free = [unit for unit in self.shelf if unit != self.reserved]
        if not self.waiting or not free:
            return []
        self.waiting, self.reserved = False, free[0]
        return [self.fact(Told.UNIT_GRANTED, "stock", unit_id=free[0], serial=free[0])]

    def run_errand(self, owed: PendingErrand, *, refused: str = "") -> None:
        """The outcome of an errand is a fact like any other."""
        told, details = ERRANDS[owed.errand](self, owed, refused)
        self.tell(told, "carrier", errand=owed.key, **details)

    def book(self, owed: PendingErrand, refused: str) -> tuple[Told, dict[str, str]]:
        leg = (owed.details["direction"], owed.details["attempt"])
        about = {"direction": leg[0], "attempt": leg[1]}
        if leg[0] == "return" and not may_have_ordinary_label(self.state.battery):
            # What the last gate before the carrier does.
            return Told.LABEL_REFUSED, {**about, "because": "the battery is not safe"}
        if refused:
            return Told.LABEL_REFUSED, {**about, "because": refused}
        if self.labels.get(leg):
            raise Broken(f"a second live label of {leg}")
        self.labels[leg] = True
        until = (self.now + timedelta(days=60)).isoformat()
        about |= {"tracking": f"T-{leg[0]}-{leg[1]}", "valid_until": until}
        return Told.LABEL_BOOKED, about

    def void(self, owed: PendingErrand, _: str) -> tuple[Told, dict[str, str]]:
        leg = (owed.details["direction"], owed.details["attempt"])
        about = {"direction": leg[0], "attempt": leg[1]}
        if leg in self.scanned:
            return Told.VOID_REFUSED, {**about, "because": "it is on its way"}
        self.labels[leg] = False
        return Told.LABEL_VOIDED, about

    def recall(self, owed: PendingErrand, refused: str) -> tuple[Told, dict[str, str]]:
        told = Told.RECALL_REFUSED if refused else Told.RECALLED
        return told, {"because": "too late", "attempt": owed.details.get("attempt", "")}

    def carried(self, direction: str, attempt: str, status: str) -> None:
        """The carrier says something of a parcel it has a label for."""
        if (direction, attempt) not in self.labels:
            return
        if status not in {"created", "voided", "unknown"}:
            self.scanned.add((direction, attempt))
        self.tell(Told.CARRIER_SAID, "carrier", direction=direction, attempt=attempt, status=status)

    def scan(self, unit: str) -> None:
        """A unit is scanned at the dock: wherever the books had it, it is in hand now."""
        if self.places.get(unit) in {"shelf", "scrap", "harvest", "dock"}:
            return  # it is here already, or gone for good
        self.tell(Told.RECEIPT_SCANNED, "dock", unit_id=unit, serial=unit)

    def pass_deadline(self) -> None:
        """The earliest deadline comes; nobody moved before."""
        if not self.state.deadlines:
            return
        name, at = min(self.state.deadlines.items(), key=lambda pair: (pair[1], pair[0]))
        self.now = max(self.now, at)
        self.tell(Told.DEADLINE_PASSED, "clock", name=name)

    def check(self) -> None:
        """What has to hold at every moment, whatever has happened."""
        for event, times in self.reversals.items():
            if times > 1 or event not in self.billed:
                raise Broken(f"{event} was given back {times} times")
        if not self.state.ended and not self.state.deadlines:
            raise Broken("an open case waits for nothing")
        if self.state.ended:
            self.check_end()

    def check_end(self) -> None:
        """A case that has ended holds nothing and owes nothing."""
        # Whose contract says so, the receipt settles: the bench is another matter.
        rest = AT_REST if self.state.plan.care.bench.inspected else AT_REST | {"bench"}
        restless = {u: p for u, p in self.places.items() if p not in rest}
        if restless:
            raise Broken(f"the case has ended and holds {restless}")
        if self.waiting or self.reserved:
            raise Broken("the case has ended and still asks for a unit")
        if self.state.pending:
            raise Broken(f"the case has ended and owes {self.state.pending}")


def move(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    desk.move(details["unit_id"], details["to"])
    return desk.serve() if details["to"] == "shelf" else []


def request(desk: PaperDesk, _: dict[str, str]) -> list[Fact]:
    desk.waiting = True
    return desk.serve() or [desk.fact(Told.UNIT_WAITING, "stock")]


def hold(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    unit = details["unit_id"]
    desk.reserved = unit
    return [desk.fact(Told.UNIT_GRANTED, "stock", unit_id=unit, serial=unit)]


def withdraw(desk: PaperDesk, _: dict[str, str]) -> list[Fact]:
    if desk.packed:
        desk.move(desk.packed, "bench" if desk.packed == "broken" else "shelf")
    desk.waiting, desk.reserved, desk.packed = False, "", ""
    return []


def done(desk: PaperDesk, _: dict[str, str]) -> list[Fact]:
    desk.waiting, desk.reserved, desk.packed = False, "", ""
    return []


def pack(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    if not desk.reserved:
        return [desk.fact(Told.PACK_REFUSED, "stock", serial="", because="nothing is reserved")]
    if details["serial"] != desk.reserved:
        return [desk.fact(Told.PACK_REFUSED, "stock", serial="", because="another unit")]
    desk.packed = desk.reserved
    desk.move(desk.packed, "dock")
    return [desk.fact(Told.UNIT_PACKED, "stock", unit_id=desk.packed, serial=desk.packed)]


def bill(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    key = f"{details['event']}/{details['attempt']}"
    amount = Decimal(details["amount"]) if details.get("amount") else None
    if details["event"].endswith("_reversal"):
        charged = key.replace("_reversal", "")
        desk.reversals[charged] = desk.reversals.get(charged, 0) + 1
    elif key in desk.billed and amount is not None:
        raise Broken(f"{key} was charged twice")
    else:
        desk.billed[key] = amount
    return []


def own(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    desk.owners[details["unit_id"]] = details["owner"]
    return []


def count(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    since = datetime.fromisoformat(details["since"])
    named = {n: d for n, d in details.items() if n not in {"at", "since"}}
    counted = {n: (since + timedelta(days=int(d))).isoformat() for n, d in named.items()}
    return [desk.fact(Told.DAYS_COUNTED, "calendar", **counted)]


def promise(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    due = datetime.fromisoformat(details["at"]) + timedelta(days=2)
    return [desk.fact(Told.PROMISED, "calendar", due_at=due.isoformat(), kind="dispatch")]


def watch(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    chance = datetime.fromisoformat(details["at"]) + timedelta(hours=5)
    return [desk.fact(Told.PROMISE_WATCHED, "calendar", chance=chance.isoformat())]


def remake(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    due = datetime.fromisoformat(details["at"]) + timedelta(days=12)
    said = {"due_at": due.isoformat(), "kind": "dispatch", "because": "A unit is expected."}
    chance = (due - timedelta(days=1)).isoformat()
    return [desk.fact(Told.PROMISE_REMADE, "calendar", **said, chance=chance)]


def letter(desk: PaperDesk, details: dict[str, str]) -> list[Fact]:
    desk.letters.append(f"{details['letter']}/{details.get('part', '')}")
    return []


CLERKS: dict[Enter, Callable[[PaperDesk, dict[str, str]], list[Fact]]] = {
    Enter.MOVE: move,
    Enter.RECEIVE: move,
    Enter.REQUEST_UNIT: request,
    Enter.HOLD_UNIT: hold,
    Enter.WITHDRAW_REQUEST: withdraw,
    Enter.FINISH_REQUEST: done,
    Enter.PACK: pack,
    Enter.BILL: bill,
    Enter.OWN: own,
    Enter.COUNT_DAYS: count,
    Enter.PROMISE: promise,
    Enter.WATCH_PROMISE: watch,
    Enter.REMAKE_PROMISE: remake,
    Enter.WRITE: letter,
}


def printed(_: PaperDesk, owed: PendingErrand, __: str) -> tuple[Told, dict[str, str]]:
    told = Told.SLIP_PRINTED if owed.errand is Errand.PRINT_SLIP else Told.PAPER_PRINTED
    return told, {"paper": owed.errand.value}


def traced(_: PaperDesk, owed: PendingErrand, refused: str) -> tuple[Told, dict[str, str]]:
    about = {name: owed.details.get(name, "") for name in ("direction", "attempt")}
    told = Told.TRACE_REFUSED if refused else Told.TRACED
    return told, {**about, "because": "unknown_parcel", "trace_no": "T1"}


def claimed(_: PaperDesk, owed: PendingErrand, refused: str) -> tuple[Told, dict[str, str]]:
    about = {name: owed.details.get(name, "") for name in ("direction", "attempt")}
    told = Told.CLAIM_REFUSED if refused else Told.CLAIM_FILED
    return told, {**about, "because": "claim_too_late", "claim_no": "C1"}


Outcome = Callable[[PaperDesk, PendingErrand, str], tuple[Told, dict[str, str]]]
ERRANDS: dict[Errand, Outcome] = {
    Errand.BOOK_LABEL: PaperDesk.book,
    Errand.VOID_LABEL: PaperDesk.void,
    Errand.RECALL: PaperDesk.recall,
    Errand.PRINT_SLIP: printed,
    Errand.PRINT_CERTIFICATE: printed,
    Errand.PRINT_PROPOSAL: printed,
    Errand.PRINT_DANGER_NOTE: printed,
    Errand.TRACE: traced,
    Errand.CLAIM: claimed,
}
