"""Every value that a file may write below `return` changes how a unit comes back, or what follows.

The two alarms that are counted over several cases are changed in test_one_value_of_alarms.py.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from programmes.json_schema import programme_schema
from programmes.loader import FOLDER
from programmes.programme_file import programme_from
from programmes.yaml_lines import read_yaml
from rules.programme import Programme
from tests.programmes import way_back_outcomes as seen
from tests.programmes.facts.asking import ATEA, OPSWAT
from tests.programmes.one_value import Outcome, label_in_box
from tests.programmes.test_one_value_of_alarms import ALARM_KEYS

TWO_WEEKS = {"review_after_days": 14}
CHARGED = {"charge_after_days": 20}
FEE = {"care.bench.no_fault": "fee"}
FRESH = {"care.warranty.rule": "fresh"}
DOCK = {"care.accessories": [{"name": "Dock", "missing": "charge", "charge": "190.00"}]}
#: Key, other values the file has too, this value before and after, outcome, its before and after.
Row = tuple[str, dict[str, Any], tuple[Any, Any], Outcome, tuple[object, object]]
ROWS: list[Row] = [
    ("label", {}, ("enclosed", "on_request"), label_in_box("prof"), (True, False)),
    ("slip_required", {}, (True, False), seen.slip, (True, False)),
    ("paid_by", {}, ("customer", "vendor"), seen.payer_of_return, ("customer", "vendor")),
    ("starts_at", {}, ("delivered", "shipped"), seen.clock_at_hand_over, (False, True)),
    ("days", TWO_WEEKS, ("calendar", "working"), seen.day_of("return_review"), ("12-08", "12-14")),
    ("remind_after_days", {}, ([], [5]), seen.day_of("return_reminder:1"), (None, "11-29")),
    ("review_after_days", {}, (20, 21), seen.day_of("return_review"), ("12-14", "12-15")),
    ("due_after_days", {}, (None, 10), seen.day_of("return_due"), (None, "12-04")),
    ("escalate_after_days", {}, (None, 12), seen.day_of("return_escalation"), (None, "12-06")),
    ("charge_after_days", {}, (None, 20), seen.day_of("return_charge"), (None, "12-14")),
    ("charge", CHARGED, (None, "450.00"), seen.charged_unreturned, ([None], ["450.00"])),
    ("longest_extension_days", {}, (None, 40), seen.extended_by(35), ("DecisionIncomplete", "")),
    ("care.bench.inspected", {}, (True, False), seen.jobs_on_receipt, (1, 0)),
    ("care.bench.wiped", {}, (True, False), seen.restocked_unwiped, ("NotWiped", "")),
    (
        "care.bench.no_fault",
        {},
        ("keep", "fee"),
        seen.charged_on("no_fault_found"),
        ([], [None]),
    ),
    (
        "care.bench.no_fault_fee",
        FEE,
        ("25.00", "30.00"),
        seen.charged_on("no_fault_found"),
        (["25.00"], ["30.00"]),
    ),
    ("care.bench.no_fault_alarm", {}, (3, 2), seen.second_look_alarms, (False, True)),
    (
        "care.bench.not_covered_charge",
        {},
        (None, "900.00"),
        seen.charged_on("counterfeit"),
        ([None], ["900.00"]),
    ),
    ("care.bench.answer_within_days", {}, (10, 20), seen.days_to_answer, (10, 20)),
    ("care.proposal.valid_days", {}, (14, 21), seen.proposal_stands, (14, 21)),
    ("care.proposal.remind_after_days", {}, ([5], [3]), seen.proposal_reminded, (5, 3)),
    (
        "care.proposal.expired",
        {},
        ("send_back", "scrap"),
        seen.proposal_expired,
        ("send_back", "scrap"),
    ),
    ("care.proposal.estimate_fee", {}, (None, "95.00"), seen.proposal_declined, ([], ["95.00"])),
    (
        "care.dead_on_arrival.within_days",
        {},
        (30, 40),
        seen.dead_after(35),
        ("DeadOnArrivalTooLate", ""),
    ),
    (
        "care.dead_on_arrival.from_delivery",
        {},
        (False, True),
        seen.dead_after(30.5),
        ("DeadOnArrivalTooLate", ""),
    ),
    ("care.loan.becomes_swap", {}, (True, False), seen.loan_beyond_repair, ("", "fresh")),
    ("care.parcels.days", {}, ("calendar", "working"), seen.silent_out, ("11-28", "11-30")),
    ("care.parcels.outbound_silent_after", {}, (5, 9), seen.silent_out, ("11-28", "12-02")),
    ("care.parcels.return_silent_after", {}, (10, 12), seen.silent_back, ("12-05", "12-07")),
    ("care.parcels.lost_after_trace", {}, (5, 8), seen.given_up, ("12-03", "12-06")),
    ("care.parcels.second_unit", {}, (True, False), seen.after_a_loss, ("waiting", "none")),
    ("care.parcels.bearer", {}, ("desk", "customer"), seen.after_a_lost_return, ("waived", "owed")),
    ("care.warranty.rule", {}, ("rest", "fresh"), seen.warranted, ("2026-12-31", "2027-02-22")),
    ("care.warranty.days", FRESH, (90, 30), seen.warranted, ("2027-02-22", "2026-12-24")),
    (
        "care.accessories.0.name",
        DOCK,
        ("Dock", "Film"),
        seen.misses_dock,
        ("charged 190.00", "DecisionIncomplete"),
    ),
    (
        "care.accessories.0.missing",
        DOCK,
        ("charge", "ask"),
        seen.misses_dock,
        ("charged 190.00", "asked for"),
    ),
    (
        "care.accessories.0.charge",
        DOCK,
        ("190.00", None),
        seen.misses_dock,
        ("charged 190.00", "charged None"),
    ),
]


def written(name: str, values: dict[str, Any]) -> Programme:
    """The published file with these values below `return`; None leaves one out."""
    data = deepcopy(read_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), name)[0])
    for key, value in values.items():
        put(data["return"], key.split("."), deepcopy(value))
    return programme_from(data)


def put(place: Any, path: list[str], value: object) -> None:
    """Write the value below the place; None takes it away."""
    first, *rest = path
    if first.isdigit():
        put(place[int(first)], rest, value)
    elif rest:
        put(place.setdefault(first, {}), rest, value)
    elif value is None:
        place.pop(first, None)
    else:
        place[first] = value


def keys_below(shape: str, prefix: str = "") -> Iterator[str]:
    """Every key that the schema knows in this shape and in the shapes below it."""
    shapes = programme_schema()["$defs"]
    for key, one in shapes[shape]["properties"].items():
        inner = (one.get("items") or one).get("$ref", "").rpartition("/")[2]
        if "properties" in shapes.get(inner, {}):
            yield from keys_below(inner, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_one_value_below_return_changes_the_outcome(row: Row) -> None:
    key, beside, values, outcome, expected = row
    files = [written(ATEA, {**beside, key: value}) for value in values]
    assert tuple(outcome(file) for file in files) == expected


def test_the_calendar_of_working_days_is_the_file_s_choice() -> None:
    """Thanksgiving is a working day in Bucharest, and the national day is none."""
    files = [
        written(OPSWAT, {"days": "working", "review_after_days": 4, "calendar": name})
        for name in (None, "us")
    ]
    days = [seen.day_of("return_review", "hardware")(file) for file in files]
    assert days == ["12-02", "12-01"]


def test_every_key_below_return_has_a_row() -> None:
    rows = {row[0].replace(".0.", ".") for row in ROWS}
    assert set(keys_below("ReturnTerms")) == rows | ALARM_KEYS | {"source", "calendar"}
