from datetime import date, time
from pathlib import Path

import pytest

from programmes.loader import FOLDER, ProgrammeUnknown, load_all, load_programme, read_programme
from programmes.yaml_lines import ProgrammeInvalid
from rules.fulfilment import LabelPlace, Payer, ReturnStart, SwapMode
from rules.promises import promise_delivery, promise_dispatch
from rules.readings import Expiry
from rules.terms import terms_under
from rules.working_calendar import NonBusinessDay
from tests.rules.calendars import BUCHAREST, local

ATEA = FOLDER / "atea_smartservice.yaml"


def altered(folder: Path, old: str, new: str, *, name: str = "atea_smartservice") -> Path:
    """The real file with one passage changed."""
    written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in written
    file = folder / f"{name}.yaml"
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    return file


def test_all_programmes_load() -> None:
    programmes = load_all()
    assert {"atea_smartservice", "opswat"} <= set(programmes)
    assert all(programme.id == name for name, programme in programmes.items())


def test_atea_prof_swaps_and_bas_does_not() -> None:
    atea = load_programme("atea_smartservice")
    swap = atea.tier("prof").swap
    assert swap is not None
    assert (swap.cutoff, swap.cutoff_inclusive) == (time(14), False)
    assert swap.non_business_day is NonBusinessDay.ROLL_FORWARD
    assert (swap.deliver_after_days, swap.mode) == (1, SwapMode.SWAP)
    assert swap.needs_definite_fault
    assert atea.tier("bas").swap is None
    assert atea.tier("prof").advance_replacement is None


def test_ateas_phone_comes_back_with_a_label_and_a_slip_and_without_a_deadline() -> None:
    returns = load_programme("atea_smartservice").tier("prof").returns
    assert (returns.label, returns.slip_required) == (LabelPlace.ENCLOSED, True)
    assert (returns.paid_by, returns.starts_at) == (Payer.CUSTOMER, ReturnStart.DELIVERED)
    assert (returns.remind_after_days, returns.review_after_days) == ((), None)


def test_opswat_ships_within_two_working_days_at_its_own_expense() -> None:
    hardware = load_programme("opswat").tier("hardware")
    advance = hardware.advance_replacement
    assert advance is not None
    assert advance.ship_within_days == 2
    assert advance.non_business_day is NonBusinessDay.COUNT_AFTER
    assert (advance.needs_diagnosis, advance.paid_by) == (True, Payer.VENDOR)
    assert hardware.returns.paid_by is Payer.VENDOR
    assert hardware.swap is None


def test_programmes_name_zone_locale_and_currency() -> None:
    atea, opswat = load_programme("atea_smartservice"), load_programme("opswat")
    assert (atea.timezone, atea.locale, atea.currency) == ("Europe/Stockholm", "sv_SE", "SEK")
    assert (opswat.timezone, opswat.locale, opswat.currency) == (BUCHAREST, "ro_RO", "USD")
    assert atea.readings.expiry is Expiry.BEFORE_DATE


def test_a_loaded_programme_knows_which_library_named_its_holidays() -> None:
    holidays = load_programme("atea_smartservice").calendars["se"].holidays
    assert holidays is not None
    assert holidays.library == "holidays"
    assert holidays.version
    assert holidays.name_of(date(2026, 12, 24)) == "Christmas Eve"
    assert holidays.name_of(date(2026, 6, 19)) == "Midsummer Eve"
    assert holidays.name_of(date(2026, 11, 29)) is None, "an ordinary Sunday is no holiday"


@pytest.mark.parametrize(
    ("registered", "delivered"),
    [("2026-12-23 13:59", "2026-12-28"), ("2026-12-23 14:00", "2026-12-29")],
)
def test_ateas_christmas_promise(registered: str, delivered: str) -> None:
    atea = load_programme("atea_smartservice")
    swap = terms_under(atea, "prof").swap
    assert swap is not None
    promise = promise_delivery(registered_at=local(registered), swap=swap, calendars=atea.calendars)
    assert promise.due_day == date.fromisoformat(delivered)


