"""What is given to open a pool, to size it, to give it models and to name who approves."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from desk.people_to_reach import ContactForm
from desk.pool_refusals import PoolSizeWrong

#: A pool that keeps more than the whole fleet, or waits longer than a year, is a slip of the pen.
MOST_PERCENT, MOST_LEAD_DAYS, MOST_UNITS = Decimal(100), 365, 1_000_000
LONGEST_POSTCODE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSize:
    """What is the customer's own: of what is left out, the contract's or supplier's holds.

    `percent` of the fleet, within `floor` and `ceiling` units; `lead_days` are calendar days;
    `postcodes` are beginnings of those the pool serves. Raises PoolSizeWrong.
    """

    percent: Decimal | None = None
    floor: int = 0
    ceiling: int | None = None
    lead_days: int | None = None
    postcodes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        percent, days, ceiling = self.percent, self.lead_days, self.ceiling
        if percent is not None and not (percent.is_finite() and 0 < percent <= MOST_PERCENT):
            raise PoolSizeWrong("The percentage", percent, "Give more than 0 and up to 100.")
        if not 0 <= self.floor <= MOST_UNITS:
            raise PoolSizeWrong("The floor", self.floor, f"Give 0 to {MOST_UNITS}.")
        if ceiling is not None and not self.floor <= ceiling <= MOST_UNITS:
            raise PoolSizeWrong("The ceiling", ceiling, f"Give {self.floor} to {MOST_UNITS}.")
        if days is not None and not 1 <= days <= MOST_LEAD_DAYS:
            raise PoolSizeWrong("The lead time", days, f"Give 1 to {MOST_LEAD_DAYS} days.")
        for one in self.postcodes:
            if not 1 <= len(one.strip()) <= LONGEST_POSTCODE:
                raise PoolSizeWrong("A postcode", repr(one), "Give its first characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolForm:
    """A pool of a customer; without a site its shelf is the customer's main one."""

    code: str
    name: str
    customer: str
    contract: str = ""
    site: str = ""
    family: str = ""
    size: PoolSize = field(default_factory=PoolSize)
    rented: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolModelForm:
    """A model for a pool: its weight, and what may go out when none of it is free."""

    model: str
    weight: Decimal = Decimal(1)
    substitute: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetForm:
    """So many devices of a model are installed from a day on, as the source says."""

    model: str
    devices: int
    counts_from: date
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfModelForm:
    """From a day on a model is not ordered any more; its successor is."""

    model: str
    successor: str
    from_day: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverForm:
    """Who decides about a customer's stock; without a limit the contract's holds."""

    customer: str
    contact: ContactForm
    limit: Decimal | None = None
    at: datetime | None = None
