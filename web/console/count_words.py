"""Words of the pages about counts and write-offs."""

from collections.abc import Mapping

from desk.stocktake_differences import Follows
from rules.pool_words import Difference, TakeState, WriteOffState

#: What a count's state is called, and the colour of its badge.
STATES: Mapping[TakeState, tuple[str, str]] = {
    TakeState.OPEN: ("open", "clock-due"),
    TakeState.CLOSED: ("closed", "good"),
    TakeState.CANCELLED: ("cancelled", ""),
}
KINDS: Mapping[Difference, tuple[str, str]] = {
    Difference.MISSING: ("missing", "bad"),
    Difference.UNEXPECTED: ("not expected", "clock-warning"),
    Difference.UNKNOWN: ("unknown", "clock-warning"),
}
FOLLOWS: Mapping[Follows, str] = {
    Follows.GOES: "booked as lost, or into quarantine if it is misplaced",
    Follows.COMES: "booked onto the shelf again",
    Follows.ITS_CASE: "it is packed: its case decides",
    Follows.NOTED: "only noted: transfer it, or receive it at the dock",
}
WRITE_OFFS: Mapping[WriteOffState, tuple[str, str]] = {
    WriteOffState.PROPOSED: ("waits for a second person", "clock-due"),
    WriteOffState.CONFIRMED: ("written off", "bad"),
    WriteOffState.REFUSED: ("kept", "good"),
}
