"""What the desk refuses about counts of a shelf, by name."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rules.errors import DeskError, Kind
from rules.pool_words import TakeState

#: Characters that a code on a unit has at most.
LONGEST_CODE: Final = 64
#: Codes that a refusal names; the count's page names all.
MOST_NAMED: Final = 20


class UnknownCount(DeskError):
    """No count has this number."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(
            f"There is no count '{number}'. Check the number, or open a count of the pool's shelf.",
            count=number,
        )


class CountOpenAlready(DeskError):
    """The shelf is being counted."""

    def __init__(self, number: str, shelf: str) -> None:
        super().__init__(
            f"Count {number} of {shelf} is open. Scan into it; close or cancel it before another.",
            count=number,
            shelf=shelf,
        )


class CountEnded(DeskError):
    """The count has ended."""

    def __init__(self, number: str, state: TakeState) -> None:
        super().__init__(
            f"Count {number} is {state}. Nothing was changed; open another one.",
            count=number,
            state=state.value,
        )


class CodeTooLong(DeskError):
    """No unit has a code as long."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, code: str) -> None:
        super().__init__(
            f"'{code[:LONGEST_CODE]}' goes on after {LONGEST_CODE} characters. Scan the serial or "
            "the IMEI by itself.",
        )


class DifferencesUnexplained(DeskError):
    """Not every difference is explained."""

    def __init__(self, number: str, codes: Sequence[str]) -> None:
        named = ", ".join(codes[:MOST_NAMED])
        super().__init__(
            f"Explain each of these before count {number} is closed: {named}. Nothing was changed.",
            count=number,
            unexplained=len(codes),
            codes=list(codes[:MOST_NAMED]),
        )
