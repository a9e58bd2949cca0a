from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rules.case_start import start_case
from rules.case_words import Remedy
from rules.fulfilment import Payer, RepairedGoesTo, RepairTerms
from rules.service_terms import RemoteHelp, Severity
from rules.terms import Terms, terms_under
from tests.rules.calendars import programme
from tests.rules.cases import OPENED, a_case


def terms(settings: dict[str, Any] | None = None, **sold: Any) -> Terms:
    found = terms_under(programme(), "swap", settings)
    return replace(found, offer=replace(found.offer, **sold))


def repair(returned_to: RepairedGoesTo | None) -> RepairTerms:
    return RepairTerms(paid_by=Payer.VENDOR, source="test", returned_to=returned_to)


def test_a_case_begins_with_the_reminders_of_its_contract_and_a_deadline_of_its_own() -> None:
    settings = {"return": {"remind_after_days": [3, 9], "review_after_days": 12}}
    state = start_case(a_case(), terms(settings))
    assert (state.plan.remind_after_days, state.plan.review_after_days) == ((3, 9), 12)
    assert state.deadlines == {"opening": OPENED + timedelta(hours=1)}


@pytest.mark.parametrize(
    ("remedy", "asked", "need"),
    [
        (Remedy.SUPPORT, "", "incident"),
        (Remedy.SUPPORT, "software", "software"),
        (Remedy.REPAIR, "", "hardware"),
        (Remedy.SWAP, "", ""),
        (Remedy.SWAP, "hardware", "hardware"),
    ],
)
def test_help_and_repairs_have_clocks_and_a_swap_has_them_when_its_need_is_said(
    remedy: Remedy, asked: str, need: str
) -> None:
    assert start_case(a_case(remedy=remedy, need=asked), terms()).need == need


@pytest.mark.parametrize(
    ("sold", "agreed", "goes_to"),
    [
        (RepairedGoesTo.USER, None, RepairedGoesTo.USER),
        (RepairedGoesTo.STOCK, None, RepairedGoesTo.STOCK),
        (RepairedGoesTo.USER, "stock", RepairedGoesTo.STOCK),
        (None, "stock", RepairedGoesTo.STOCK),
        (None, None, RepairedGoesTo.USER),
    ],
)
def test_where_a_repaired_unit_goes_the_contract_says_before_the_programme(
    sold: RepairedGoesTo | None, agreed: str | None, goes_to: RepairedGoesTo
) -> None:
    settings = {"repair_return_to": agreed} if agreed else {}
    assert start_case(a_case(), terms(settings, repair=repair(sold))).repaired_to is goes_to


@pytest.mark.parametrize(
    ("remote", "kinds"),
    [
        (None, ()),
        (RemoteHelp(source="test"), ("view",)),
        (RemoteHelp(source="test", change=True), ("view", "change")),
        (RemoteHelp(source="test", view=False, change_with_prepaid=True), ("change",)),
    ],
)
def test_a_remote_session_is_what_the_terms_sell(
    remote: RemoteHelp | None, kinds: tuple[str, ...]
) -> None:
    assert start_case(a_case(), terms(remote=remote)).remote_kinds == kinds


def test_a_case_knows_the_severities_of_its_programme() -> None:
    severities = {word: Severity(id=word, rank=1, label={}) for word in ("high", "low")}
    found = terms()
    ground = replace(found.ground, severities=severities)
    assert start_case(a_case(), replace(found, ground=ground)).severities == ("high", "low")
