"""The readings about time, as a contract sets them or a file writes them, with what they come to.

The numbers are those of docs/readings.md. Monday to Friday are 23 to 27 November 2026.
"""

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from rules.decision import Verdict
from rules.fields import MissingKey
from rules.figures import Figures, require_figures
from rules.promises import PromiseKind
from rules.service_words import Commitment, Metric, Need
from rules.targets import target_for
from tests.programmes.facts.asking import ATEA, EXER, METRO, OPSWAT, SMART, Sold, sold
from tests.programmes.one_value import changed
from tests.programmes.reading_list import NUMBERS, READ, reading

MONDAY, SATURDAY = "2026-11-23 10:00", "2026-11-21 10:00"
RECIPIENT = """\
  office:
    timezone: Europe/Stockholm
    weekly:
      mon: [["08:00", "17:00"]]
      wed: [["08:00", "17:00"]]

tiers:
  bas: {label: BAS}
"""


@pytest.mark.parametrize("number", NUMBERS)
def test_a_reading_has_a_test_of_its_settings(number: str) -> None:
    import_module("tests.programmes.test_readings_of_coverage")
    import_module("tests.programmes.test_readings_in_a_case")
    assert READ.get(number, []) != []
    assert set(READ) <= set(NUMBERS)


def hours(how: str) -> dict[str, Any]:
    return {"targets": {metric.value: {"hours": how} for metric in Metric}}


def minor(care: Sold, at: str = MONDAY) -> tuple[str, str]:
    return care.responds(at, "minor"), care.due(Metric.RESOLUTION, at, severity="minor")


@reading("A1")
def test_business_hours_are_swedish_unless_the_contract_names_a_zone_and_holidays() -> None:
    assert minor(sold(SMART, "smart_care"))[0] == "2026-11-26 10:00"
    elsewhere = sold(SMART, "smart_care", zone="America/New_York", holidays="US-government")
    # Its nine o'clock is 15:00 in Stockholm; Thursday is Thanksgiving.
    assert minor(elsewhere)[0] == "2026-11-25 23:00"
    assert minor(elsewhere, "2026-11-25 15:00")[0] == "2026-11-30 23:00"


@reading("A2")
def test_24_and_72_hours_are_three_and_nine_days_or_one_and_three() -> None:
    assert minor(sold(SMART, "smart_care")) == ("2026-11-26 10:00", "2026-12-04 10:00")
    by_day = sold(SMART, "smart_care", **hours("working_days"))
    assert minor(by_day) == ("2026-11-24 10:00", "2026-11-26 10:00")


@reading("A3")
@pytest.mark.parametrize(
    ("how", "answered"),
    [
        ("working_days", "2026-11-23 16:00"),
        ("elapsed", "2026-11-21 16:00"),
        ("working", "2026-11-25 16:00"),
    ],
)
def test_24_hours_on_weekdays_are_the_same_time_next_weekday(how: str, answered: str) -> None:
    published = sold(METRO, "standard").responds("2026-11-20 16:00")
    read = sold(METRO, "standard", **hours(how)).responds("2026-11-20 16:00")
    assert (published, read) == ("2026-11-23 16:00", answered)


@reading("A4")
def test_seven_to_seven_is_new_yorks_unless_the_contract_names_a_zone() -> None:
    at = "2026-11-20 17:00"
    assert sold(METRO, "premium").responds(at) == "2026-11-23 09:00"
    assert sold(METRO, "premium", zone="America/Chicago").responds(at) == "2026-11-23 09:00"
    late = "2026-11-20 19:30"  # 18:30 in Dallas
    assert sold(METRO, "premium").responds(late) == "2026-11-23 11:00"
    assert sold(METRO, "premium", zone="America/Chicago").responds(late) == "2026-11-23 11:30"
    assert sold(METRO, "premium", **hours("elapsed")).responds(at) == "2026-11-20 21:00"


@reading("A5")
def test_plain_hours_are_those_of_the_case_channel_or_any() -> None:
    at = "2026-11-20 19:00"
    assert sold(OPSWAT, "silver").responds(at, "S1") == "2026-11-23 11:00"
    assert sold(OPSWAT, "silver", **hours("elapsed")).responds(at, "S1") == "2026-11-20 23:00"


