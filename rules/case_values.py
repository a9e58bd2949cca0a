"""The values a case carries besides its legs: debts, custody, bench jobs, charges, clocks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from rules.case_journeys import Journey, Road, Search
from rules.visit_values import Visit


class Why(StrEnum):
    """Why the customer owes a unit."""

    BROKEN = "broken"
    UNUSED = "unused"
    EXTRA = "extra"
    DEAD = "dead_on_arrival"
    LOAN = "loan"


class DebtState(StrEnum):
    """Where a debt stands; a unit in hand that is not accepted yet is held."""

    OPEN = "open"
    HELD = "held"
    RECEIVED = "received"
    WAIVED = "waived"
    CHARGED = "charged"
    LOST = "lost"


#: Debts of which nothing more is expected.
SETTLED = frozenset({DebtState.RECEIVED, DebtState.WAIVED, DebtState.CHARGED, DebtState.LOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One unit the customer owes; of a part, `unit` is empty."""

    unit: str
    why: Why
    state: DebtState = DebtState.OPEN
    #: The serial as it was scanned, once the unit is in hand.
    serial: str = ""

    @property
    def settled(self) -> bool:
        """True once nothing more is expected of it."""
        return self.state in SETTLED


class Pause(StrEnum):
    """What stops the return clock."""

    ACCEPTED = "accepted"
    DISPUTE = "dispute"
    UNSAFE_BATTERY = "unsafe_battery"
    LOCK = "lock"
    UNREADABLE = "unreadable_serial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standstill:
    """A time during which the return clock stood still, whatever the reasons were."""

    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnClock:
    """The return clock: its start, when it stood still, and days that were added to it."""

    started_at: datetime
    stood: tuple[Standstill, ...] = ()
    extra_days: int = 0
    paused_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    #: Which of its instants have passed, so that none comes twice.
    passed: tuple[str, ...] = ()

    @property
    def idle(self) -> timedelta:
        """How long it has stood still in all, the present standstill not counted."""
        return sum((one.ended_at - one.began_at for one in self.stood), timedelta())


class ChargeKind(StrEnum):
    """What a customer may be charged for in a case."""

    UNRETURNED = "unreturned_unit"
    NOT_COVERED = "not_covered"
    NO_FAULT = "no_fault_found"
    ACCESSORY = "missing_accessory"
    REPAIR = "repair"
    ESTIMATE = "estimate"


class ChargeState(StrEnum):
    """Where a charge stands: finance decides a proposal; what was charged may be reversed once."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A charge of the case; `about` names the unit, accessory or proposal it is for."""

    kind: ChargeKind
    about: str
    state: ChargeState = ChargeState.PROPOSED
    amount: Decimal | None = None


class Finding(StrEnum):
    """What the bench finds."""

    DEFECT_CONFIRMED = "defect_confirmed"
    NO_FAULT_FOUND = "no_fault_found"
    CUSTOMER_DAMAGE = "customer_damage"
    EXCLUSION = "exclusion"
    UNSAFE_BATTERY = "unsafe_battery"
    COUNTERFEIT = "counterfeit"
    NOT_ECONOMICAL = "not_economical"


class Destination(StrEnum):
    """Where the bench sends a unit."""

    REPAIR_HERE = "repair_here"
    REPAIRER = "repairer"
    RESTOCK = "restock"
    RETURN_TO_USER = "return_to_user"
    SCRAP = "scrap"
    HARVEST = "harvest"


class JobState(StrEnum):
    """Where a unit on the bench stands."""

    WAITING = "waiting"
    INSPECTED = "inspected"
    IN_REPAIR = "in_repair"
    AT_REPAIRER = "at_repairer"
    REPAIRED = "repaired"
    GOING_HOME = "going_home"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One unit on the bench: what was found, whether it is wiped, where it goes."""

    unit: str
    serial: str
    state: JobState = JobState.WAITING
    finding: Finding | None = None
    grade: str = ""
    #: Whether its model may hold a user's data; unknown, it is held to.
    holds_data: bool = True
    wiped: bool = False
    #: Wiped by destroying it: nothing is left to be put anywhere but to scrap.
    destroyed: bool = False
    #: Whether the customer has yet to say what is to follow from the finding.
    asked: bool = False
    destination: Destination | None = None
    #: How often it has been inspected in this case.
    round: int = 0


class ItemKind(StrEnum):
    """What may come in a parcel besides the unit that was owed."""

    UNIT = "unit"
    SIM = "sim"
    MEMORY_CARD = "memory_card"
    ACCESSORY = "accessory"
    OTHER = "other"


class ItemOutcome(StrEnum):
    """How custody of a found thing ends."""

    RETURNED = "returned"
    DESTROYED = "destroyed"
    ACCEPTED = "accepted"
    OTHER_CASE = "other_case"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A thing in custody that the case has to settle; `unit` where it is a unit on record."""

    key: str
    kind: ItemKind
    text: str
    unit: str = ""
    #: Why its serial could not be read, where that is so.
    doubt: str = ""


#: Longer than what is left of a day anywhere.
LAST_DAY = timedelta(days=1)


class ProposalState(StrEnum):
    """Where a cost proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A cost proposal to the customer: its number in the case, its amount and its last day."""

    number: int
    unit: str
    amount: Decimal
    currency: str
    valid_until: datetime
    state: ProposalState = ProposalState.OPEN
    #: What the customer wants with the unit where the proposal is declined.
    otherwise: Destination | None = None

    @property
    def name(self) -> str:
        """How it is called in its case: P1, P2."""
        return f"P{self.number}"

    @property
    def expires_at(self) -> datetime:
        """When it is over: the last day belongs to the customer to its end, in any zone."""
        return self.valid_until + LAST_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """A trained person's decision on an unsafe battery: how the unit is collected."""

    path: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBackState:
    """What the way back has come to so far; all of it is empty while nothing has happened."""

    clock: ReturnClock | None = None
    debts: tuple[Debt, ...] = ()
    items: tuple[Item, ...] = ()
    jobs: tuple[Job, ...] = ()
    charges: tuple[Charge, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    #: Units that left the bench repaired, to their user or their owner's shelf.
    repaired: tuple[str, ...] = ()
    given_up: tuple[Journey, ...] = ()
    searches: dict[str, Search] = field(default_factory=dict)
    #: Every parcel a carrier has had, by leg and attempt, such as outbound/1.
    roads: dict[str, Road] = field(default_factory=dict)
    #: The parcels a claim was filed for.
    claims: tuple[str, ...] = ()
    #: The unit the customer has on loan, and what the replacement was for it.
    loan: str = ""
    lent_at: datetime | None = None
    #: When the last day for handing in what is owed passed, and after how many extra days.
    missed_at: datetime | None = None
    missed_extra: int = 0
    visits: tuple[Visit, ...] = ()
    danger: Danger | None = None
    #: Who closes the case although it does not balance; empty in every other case.
    closing: str = ""
    #: Units whose activation lock is on.
    locked: tuple[str, ...] = ()
    #: Reminders sent so far, and the waits whose working days the record is counting.
    reminded: int = 0
    counting: tuple[str, ...] = ()
    #: Which return labels the carrier scanned, and the one the present parcel travels under.
    scanned: tuple[int, ...] = ()
    travels: int = 0
    #: When the newest replacement left and when it came to the customer.
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
