"""The UN3481 battery mark on a package, computed for the whole consignment.

IATA packing instructions 966 and 967 section II and ADR special provision 188 (carriers.md A7,
read 2026): small healthy lithium ion batteries travel inside or beside their equipment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from rules.errors import DeskError, Kind

#: Watt-hours above which nothing here is a small battery any more.
CELL_LIMIT_WH = Decimal(20)
BATTERY_LIMIT_WH = Decimal(100)
#: What a package may hold, and how many of them a consignment, without the mark (PI 967).
UNMARKED_CELLS, UNMARKED_BATTERIES, UNMARKED_PACKAGES = 4, 2, 2


class Packing(StrEnum):
    """Where the lithium cells of a package are."""

    NONE = "none"
    IN_EQUIPMENT = "in_equipment"
    WITH_EQUIPMENT = "with_equipment"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One box: its batteries of several cells, its single cells, and the largest of each in Wh.

    A figure of None is not on record, and then not held against a limit.
    """

    packing: Packing
    batteries: int = 0
    cells: int = 0
    battery_wh: Decimal | None = None
    cell_wh: Decimal | None = None


class LooseBatteries(DeskError):
    """Loose batteries are not sent."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            "A lithium battery without its equipment (UN3480) is refused. Send it inside the "
            "device or beside it, or hand it to a dangerous-goods forwarder.",
            un_number="UN3480",
        )


class BatteryTooLarge(DeskError):
    """The battery is dangerous goods."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, what: str, watt_hours: Decimal, limit: Decimal) -> None:
        super().__init__(
            f"A {what} of {watt_hours} Wh is above the {limit} Wh of an ordinary parcel. Hand it "
            "to a dangerous-goods forwarder, or correct the model's figure.",
            what=what,
            watt_hours=str(watt_hours),
            limit=str(limit),
        )


def marks_of(packages: Sequence[Package]) -> tuple[bool, ...]:
    """Whether each package of one consignment needs the UN3481 mark.

    Raises LooseBatteries and BatteryTooLarge.
    """
    for package in packages:
        require_small(package)
    loaded = sum(package.packing is not Packing.NONE for package in packages)
    return tuple(needs_mark(package, loaded) for package in packages)


def require_small(package: Package) -> None:
    """Refuse what special provision 188 does not cover."""
    if package.packing is Packing.LOOSE:
        raise LooseBatteries
    if package.packing is Packing.NONE:
        return
    if package.battery_wh is not None and package.battery_wh > BATTERY_LIMIT_WH:
        raise BatteryTooLarge("battery", package.battery_wh, BATTERY_LIMIT_WH)
    if package.cell_wh is not None and package.cell_wh > CELL_LIMIT_WH:
        raise BatteryTooLarge("cell", package.cell_wh, CELL_LIMIT_WH)


def needs_mark(package: Package, packages: int) -> bool:
    """The rule for one package, where so many of the consignment's hold batteries."""
    if package.packing is Packing.NONE:
        return False
    if package.packing is Packing.WITH_EQUIPMENT:
        return True
    return packages > UNMARKED_PACKAGES or not is_few(package)


def is_few(package: Package) -> bool:
    """At most four cells or two batteries; where both are in the box, a cell counts as one."""
    if package.batteries:
        return package.batteries + package.cells <= UNMARKED_BATTERIES
    return package.cells <= UNMARKED_CELLS