@reading("A6")
def test_a_working_day_ends_at_the_same_time_or_with_the_next_days_work() -> None:
    at = "2026-11-20 12:00"
    assert sold(OPSWAT, "silver").responds(at, "S3") == "2026-11-23 12:00"
    whole = sold(OPSWAT, "silver", policies={"day_reading": "end_of_day"})
    assert whole.responds(at, "S3") == "2026-11-23 20:00"


@reading("A7")
def test_the_zone_and_holidays_of_service_hours_are_the_contracts_to_name() -> None:
    offer = sold(OPSWAT, "silver").terms.offer
    for figures in (Figures(zone="Europe/Paris"), Figures(holidays="FR-public")):
        with pytest.raises(MissingKey):
            require_figures(offer, figures, ("settings",))
    at = "2026-11-30 12:00"  # Saint Andrew's Day, a holiday in Romania alone
    assert sold(OPSWAT, "silver").responds(at, "S1") == "2026-12-02 12:00"
    french = sold(OPSWAT, "silver", zone="Europe/Paris", holidays="FR-public")
    assert french.responds(at, "S1") == "2026-11-30 16:00"


@reading("A8")
def test_hours_stop_for_lunch_or_run_on() -> None:
    assert sold(EXER, "premium").responds("2026-11-23 11:45", "1") == "2026-11-23 15:15"
    through = sold(EXER, "premium", policies={"lunch": "counted"})
    assert through.responds("2026-11-23 11:45", "1") == "2026-11-23 13:45"


@reading("A9")
def test_hours_used_up_at_closing_are_due_then_or_at_the_next_opening() -> None:
    opened, evening = "2026-11-23 16:00", "2026-11-23 20:00"
    desk = sold(EXER, "premium")
    assert desk.responds(opened, "1") == "2026-11-23 18:00"
    assert desk.is_met(opened, evening, "1")
    later = sold(EXER, "premium", targets={"response": {"boundary": "next_opening"}})
    assert later.responds(opened, "1") == "2026-11-24 09:00"
    strict = sold(EXER, "premium", policies={"met": "due_instant"})
    assert not strict.is_met(opened, evening, "1")


@reading("A10")
@pytest.mark.parametrize(
    ("registered", "strict", "inclusive"),
    [
        ("2026-11-23 13:59:59.999999", date(2026, 11, 24), date(2026, 11, 24)),
        ("2026-11-23 14:00:00", date(2026, 11, 25), date(2026, 11, 24)),
        ("2026-11-23 14:00:00.000001", date(2026, 11, 25), date(2026, 11, 25)),
    ],
)
def test_the_very_cutoff_is_late_or_in_time(registered: str, strict: date, inclusive: date) -> None:
    allowed = sold(ATEA, "prof", swap={"cutoff_inclusive": True})
    promised = [one.delivery(registered).due_day for one in (sold(ATEA, "prof"), allowed)]
    assert promised == [strict, inclusive]


@reading("A11")
def test_saturday_counts_as_monday_or_as_itself() -> None:
    literal = sold(ATEA, "prof", swap={"non_business_day": "count_after"})
    promised = [one.delivery(SATURDAY).due_day for one in (sold(ATEA, "prof"), literal)]
    assert promised == [date(2026, 11, 24), date(2026, 11, 23)]


@reading("A12")
def test_a_swap_promises_arrival_and_an_advance_replacement_hand_over() -> None:
    assert sold(ATEA, "prof").delivery(MONDAY).kind is PromiseKind.DELIVERY
    assert sold(OPSWAT, "hardware").dispatch(MONDAY).kind is PromiseKind.DISPATCH


def commitments(programme: Any) -> list[Commitment]:
    terms = sold(programme, "maintenance").terms
    found = [
        target_for(terms, Metric.RESPONSE, severity=severity, need=Need.INCIDENT)
        for severity in "1234"
    ]
    return [target.commitment for target in found if target]


@reading("A13")
def test_an_empty_cell_is_merged_with_the_one_above_or_stands_for_itself(tmp_path: Path) -> None:
    queue, none = Commitment.QUEUE_ORDER, Commitment.NONE
    assert commitments(EXER) == [queue, queue, none, none]
    rows = changed('severities: ["1", "2"]', 'severities: ["1"]').of(EXER, tmp_path)
    assert commitments(rows) == [queue, none, none]


