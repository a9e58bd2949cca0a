from datetime import timedelta
from typing import Any

import pytest

from programmes.loader import load_all, load_programme
from rules.business_time import is_open
from rules.fields import FieldInvalid, MissingKey
from rules.figures import require_figures
from rules.service_words import Quantity
from rules.terms import calendars_under, terms_under
from tests.rules.calendars import BUCHAREST, local

NEW_YORK = "America/New_York"
SMART, METRO, OPSWAT = "smartoptics_smart_care", "emetrotel_assurance", "opswat"
EXER, ATEA = "exer_cst", "atea_smartservice"
CLASSES = ("galaxy_mini", "ucx250", "ucx450", "ucx1000", "digital_gateway", "infinity_telephone")
BULLETIN = {name: {"max_total_months": 60} for name in CLASSES}


@pytest.mark.parametrize(
    ("programme", "tier", "settings", "place"),
    [
        (SMART, "smart_care", {}, "settings.products"),
        (
            SMART,
            "complete_care",
            {"products": {"transponder": {}}},
            "settings.products.transponder.standard_term_months",
        ),
        (METRO, "standard", {}, "settings.surcharge"),
        (METRO, "premium", {"surcharge": "250.00"}, "settings.hourly_rate"),
        (
            METRO,
            "premium_plus",
            {"surcharge": "250.00", "hourly_rate": 190, "products": {"ucx250": BULLETIN["ucx250"]}},
            "settings.products.digital_gateway.max_total_months",
        ),
        (METRO, "hardware", {}, "settings.products"),
        (OPSWAT, "silver", {}, "settings.zone"),
        (OPSWAT, "managed", {"zone": BUCHAREST}, "settings.holidays"),
        (ATEA, "prof", {}, "settings.repair_return_to"),
    ],
)
def test_a_contract_without_an_open_figure_is_refused_with_its_place(
    programme: str, tier: str, settings: dict[str, Any], place: str
) -> None:
    terms = terms_under(load_programme(programme), tier, settings)
    with pytest.raises(MissingKey) as refused:
        require_figures(terms.offer, terms.figures, ("settings",))
    assert refused.value.facts["path"] == place


@pytest.mark.parametrize(
    ("programme", "tier", "settings"),
    [
        (SMART, "smart_care", {"products": {"transponder": {"standard_term_months": 24}}}),
        (METRO, "standard", {"surcharge": "250.00", "hourly_rate": 190, "products": BULLETIN}),
        (METRO, "hardware", {"products": BULLETIN}),
        (OPSWAT, "emerald_us", {"zone": NEW_YORK, "holidays": "US-government"}),
        (OPSWAT, "hardware", {}),
        (EXER, "maintenance", {}),
        (EXER, "premium", {}),
        (ATEA, "bas", {}),
        (ATEA, "prof", {"repair_return_to": "user"}),
    ],
)
def test_a_contract_with_every_open_figure_is_taken(
    programme: str, tier: str, settings: dict[str, Any]
) -> None:
    terms = terms_under(load_programme(programme), tier, settings)
    require_figures(terms.offer, terms.figures, ("settings",))


def test_service_hours_follow_the_contract_and_the_depot_does_not() -> None:
    opswat = load_programme(OPSWAT)
    settings = {"zone": NEW_YORK, "holidays": "US-government"}
    figures = terms_under(opswat, "silver", settings).figures
    calendars = calendars_under(opswat, figures)
    thanksgiving = local("2026-11-26 12:00", NEW_YORK)
    assert not is_open(calendars["cases_12x5"], thanksgiving)
    assert is_open(calendars["cases_12x5"], thanksgiving + timedelta(days=1))
    assert is_open(calendars["always"], thanksgiving), "no holiday closes 24 hours, 7 days"
    assert calendars["ro"] == opswat.calendars["ro"]


def test_a_zone_or_list_that_does_not_exist_is_refused() -> None:
    for wrong in ({"zone": "Europe/Atlantis"}, {"holidays": "SE-bank"}):
        with pytest.raises(FieldInvalid):
            terms_under(load_programme(OPSWAT), "silver", wrong)


def test_every_figure_a_document_leaves_open_is_asked_of_some_contract() -> None:
    asked = {
        quantity
        for programme in load_all().values()
        for tier in programme.tiers.values()
        for row in tier.open
        for quantity in row.quantities
    }
    assert asked == set(Quantity)
