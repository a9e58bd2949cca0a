"""How many devices to ask the customer for, and why; or how many the pool has too many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.pools import PoolLevel

_WHOLE = 100


class FigureImpossible(DeskError):
    """A pool cannot have this figure."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, figure: str, value: object, remedy: str) -> None:
        super().__init__(f"{figure}: {value}. {remedy}", figure=figure, value=str(value))


class AskedFor(StrEnum):
    """Why devices are asked for, or why that many; the facts of each are in `judge_refill`."""

    BELOW_TARGET = "below_target"
    BELOW_NEED = "below_need"
    WHOLE_PACKS = "whole_packs"
    LEAST_ORDER = "least_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillReason:
    """One reason with its figures as text."""

    code: AskedFor
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSize:
    """How a supplier sells: never fewer than `least`, always whole packs (FigureImpossible)."""

    least: int = 1
    pack: int = 1

    def __post_init__(self) -> None:
        _require_one("The least order", self.least)
        _require_one("The pack size", self.pack)

    @property
    def lot(self) -> int:
        """The smallest order."""
        return self._whole_packs(self.least)

    def fitting(self, wanted: int) -> int:
        """What has to be ordered to get so many."""
        return max(self.lot, self._whole_packs(wanted))

    def _whole_packs(self, wanted: int) -> int:
        return -(-wanted // self.pack) * self.pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """So many devices are to be asked for; the first reason is why at all."""

    quantity: int
    because: tuple[RefillReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """So many devices are more than the pool needs: nothing is asked for, the customer decides."""

    quantity: int
    goal: int


def judge_refill(
    level: PoolLevel,
    *,
    need: int,
    ask_below: Decimal = Decimal(_WHOLE),
    size: OrderSize | None = None,
) -> Shortage | Surplus | None:
    """What the counted level, with all that comes, lacks or has too many.

    Short is a level below `ask_below` per cent of the target, or below the `need` of the lead
    time; what is asked for brings it to the larger of target and need, in whole packs and not
    below the least order. A surplus is a whole smallest order or more above that goal: less may
    be left over from the last one. BELOW_TARGET and BELOW_NEED have the facts level, goal and
    missing, WHOLE_PACKS pack, LEAST_ORDER least. Raises FigureImpossible.
    """
    _require(level.target, need, ask_below)
    size = size or OrderSize()
    missing = goal_of(level, need) - level.counted
    why = _why(level, need, ask_below)
    if why:
        return Shortage(
            quantity=size.fitting(missing),
            because=(*why, *_why_that_many(missing, size)),
        )
    return Surplus(quantity=-missing, goal=goal_of(level, need)) if -missing >= size.lot else None


def goal_of(level: PoolLevel, need: int) -> int:
    """The level a refill leads to: the target, or the need of the lead time if that is more."""
    return max(level.target, need)


def _why(level: PoolLevel, need: int, ask_below: Decimal) -> tuple[RefillReason, ...]:
    aims = {
        AskedFor.BELOW_TARGET: (level.target, level.counted * _WHOLE < ask_below * level.target),
        AskedFor.BELOW_NEED: (need, level.counted < need),
    }
    return tuple(
        _reason(code, level=level.counted, goal=aim, missing=aim - level.counted)
        for code, (aim, short) in aims.items()
        if short
    )


def _why_that_many(missing: int, size: OrderSize) -> tuple[RefillReason, ...]:
    fitting = size.fitting(missing)
    rounded = _reason(AskedFor.WHOLE_PACKS, pack=size.pack)
    raised = _reason(AskedFor.LEAST_ORDER, least=size.least)
    return (raised,) * (size.least > missing) + (rounded,) * (fitting > max(missing, size.least))


def _reason(code: AskedFor, **figures: int) -> RefillReason:
    return RefillReason(code=code, facts={name: str(value) for name, value in figures.items()})


def _require(target: int, need: int, ask_below: Decimal) -> None:
    for figure, value in (("The target", target), ("The need of the lead time", need)):
        if value < 0:
            raise FigureImpossible(figure, value, "Give 0 or more.")
    if not ask_below.is_finite() or not 0 <= ask_below <= _WHOLE:
        raise FigureImpossible(
            "The share of the target to ask below", ask_below, "Give 0 to 100 per cent."
        )


def _require_one(figure: str, value: int) -> None:
    if value < 1:
        raise FigureImpossible(figure, value, "Give 1 or more.")