@reading("A14")
def test_an_unknown_handler_is_refused_unless_the_cell_is_read_as_no(tmp_path: Path) -> None:
    assert sold(OPSWAT, "emerald_us").ask(Need.INCIDENT, MONDAY).verdict is Verdict.NOT_COVERED
    read_as_no = changed("  - tiers: [emerald_us]\n    citiz", "  - tiers: [managed]\n    citiz")
    open_to_all = sold(read_as_no.of(OPSWAT, tmp_path), "emerald_us")
    assert open_to_all.ask(Need.INCIDENT, MONDAY).verdict is Verdict.COVERED


@reading("A15")
def test_a_defect_found_on_saturday_makes_monday_day_one_or_day_zero() -> None:
    rolled = sold(OPSWAT, "hardware", advance_replacement={"non_business_day": "roll_forward"})
    promised = [one.dispatch(SATURDAY) for one in (sold(OPSWAT, "hardware"), rolled)]
    assert [one.due_day for one in promised] == [date(2026, 11, 24), date(2026, 11, 25)]
    # The end of that day in the depot's zone.
    assert sold(OPSWAT, "hardware").wall(promised[0].due_at) == "2026-11-25 00:00"


@reading("A15")
def test_a_defect_found_after_a_dispatch_cutoff_loses_a_day_where_the_depot_has_one() -> None:
    cut = sold(OPSWAT, "hardware", advance_replacement={"cutoff": "12:00"})
    afternoon = "2026-11-23 15:00"
    days = [one.dispatch(afternoon).due_day for one in (sold(OPSWAT, "hardware"), cut)]
    assert days == [date(2026, 11, 25), date(2026, 11, 26)]


@reading("A16")
def test_eves_are_closed_or_open_and_squeeze_days_are_open() -> None:
    published = sold(SMART, "smart_care")
    legal = sold(SMART, "smart_care", holidays="SE-public")
    answered = [one.responds("2026-12-23 16:00", "minor") for one in (published, legal)]
    assert answered == ["2026-12-30 16:00", "2026-12-29 16:00"]
    # Friday 15 May 2026 lies between Ascension Day and a weekend.
    assert published.responds("2026-05-13 16:00", "minor") == "2026-05-19 16:00"


@reading("A16")
@pytest.mark.parametrize(
    ("written", "answered"),
    [
        ("", "2026-12-24 11:00"),
        ("    half_days: [{day: before_holiday, close: '10:00'}]\n", "2026-12-28 10:00"),
        ('    overrides: {"2026-12-24": []}\n', "2026-12-28 11:00"),
    ],
)
def test_a_half_day_is_as_long_as_the_file_says(
    tmp_path: Path, written: str, answered: str
) -> None:
    day = '[["09:00", "12:30"], ["14:00", "18:00"]]\n'
    whole = changed(f"      fri: {day}", f"      fri: {day}{written}").of(EXER, tmp_path)
    assert sold(whole, "premium").responds("2026-12-24 09:00", "1") == answered


@reading("A17")
def test_delivery_takes_a_working_day_of_the_depot_or_of_both(tmp_path: Path) -> None:
    two = changed("tiers:\n  bas: {label: BAS}\n", RECIPIENT).of(ATEA, tmp_path)
    both = sold(two, "prof", recipient_calendar="office")
    promised = [one.delivery(MONDAY).due_day for one in (sold(two, "prof"), both)]
    assert promised == [date(2026, 11, 24), date(2026, 11, 25)]


@reading("A32")
def test_a_night_into_a_holiday_belongs_to_the_day_it_starts_on_or_stops_at_midnight(
    tmp_path: Path,
) -> None:
    day = '[["09:00", "12:30"], ["14:00", "18:00"]]\n'
    written = f"      thu: {day}      fri: {day}"
    moved_to = f'      thu: [["22:00", "06:00"]]\n      fri: {day}'
    night = changed(written, moved_to)
    cut = changed(written, f"{moved_to}    overnight: calendar_day\n")
    answered = []
    for change in (night, cut):
        # The Friday is Christmas Day, and what is left is Monday's.
        moved = change.of(EXER, tmp_path)
        answered.append(sold(moved, "premium").responds("2026-12-24 23:30", "1"))
    assert answered == ["2026-12-25 01:30", "2026-12-28 10:30"]
