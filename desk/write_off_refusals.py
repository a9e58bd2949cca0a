"""What the desk refuses about write-offs, by name."""

from typing import ClassVar

from rules.errors import DeskError, Kind


class WriteOffProposed(DeskError):
    """A write-off of this unit is proposed already."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"Unit {serial} waits for a second person to confirm or refuse its write-off.",
            serial=serial,
        )


class NoWriteOffProposed(DeskError):
    """No write-off of this unit waits for a decision."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"Nothing is proposed for unit {serial}, or somebody has decided it already. Look at "
            "the list of write-offs.",
            serial=serial,
        )


class SecondPersonNeeded(DeskError):
    """Who proposed a write-off does not decide about it."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"You proposed to write unit {serial} off. Ask another person to confirm or refuse it.",
            serial=serial,
        )


class ReservedForCase(DeskError):
    """A case holds this unit."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"Unit {serial} is reserved for a case. Release it there first, then write it off.",
            serial=serial,
        )


class InOpenCase(DeskError):
    """An open case is about this unit."""

    def __init__(self, serial: str, number: str) -> None:
        super().__init__(
            f"Case {number} decides what becomes of unit {serial}. End it first.",
            serial=serial,
            case=number,
        )


class NotInTheBooks(DeskError):
    """A unit in this place cannot be written off."""

    def __init__(self, serial: str, place: str) -> None:
        super().__init__(
            f"Unit {serial} is in {place}. Only what stands on a shelf, in quarantine, or is lost "
            "can be written off; bring it there first.",
            serial=serial,
            place=place,
        )
