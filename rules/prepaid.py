"""Prepaid hours: what is left of the packs, and how work is drawn from them, oldest pack first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.plain_words import listed

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Hours bought on a day, the minutes drawn of them, and the step work is rounded up to."""

    id: str
    hours: int
    bought_on: date
    drawn_minutes: int = 0
    step_minutes: int = 1

    @property
    def left_minutes(self) -> int:
        """The minutes that can still be drawn."""
        return self.hours * MINUTES_PER_HOUR - self.drawn_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """The minutes one pack gives, after so many were drawn of it before."""

    pack: str
    drawn_before: int
    minutes: int


class NoPrepaidTimeLeft(DeskError):
    """There is not enough prepaid time left."""

    def __init__(self, minutes: int, left: int, packs_hours: Sequence[int]) -> None:
        sold = listed([f"{hours} h" for hours in packs_hours])
        offer = f"Packs of {sold} can be bought." if sold else "No packs are sold."
        super().__init__(
            f"{spoken(minutes)} were asked for and {spoken(left)} are left. {offer}",
            asked_minutes=minutes,
            left_minutes=left,
            packs_hours=list(packs_hours),
        )


class NothingToDraw(DeskError):
    """Work takes at least one minute."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"{minutes} minutes cannot be drawn. Give the minutes worked, from 1 up.",
            minutes=minutes,
        )


class PackNotSold(DeskError):
    """No pack of this size is sold."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, hours: int, packs_hours: Sequence[int]) -> None:
        sold = listed([str(size) for size in packs_hours])
        super().__init__(
            f"There is no pack of {hours} hours. The packs have {sold} hours.",
            hours=hours,
            packs_hours=list(packs_hours),
        )


def require_pack_size(hours: int, packs_hours: Sequence[int]) -> None:
    """Raise PackNotSold unless the programme sells packs of so many hours (fact 51)."""
    if hours not in packs_hours:
        raise PackNotSold(hours, packs_hours)


def balance(packs: Iterable[Pack]) -> int:
    """The minutes left in all packs together."""
    return sum(pack.left_minutes for pack in packs)


def draw_down(
    packs: Iterable[Pack], minutes: int, packs_hours: Sequence[int] = ()
) -> tuple[Portion, ...]:
    """The portions that cover the minutes worked, from the pack that was bought first.

    The minutes are rounded up to the step of the first pack that has time left; the last step is
    cut to what is left, so rounding alone never refuses. Raises NothingToDraw, and
    NoPrepaidTimeLeft with the `packs_hours` that can be bought.
    """
    if minutes < 1:
        raise NothingToDraw(minutes)
    usable = [pack for pack in by_age(packs) if pack.left_minutes > 0]
    left = balance(usable)
    if minutes > left:
        raise NoPrepaidTimeLeft(minutes, left, packs_hours)
    return _portions(usable, min(rounded_up(minutes, usable[0].step_minutes), left))


def by_age(packs: Iterable[Pack]) -> list[Pack]:
    """The packs, oldest first; of those bought on one day, in the order given."""
    return sorted(packs, key=lambda pack: pack.bought_on)


def rounded_up(minutes: int, step: int) -> int:
    """The minutes as whole steps, the last one begun counted in full."""
    return -(-minutes // step) * step


def spoken(minutes: int) -> str:
    """Such as 2 h 30 min."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(filter(None, parts))


def _portions(usable: Iterable[Pack], minutes: int) -> tuple[Portion, ...]:
    portions = []
    for pack in usable:
        taken = min(pack.left_minutes, minutes)
        if taken == 0:
            break
        portions.append(Portion(pack=pack.id, drawn_before=pack.drawn_minutes, minutes=taken))
        minutes -= taken
    return tuple(portions)