def test_opswats_new_year_promise_and_that_of_another_depot() -> None:
    opswat = load_programme("opswat")
    moment = local("2025-12-31 10:00", BUCHAREST)
    days = {}
    for depot in ("ro", "us"):
        advance = terms_under(opswat, "hardware", {"depot_calendar": depot}).advance_replacement
        assert advance is not None
        promise = promise_dispatch(
            identified_at=moment, advance=advance, calendars=opswat.calendars
        )
        days[depot] = promise.due_day
    assert days == {"ro": date(2026, 1, 8), "us": date(2026, 1, 5)}


def test_an_unknown_programme_names_the_known_ones() -> None:
    with pytest.raises(ProgrammeUnknown, match="atea_smartservice"):
        load_programme("../pyproject")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  timezone: Europe/Stockholm\n  locale", "  locale", "programme.timezone"),
        ("  currency: SEK\n", "", "programme.currency"),
        ("    cutoff:", "    cut_off:", "Did you mean cutoff?"),
        ("    cutoff_inclusive:", "    cutoff:", "cutoff is written twice"),
        ('"14:00"', '"2 pm"', "is not a time"),
        ("tiers: [prof]", "tiers: [gold]", "there is no tier 'gold'. The tiers are: bas, prof."),
        ("    tiers: [prof]\n", "", "fulfilment.swap.tiers"),
        ("calendar: se", "calendar: dk", "there is no calendar 'dk'"),
        ("  slip_required:", "  calendar: dk\n  slip_required:", "return.calendar"),
        ("roll_forward", "skip", "Use count_after, roll_forward."),
        ('version: "1"', "version: 1", "a number in quotes"),
        ("deliver_after_days: 1", "deliver_after_days: one", "whole number"),
        ("false #", "no #", "Write true or false."),
        ("Europe/Stockholm\n    weekly", "Europe/Atlantis\n    weekly", "Europe/Atlantis"),
        ('fri: [["08:00", "17:00"]]', 'sun: [["02:30", "17:00"]]', "skipped or happens twice"),
        ("SE-public-de_facto", "SE-bank", "python -m programmes.freeze"),
        ("sha256: ", "sha256: 00", "the list has changed"),
        ("id: atea_smartservice", "id: atea", "Write id: atea_smartservice."),
        ("policies:", "polices:", "Did you mean policies?"),
        ("return:\n", "returns:\n", "Did you mean return?"),
        ("tiers:\n", "tiers: [\n", "Correct the YAML."),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_line_and_a_remedy(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(ProgrammeInvalid) as refused:
        read_programme(altered(tmp_path, old, new))
    assert says in refused.value.detail
    assert refused.value.detail.startswith("atea_smartservice.yaml, line ")


def test_the_line_is_that_of_the_fault(tmp_path: Path) -> None:
    line = ATEA.read_text(encoding="utf-8").split("\n").index('    cutoff: "14:00"') + 1
    with pytest.raises(ProgrammeInvalid) as refused:
        read_programme(altered(tmp_path, 'cutoff: "14:00"', "cutoff: noon"))
    assert refused.value.facts == {"file": "atea_smartservice.yaml", "line": line}


def test_an_unquoted_time_is_still_a_time(tmp_path: Path) -> None:
    programme = read_programme(altered(tmp_path, '"14:00"', "14:00"))
    swap = programme.tier("prof").swap
    assert swap is not None
    assert swap.cutoff == time(14)


def test_a_dated_override_in_the_file_closes_the_day(tmp_path: Path) -> None:
    file = altered(tmp_path, "    holidays:", "    overrides: {2026-12-22: []}\n    holidays:")
    assert not read_programme(file).calendars["se"].is_working_day(date(2026, 12, 22))


def test_a_programme_without_fulfilment_sells_no_remedy(tmp_path: Path) -> None:
    whole = ATEA.read_text(encoding="utf-8")
    file = tmp_path / "atea_smartservice.yaml"
    start, end = whole.index("fulfilment:"), whole.index("return:")
    file.write_text(whole[:start] + whole[end:], encoding="utf-8")
    assert read_programme(file).tier("prof").swap is None


@pytest.mark.parametrize(
    "content", ["", "# nothing yet\n", "- a list\n", "just words\n", "a: \x00"]
)
def test_a_file_that_is_no_programme_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ProgrammeInvalid, match=r"odd\.yaml, line 1"):
        read_programme(file)
