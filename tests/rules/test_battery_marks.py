from decimal import Decimal

import pytest

from rules.battery_marks import (
    BatteryTooLarge,
    LooseBatteries,
    Package,
    Packing,
    marks_of,
)


def phones(batteries: int = 1, **changes: Decimal | int | None) -> Package:
    values: dict[str, Decimal | int | None] = {"batteries": batteries, "battery_wh": Decimal(15)}
    return Package(packing=Packing.IN_EQUIPMENT, **(values | changes))  # type: ignore[arg-type]


NOTHING = Package(packing=Packing.NONE)
BESIDE = Package(packing=Packing.WITH_EQUIPMENT, batteries=1)


@pytest.mark.parametrize(
    ("packages", "marked"),
    [
        ([phones(1)], (False,)),
        ([phones(2)], (False,)),
        ([phones(3)], (True,)),
        ([phones(0, cells=4)], (False,)),
        ([phones(0, cells=5)], (True,)),
        ([phones(1, cells=1)], (False,)),
        ([phones(2, cells=1)], (True,)),
        ([phones(1), phones(1)], (False, False)),
        ([phones(1), phones(1), phones(1)], (True, True, True)),
        ([phones(1), phones(1), NOTHING], (False, False, False)),
        ([phones(1), phones(3)], (False, True)),
        ([BESIDE], (True,)),
        ([NOTHING], (False,)),
        ([], ()),
    ],
)
def test_the_mark_depends_on_the_box_and_on_how_many_boxes_travel_together(
    packages: list[Package], marked: tuple[bool, ...]
) -> None:
    assert marks_of(packages) == marked


def test_loose_batteries_are_refused_by_name() -> None:
    with pytest.raises(LooseBatteries, match="UN3480"):
        marks_of([Package(packing=Packing.LOOSE, batteries=1)])


@pytest.mark.parametrize(
    "package",
    [phones(battery_wh=Decimal("100.01")), phones(0, cells=1, cell_wh=Decimal("20.01"))],
)
def test_a_battery_above_the_limits_is_dangerous_goods(package: Package) -> None:
    with pytest.raises(BatteryTooLarge, match="dangerous-goods forwarder"):
        marks_of([phones(), package])


def test_the_limits_themselves_are_small_batteries() -> None:
    assert marks_of([phones(battery_wh=Decimal(100), cell_wh=Decimal(20))]) == (False,)


def test_a_figure_that_is_not_on_record_is_held_against_nobody() -> None:
    assert marks_of([phones(battery_wh=None, cell_wh=None)]) == (False,)
