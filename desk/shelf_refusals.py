"""What the desk refuses when units leave a pool, by name."""

from typing import ClassVar, Final

from models.pools import Pool
from rules.errors import DeskError, Kind

#: More units are not moved in one go; a slip of the finger is refused.
MOST_UNITS: Final = 500
#: Characters of a reason, and of a person's name.
LONGEST_REASON: Final = 2000
LONGEST_NAME: Final = 200


class NothingChosen(DeskError):
    """No units are chosen."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(
            f"Name 1 to {MOST_UNITS} units by serial, or a model and how many of it; not both."
        )


class UnitNotFree(DeskError):
    """This unit does not stand free in the pool."""

    def __init__(self, serial: str, pool: Pool) -> None:
        super().__init__(
            f"Unit {serial} does not stand free in pool {pool.code}: it is elsewhere, reserved, "
            "or of a model the pool does not hold. Nothing was moved; choose another unit.",
            serial=serial,
            pool=pool.code,
        )


class MovedMeanwhile(DeskError):
    """Somebody else moved this unit at the same moment."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"Unit {serial} was moved by somebody else just now. Nothing of this was done; look "
            "where it is, and repeat it.",
            serial=serial,
        )


class TooFewFree(DeskError):
    """The pool has fewer free units."""

    def __init__(self, pool: Pool, model: str, wanted: int, free: int) -> None:
        super().__init__(
            f"Pool {pool.code} has {free} free units of {model}, not {wanted}. Nothing was moved; "
            "take fewer, or wait until reserved ones are let go.",
            pool=pool.code,
            model=model,
            free=free,
        )


class SamePool(DeskError):
    """Units cannot be moved from a pool to itself."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, pool: str) -> None:
        super().__init__(f"Name another pool than {pool} for the units to go to.", pool=pool)


class PoolsOfTwoCustomers(DeskError):
    """The two pools belong to two customers."""

    def __init__(self, source: Pool, target: Pool) -> None:
        super().__init__(
            f"Pools {source.code} and {target.code} belong to different customers. Units change "
            "their owner by a sale, never by a transfer; choose a pool of the same customer.",
            source=source.code,
            target=target.code,
        )


class PoolClosed(DeskError):
    """This pool is closed."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(f"Pool {pool.code} is closed. Choose an open one.", pool=pool.code)


class FetcherMissing(DeskError):
    """Nobody is named who fetched the units."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(
            f"Name the person of the customer who fetched them, in 1 to {LONGEST_NAME} characters."
        )


class ReasonNeeded(DeskError):
    """Nobody said why."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(f"Say why in 1 to {LONGEST_REASON} characters: the story tells it.")
