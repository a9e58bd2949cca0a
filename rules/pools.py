"""A pool of one model as it is counted: what stands where, what comes, and what it should be."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLevel:
    """The units of one model of one pool, counted from the units themselves at one instant.

    `available` stands free on the shelf; `reserved` is held for a case, on the shelf or packed;
    `waiting` are requests that have no unit. What comes home to this pool: `on_loan`,
    `in_transit`, `on_bench` and `at_repair`; what a supplier still owes: `ordered`; delivered and
    not yet judged: `on_hold`. `base` are the customer's installed devices on that day and `target`
    what the pool should hold (fact 61).
    """

    pool: str
    model: str
    available: int = 0
    reserved: int = 0
    waiting: int = 0
    on_loan: int = 0
    in_transit: int = 0
    on_bench: int = 0
    at_repair: int = 0
    on_hold: int = 0
    ordered: int = 0
    base: int = 0
    target: int = 0
    expected_on: date | None = None
    #: Whether repaired devices come into this stock, or go back to their users (fact 60).
    returns_home: bool = True

    @property
    def free(self) -> int:
        """What is left when everybody who waits has got a unit; negative when some cannot."""
        return self.available - self.waiting

    @property
    def coming(self) -> int:
        """What comes home or is inspected, without what is ordered."""
        repaired = self.in_transit + self.on_bench + self.at_repair
        return self.on_loan + self.on_hold + (repaired if self.returns_home else 0)

    @property
    def counted(self) -> int:
        """What the pool has or will have: the figure a shortage is decided from."""
        return self.free + self.coming + self.ordered
