import json
from datetime import time
from typing import Any

import pytest

from rules.fields import FieldInvalid, MissingKey, UnknownKey
from rules.fulfilment import LabelPlace, Payer, SwapMode
from rules.programme import CalendarUnknown, TierUnknown
from rules.terms import Terms, terms_under
from tests.rules.calendars import (
    advance_terms,
    programme,
    return_terms,
    romanian_calendar,
    swap_terms,
    swedish_calendar,
)


def under(tier: str, settings: dict[str, Any] | None = None) -> Terms:
    return terms_under(programme(), tier, settings)


def test_without_settings_the_tiers_terms_hold() -> None:
    terms = under("swap")
    assert terms.swap == swap_terms()
    assert terms.returns == return_terms()
    assert terms.advance_replacement is None
    assert (terms.programme, terms.version, terms.tier_label) == ("example", "3", "Swap")
    assert terms.calendar_hashes == {"se": swedish_calendar().hash}


def test_a_contract_sets_its_own_reminders_and_leaves_the_rest() -> None:
    terms = under("swap", {"return": {"remind_after_days": [5, 10], "review_after_days": 14}})
    assert terms.returns == return_terms(remind_after_days=(5, 10), review_after_days=14)


def test_a_contract_decides_to_lend_and_names_the_recipients_calendar() -> None:
    terms = under("swap", {"mode": "lend", "recipient_calendar": "ro"})
    assert terms.swap == swap_terms(mode=SwapMode.LEND, recipient_calendar="ro")
    assert terms.calendar_hashes == {
        "se": swedish_calendar().hash,
        "ro": romanian_calendar().hash,
    }


def test_a_contract_changes_the_readings() -> None:
    terms = under("swap", {"swap": {"cutoff": "12:30", "cutoff_inclusive": True}})
    assert terms.swap == swap_terms(cutoff=time(12, 30), cutoff_inclusive=True)


def test_a_contract_served_from_another_depot_counts_that_depots_days() -> None:
    terms = under("appliance", {"depot_calendar": "se"})
    assert terms.advance_replacement == advance_terms(calendar="se")
    assert terms.calendar_hashes == {"se": swedish_calendar().hash}


def test_a_contract_may_ask_for_no_label_and_no_review() -> None:
    settings = {"return": {"label": "on_request", "review_after_days": None, "paid_by": "vendor"}}
    terms = under("swap", settings)
    assert terms.returns == return_terms(label=LabelPlace.ON_REQUEST, paid_by=Payer.VENDOR)


@pytest.mark.parametrize(
    ("tier", "settings", "place", "says"),
    [
        ("swap", {"retrun": {}}, "settings.retrun", "Did you mean return?"),
        ("swap", {"return": {"remind": [5]}}, "settings.return.remind", "remind_after_days"),
        ("swap", {"advance_replacement": {}}, "settings.advance_replacement", "mode"),
        ("plain", {"mode": "lend"}, "settings.mode", "The keys are: holidays, "),
        ("appliance", {"recipient_calendar": "se"}, "settings.recipient_calendar", "depot_cal"),
        ("swap", {"swap": {"calendar": "ro"}}, "settings.swap.calendar", "cutoff"),
    ],
)
def test_an_unknown_setting_is_refused_with_the_keys_that_exist(
    tier: str, settings: dict[str, Any], place: str, says: str
) -> None:
    with pytest.raises(UnknownKey) as refused:
        under(tier, settings)
    assert refused.value.facts["path"] == place
    assert says in refused.value.detail


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"mode": "gift"}, "settings.mode"),
        ({"recipient_calendar": "dk"}, "settings.recipient_calendar"),
        ({"return": {"remind_after_days": [10, 5]}}, "settings.return.remind_after_days"),
        ({"return": {"remind_after_days": [0]}}, "settings.return.remind_after_days.0"),
        ({"return": {"remind_after_days": 5}}, "settings.return.remind_after_days"),
        ({"return": {"review_after_days": True}}, "settings.return.review_after_days"),
        ({"return": []}, "settings.return"),
        ({"swap": {"cutoff": "2 pm"}}, "settings.swap.cutoff"),
        ({"swap": {"cutoff_inclusive": "no"}}, "settings.swap.cutoff_inclusive"),
        ({"swap": {"deliver_after_days": 1.5}}, "settings.swap.deliver_after_days"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused_with_its_place(
    settings: dict[str, Any], place: str
) -> None:
    with pytest.raises(FieldInvalid) as refused:
        under("swap", settings)
    assert refused.value.facts["path"] == place


def test_an_unknown_tier_names_the_known_ones() -> None:
    with pytest.raises(TierUnknown, match="plain, swap, appliance"):
        under("gold")


def test_a_programme_whose_calendar_is_gone_is_refused() -> None:
    with pytest.raises(CalendarUnknown):
        terms_under(programme(calendars={}), "swap")


def test_the_way_back_counts_the_days_of_a_calendar_that_the_programme_has() -> None:
    terms = under("swap", {"return": {"days": "working", "calendar": "ro"}})
    assert terms.calendar_hashes["ro"] == romanian_calendar().hash
    with pytest.raises(CalendarUnknown, match=r"'dk'.*se, ro"):
        under("swap", {"return": {"calendar": "dk"}})


@pytest.mark.parametrize("tier", ["plain", "swap", "appliance"])
def test_terms_survive_being_stored(tier: str) -> None:
    terms = under(tier, {"return": {"remind_after_days": [5], "review_after_days": 9}})
    assert Terms.from_json(json.loads(json.dumps(terms.to_json()))) == terms


def test_stored_terms_are_readable_json() -> None:
    stored = under("swap").to_json()
    assert stored["offer"]["swap"]["cutoff"] == "14:00"
    assert stored["offer"]["swap"]["non_business_day"] == "roll_forward"
    assert stored["offer"]["returns"]["remind_after_days"] == []


def test_stored_terms_that_miss_a_value_are_refused() -> None:
    stored = under("swap").to_json()
    del stored["version"]
    with pytest.raises(MissingKey, match=r"terms\.version"):
        Terms.from_json(stored)
