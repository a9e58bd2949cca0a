"""Every value that a file or a contract may write below `swap_stock` changes what becomes of it.

Spares on the customer's site, ordered apart, are changed in test_one_value_of_hardware.py.
"""

from copy import deepcopy
from typing import Any

import pytest

from programmes.loader import FOLDER, load_programme
from programmes.programme_file import programme_from
from programmes.yaml_lines import read_yaml
from rules.fields import FieldInvalid
from rules.programme import Programme
from runtime.database import Database
from tests.builders import TestDesk
from tests.programmes import stock_on_record as lived
from tests.programmes import stock_outcomes as seen
from tests.programmes.facts.asking import ATEA
from tests.programmes.stock_on_record import RecordOutcome
from tests.programmes.stock_outcomes import StockOutcome
from tests.programmes.test_one_value_of_the_way_back import keys_below, put

SIXTH_DAY = {"sat": [["08:00", "17:00"]]}
#: Key, what it is in the file, what it is changed to, outcome, its before and after.
Row = tuple[str, Any, Any, StockOutcome, tuple[object, object]]
ROWS: list[Row] = [
    ("percent", "8", "10", seen.target, (32, 40)),
    ("owner", "customer", "provider", seen.ordered(), ("customer", "provider")),
    (
        "refill_decided_by",
        "customer",
        "provider",
        seen.ordered(),
        ("customer", "NotTheirsToOrder"),
    ),
    ("may_be_rented", True, False, seen.ordered(rented=True), ("lessor", "NotForRent")),
    ("few_models_advised", True, False, seen.advised(4), (True, False)),
    ("refill.most_models", None, 4, seen.advised(4), (True, False)),
    ("refill.ask_below", None, "90", seen.asked_for, (2, 0)),
    ("refill.least", None, 5, seen.asked_for, (2, 5)),
    # 400 * 12 % * 90 / 365 in 120 days are 0.0986 a day: 1.2 in 12 days and 5.9 in 60.
    ("refill.lead_days", None, 60, seen.need, (2, 6)),
    ("refill.prior_percent_a_year", None, "60", seen.need, (2, 6)),
    ("refill.prior_days", None, 10, seen.need, (2, 1)),
    ("refill.remind_after_days", None, [4], seen.day_of("remind:1"), ("11-26", "11-27")),
    ("refill.escalate_after_days", None, 9, seen.day_of("escalate"), ("12-03", "12-04")),
    ("refill.expire_after_days", None, 13, seen.day_of("expire"), ("12-09", "12-10")),
    ("refill.ask_again_after_days", None, 10, seen.asked_again, ("12-21", "12-07")),
    ("refill.longest_pause_days", None, 40, seen.longest_pause, ("12-23", "01-02")),
    (
        "refill.letters_from",
        None,
        "09:30",
        seen.letter_at("2026-11-23 07:00"),
        ("11-23 08:00", "11-23 09:30"),
    ),
    (
        "refill.letters_until",
        None,
        "18:00",
        seen.letter_at("2026-11-23 17:30"),
        ("11-24 08:00", "11-23 17:30"),
    ),
    ("refill.approval_limit", None, "39919", seen.approved, ("Approval", "NotTaken")),
]
#: Key, what it is changed to, what becomes of the pool, before and after.
OnRecord = tuple[str, Any, RecordOutcome, tuple[object, object]]
RECORD_ROWS: list[OnRecord] = [
    ("owner", "provider", lived.opened(), ("customer", "provider")),
    ("owner", "provider", lived.owner_of_order, ("customer", "provider")),
    ("may_be_rented", False, lived.opened(rented=True), ("lessor", "NotForRent")),
    ("held_by", "customer", lived.opened(), ("customer", "KeptByCustomer")),
    ("refill_asked_by", "customer", lived.asked, (1, 0)),
    ("refill_decided_by", "provider", lived.asked, (1, 0)),
    ("refill_decided_by", "provider", lived.order_of_customer, ("placed", "NotTheirsToOrder")),
    (
        "billed_separately",
        False,
        lived.billed,
        (("swap_stock_device", "14970.00"), ("swap_stock_included", None)),
    ),
    ("refill.late_after_days", 5, lived.told_late, ("12-08", "12-11")),
    ("refill.quality_hold", False, lived.place_of_delivery, ("RECEIVING", "POOL")),
]


def written(key: str, value: object) -> Programme:
    """The published file with this value below `swap_stock`; None leaves it out."""
    data = file()
    put(data["swap_stock"], key.split("."), value)
    return programme_from(data)


def file() -> dict[str, Any]:
    """The published file as plain data."""
    text = (FOLDER / f"{ATEA}.yaml").read_text(encoding="utf-8")
    return deepcopy(read_yaml(text, ATEA)[0])


def settings(key: str, value: object) -> dict[str, Any]:
    """This value as a contract writes it below `swap_stock`."""
    found: dict[str, Any] = {}
    put(found, key.split("."), value)
    return found


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_one_value_of_the_file_changes_the_outcome(row: Row) -> None:
    key, before, after, outcome, expected = row
    files = [written(key, value) for value in (before, after)]
    assert tuple(outcome(seen.agreed(one)) for one in files) == expected


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_one_value_of_the_contract_changes_the_outcome(row: Row) -> None:
    key, _, after, outcome, expected = row
    programme = load_programme(ATEA)
    contracts = [seen.agreed(programme), seen.agreed(programme, settings(key, after))]
    assert tuple(outcome(one) for one in contracts) == expected


@pytest.mark.parametrize(
    "row", RECORD_ROWS, ids=[f"{n}-{row[0]}" for n, row in enumerate(RECORD_ROWS)]
)
def test_one_value_of_the_contract_changes_what_becomes_of_the_pool(
    shared_record: Database, desk: TestDesk, row: OnRecord
) -> None:
    key, after, outcome, expected = row
    desks = [lived.stock_desk(shared_record, desk, one) for one in ({}, settings(key, after))]
    assert tuple(outcome(one) for one in desks) == expected


def test_the_calendar_of_the_asking_is_the_file_s_or_the_contract_s_choice() -> None:
    """Where Saturday is a working day, the third one after Thursday is Monday."""
    data = file()
    six = deepcopy(data["calendars"]["se"])
    six["weekly"] |= SIXTH_DAY
    data["calendars"]["six_days"] = six
    plain = programme_from(deepcopy(data))
    data["swap_stock"]["refill"] = {"calendar": "six_days"}
    chosen = programme_from(data)
    by_contract = seen.agreed(plain, settings("refill.calendar", "six_days"))
    expiries = [
        seen.day_of("expire")(one) for one in (seen.agreed(plain), seen.agreed(chosen), by_contract)
    ]
    assert expiries == ["12-09", "12-07", "12-07"]


def test_an_owner_that_no_unit_can_have_is_refused_before_a_pool_is_opened() -> None:
    with pytest.raises(FieldInvalid, match=r"swap_stock\.owner"):
        seen.agreed(load_programme(ATEA), {"owner": "vendor"})
    with pytest.raises(FieldInvalid, match="owner"):
        written("owner", "vendor")


def test_every_key_below_swap_stock_has_a_row() -> None:
    rows = {row[0] for row in (*ROWS, *RECORD_ROWS)}
    elsewhere = {"source", "backup_phones_separate", "refill.calendar"}
    assert set(keys_below("SwapStockTerms")) == rows | elsewhere
