"""What the desk refuses about units that are judged before they go into a pool, by name."""

from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.pool_words import HoldState

#: More units than this are judged in several goes.
MOST_UNITS = 500
LONGEST_FINDING = 2000  # characters


class NotHeld(DeskError):
    """No unit with this number waits to be judged."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Nothing with the number '{code}' came with a delivery. Check it against the list "
            "of units in receiving.",
            serial=code,
        )


class JudgedBefore(DeskError):
    """The unit was judged before, and otherwise."""

    def __init__(self, serial: str, state: HoldState) -> None:
        super().__init__(
            f"Unit {serial} has {state.value} already. What is found later is a case or a count "
            "of the shelf.",
            serial=serial,
            state=state.value,
        )


class FindingMissing(DeskError):
    """A unit that fails needs a finding."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(
            f"Say in 1 to {LONGEST_FINDING} characters what is wrong with it: the supplier is "
            "asked to make it good with these words."
        )


class NothingToJudge(DeskError):
    """No unit is named, or too many are."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(f"Name 1 to {MOST_UNITS} units by serial or IMEI.")
