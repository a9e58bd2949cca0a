"""What the desk refuses about carriers' files and bills, by name."""

from collections.abc import Collection
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.finance.freight_words import BillState, FileState


class UnknownBillFile(DeskError):
    """No such file of a carrier."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, file: str) -> None:
        super().__init__(f"There is no file '{file}'. Give its id as the list has it.", file=file)


class CarrierNotOurs(DeskError):
    """No rate card and no shipment is of this carrier."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, carrier: str, known: Collection[str]) -> None:
        ours = f"Carriers here: {', '.join(sorted(known))}." if known else "Load a rate card first."
        super().__init__(f"The carrier '{carrier}' is not known. {ours}", carrier=carrier)


class NotQuarantined(DeskError):
    """The file is not held back."""

    def __init__(self, name: str, state: FileState) -> None:
        super().__init__(
            f"'{name}' is {state}. Only a quarantined file is released or discarded.", state=state
        )


class NothingToRelease(DeskError):
    """There is no bill in the file that could be released."""

    def __init__(self, because: str) -> None:
        super().__init__(
            f"{because} Discard the file, or take it again with the profile it was made for."
        )


class SecondLookMissing(DeskError):
    """Whoever brought it in may not let it through."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, what: str) -> None:
        super().__init__(f"You brought this {what} in. Ask another person to look at it.")


class ReasonMissing(DeskError):
    """A reason is missing."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Say why, in at most 2000 characters: it is kept with your name.")


class BillNotReady(DeskError):
    """The bill cannot be approved now."""

    def __init__(self, number: str, state: BillState) -> None:
        super().__init__(
            f"Bill {number} is {state}. Only a matched bill is approved.", bill=number, state=state
        )


class ChargesUndecided(DeskError):
    """Charges of the bill wait for a decision."""

    def __init__(self, number: str, undecided: int) -> None:
        super().__init__(
            f"{undecided} charges of bill {number} have no agreed amount. Agree them, or open a "
            "dispute; then approve it.",
            bill=number,
            undecided=undecided,
        )
