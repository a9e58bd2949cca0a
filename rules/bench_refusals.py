"""What the bench refuses, by name."""

from collections.abc import Iterable
from typing import ClassVar

from rules.case_facts import Told
from rules.case_values import Destination, Job
from rules.errors import DeskError, Kind


class WhichUnit(DeskError):
    """Several units of the case lie on the bench."""

    def __init__(self, number: str, told: Told, serials: Iterable[str]) -> None:
        known = sorted(serials)
        super().__init__(
            f"Case {number} has {len(known)} units that '{told}' may mean: {', '.join(known)}. "
            "Name one as 'serial'.",
            case=number,
            serials=known,
        )


class NotWiped(DeskError):
    """The unit may still hold its user's data."""

    def __init__(self, serial: str, destination: str) -> None:
        super().__init__(
            f"Unit {serial} has no wipe certificate since it came in, so it cannot go to "
            f"{destination.replace('_', ' ')}. Record its wipe with 'wiped' first.",
            serial=serial,
            destination=destination,
        )


class StillLocked(DeskError):
    """The unit's activation lock is on."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"Unit {serial} is still bound to its user's account: the bench can neither test nor "
            "wipe it. Record 'lock_off' once the user has signed out.",
            serial=serial,
        )


class WrongDestination(DeskError):
    """The unit may not go there."""

    def __init__(self, job: Job, wanted: Destination, open_to: Iterable[Destination]) -> None:
        known = [one.value for one in open_to]
        found = job.finding.value.replace("_", " ") if job.finding else "nothing yet"
        others = f"It may go to: {', '.join(known)}." if known else "It has to wait."
        super().__init__(
            f"Unit {job.serial} (found: {found}; now {job.state.replace('_', ' ')}) may not go "
            f"to {wanted.replace('_', ' ')} under this contract. {others}",
            serial=job.serial,
            destination=wanted.value,
            open_to=known,
        )


class FoundAlready(DeskError):
    """What was found in this unit has been told already."""

    def __init__(self, job: Job) -> None:
        found = job.finding.value if job.finding else ""
        super().__init__(
            f"The finding on unit {job.serial} is {found.replace('_', ' ')}, and what follows "
            "from it has begun. Only an unsafe battery may be added to it.",
            serial=job.serial,
            finding=found,
        )


class NotDestroyed(DeskError):
    """A unit with an unsafe battery is only ever destroyed."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"Unit {serial} has an unsafe battery and may not be switched on to be wiped: its "
            "data is destroyed with it. Give 'destroy' as the method.",
            serial=serial,
        )
