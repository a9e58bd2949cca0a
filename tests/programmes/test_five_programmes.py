from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from programmes.loader import load_all, load_programme
from rules.business_time import due, is_open
from rules.programme import Tier
from rules.service_terms import Target
from rules.service_words import Asker, Measure, ScopeFact
from tests.rules.calendars import BUCHAREST, STOCKHOLM, local

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
SMART, METRO, OPSWAT = "smartoptics_smart_care", "emetrotel_assurance", "opswat"
EXER, ATEA = "exer_cst", "atea_smartservice"
TIERS = {
    SMART: ["smart_care", "complete_care"],
    METRO: ["standard", "premium", "premium_plus", "hardware"],
    OPSWAT: ["silver", "gold", "platinum", "emerald_us", "managed", "hardware"],
    EXER: ["maintenance", "premium"],
    ATEA: ["bas", "prof"],
}
CLASSES = ("galaxy_mini", "ucx250", "ucx450", "ucx1000", "digital_gateway", "infinity_telephone")


def tier_of(programme: str, tier: str) -> Tier:
    return load_programme(programme).tier(tier)


def said(target: Target) -> str:
    """A target as one line: severities, metric, figure, calendar and hours, or its commitment."""
    about = "+".join(target.severities) or "any"
    if target.amount is None:
        return f"{about} {target.metric}: {target.commitment}"
    hours = f" {target.hours}" if target.hours else ""
    return f"{about} {target.metric}: {target.amount} {target.unit} {target.calendar}{hours}"


def test_five_programmes_have_their_tiers() -> None:
    found = {name: list(programme.tiers) for name, programme in load_all().items()}
    assert found == TIERS


def test_every_row_names_its_source() -> None:
    for programme in load_all().values():
        for tier in programme.tiers.values():
            rows: list[Any] = [*tier.channels, *tier.targets, *tier.access, *tier.coverage]
            rows += [*tier.topics.values(), *tier.open]
            sold = (tier.swap, tier.advance_replacement, tier.repair, tier.on_site, tier.software)
            rows += [one for one in (*sold, tier.referral, tier.sale, tier.expired) if one]
            assert [row for row in rows if len(row.source) < 10] == []


@pytest.mark.parametrize(
    ("programme", "tier", "targets"),
    [
        (
            SMART,
            "smart_care",
            [
                "critical response: 1 hour always",
                "critical resolution: 8 hour always",
                "major response: 4 hour always",
                "major resolution: 24 hour always",
                "minor response: 24 hour business_hours working",
                "minor resolution: 72 hour business_hours working",
                "trivial response: 24 hour business_hours working",
                "trivial resolution: 72 hour business_hours working",
            ],
        ),
        (
            METRO,
            "standard",
            ["any response: 24 hour weekdays_9_5 working_days", "any response: best_effort"],
        ),
        (
            METRO,
            "premium",
            ["any response: 4 hour weekdays_7_7 working", "any response: best_effort"],
        ),
        (
            METRO,
            "premium_plus",
            ["any response: 2 hour always elapsed", "any response: best_effort"],
        ),
        (METRO, "hardware", ["any response: best_effort"]),
        (
            OPSWAT,
            "silver",
            [
                "S1+S2 response: 4 hour cases_12x5 working",
                "S3+S4 response: 1 working_day cases_12x5",
            ],
        ),
        (
            OPSWAT,
            "gold",
            [
                "S1+S2 response: 2 hour weekdays_24x5 working",
                "S3+S4 response: 8 hour weekdays_24x5 working",
            ],
        ),
        (
            OPSWAT,
            "emerald_us",
            [
                "S1+S2 response: 1 hour always working",
                "S3+S4 response: 4 hour weekdays_24x5 working",
            ],
        ),
        (
            OPSWAT,
            "managed",
            [
                "S1+S2 response: 1 hour always working",
                "S3+S4 response: 4 hour weekdays_24x5 working",
                "any resolution: best_effort",
            ],
        ),
        (OPSWAT, "hardware", []),
        (EXER, "maintenance", ["1+2 response: queue_order", "3+4 response: none"]),
        (
            EXER,
            "premium",
            [
                "1 response: 2 hour cst",
                "2 response: 4 hour cst",
                "3 response: 8 hour cst",
                "4 response: 12 hour cst",
            ],
        ),
        (ATEA, "prof", []),
    ],
)
def test_a_tier_promises_what_its_document_says(
    programme: str, tier: str, targets: list[str]
) -> None:
    assert [said(target) for target in tier_of(programme, tier).targets] == targets


@pytest.mark.parametrize(
    ("programme", "calendar", "start", "zone", "hours", "end"),
    [
        # Three and nine Swedish working days of eight hours
        (SMART, "business_hours", "2026-11-23 10:00", STOCKHOLM, 24, "2026-11-26 10:00"),
        (SMART, "business_hours", "2026-11-23 10:00", STOCKHOLM, 72, "2026-12-04 10:00"),
        # Christmas Eve to Second Day of Christmas and a weekend are closed
        (SMART, "business_hours", "2026-12-23 16:00", STOCKHOLM, 2, "2026-12-28 10:00"),
        (SMART, "always", "2026-12-24 23:00", STOCKHOLM, 4, "2026-12-25 03:00"),
        # 7.5 hours on Monday, 3.5 on Tuesday morning, one after lunch
        (EXER, "cst", "2026-11-23 09:00", PARIS, 12, "2026-11-24 15:00"),
        # Armistice Day
        (EXER, "cst", "2026-11-10 17:00", PARIS, 2, "2026-11-12 10:00"),
        (METRO, "weekdays_7_7", "2026-11-20 17:00", NEW_YORK, 4, "2026-11-23 09:00"),
        # Thanksgiving
        (METRO, "weekdays_9_5", "2026-11-25 16:00", NEW_YORK, 2, "2026-11-27 10:00"),
        (METRO, "always", "2026-11-26 23:00", NEW_YORK, 2, "2026-11-27 01:00"),
        (OPSWAT, "cases_12x5", "2026-11-20 18:00", BUCHAREST, 4, "2026-11-23 10:00"),
        (OPSWAT, "weekdays_24x5", "2026-11-20 23:00", BUCHAREST, 2, "2026-11-23 01:00"),
    ],
)
def test_a_calendar_counts_the_hours_its_document_names(
    programme: str, calendar: str, start: str, zone: str, hours: int, end: str
) -> None:
    found = load_programme(programme).calendars[calendar]
    assert due(found, local(start, zone), timedelta(hours=hours)) == local(end, zone)


def test_chat_opens_an_hour_before_cases_where_thirteen_hours_are_sold() -> None:
    calendars = load_programme(OPSWAT).calendars
    early = local("2026-11-23 07:30", BUCHAREST)
    assert is_open(calendars["chat_13x5"], early)
    assert not is_open(calendars["cases_12x5"], early)


def test_advance_replacement_is_sold_with_one_tier_and_named_by_another() -> None:
    sold = [
        (name, tier.id)
        for name, programme in load_all().items()
        for tier in programme.tiers.values()
        if tier.advance_replacement
    ]
    assert sold == [(OPSWAT, "hardware")]
    assert "advance_product_replacement" in tier_of(SMART, "complete_care").topics
    assert "advance_product_replacement" not in tier_of(SMART, "smart_care").topics


def test_the_extended_warranty_ends_seven_years_from_purchase() -> None:
    [warranty] = tier_of(SMART, "smart_care").coverage
    assert (warranty.measure, warranty.with_contract) == (Measure.REPAIR, True)
    assert (warranty.max_total_months, warranty.base_months) == (84, None)
    assert warranty.cost_to_customer == Decimal(0)


def test_the_hardware_warranty_holds_under_every_support_level_with_eight_exclusions() -> None:
    for tier in TIERS[METRO]:
        [warranty] = tier_of(METRO, tier).coverage
        assert warranty.product_classes == CLASSES
        assert (warranty.base_months, warranty.max_per_product) == (12, True)
        assert [row.code for row in warranty.exclusions] == list("abcdefgh")
        assert [row.code for row in warranty.exclusions if row.unless] == ["a"]


def test_end_customers_ask_under_premium_and_users_under_either_level() -> None:
    asking = {tier: [row.who for row in tier_of(EXER, tier).access] for tier in TIERS[EXER]}
    assert asking == {
        "maintenance": [Asker.RESELLER],
        "premium": [Asker.RESELLER, Asker.END_CUSTOMER],
    }
    assert [row.who for row in tier_of(ATEA, "prof").access] == [Asker.ATTACHED_USER]


def test_what_only_one_document_names_is_under_that_programme_alone() -> None:
    grounds = {name: programme.ground for name, programme in load_all().items()}
    assert [name for name, ground in grounds.items() if not ground.binding] == [EXER]
    assert [name for name, ground in grounds.items() if ground.prepaid] == [EXER]
    assert [name for name, ground in grounds.items() if ground.swap_stock] == [ATEA]
    assert [name for name, ground in grounds.items() if ground.scope.registry_check] == [METRO]
    assert set(grounds[EXER].scope.required) == set(ScopeFact)
    assert len(grounds[METRO].intake.required_fields) == 4
    assert [tier.id for tier in load_programme(OPSWAT).tiers.values() if tier.alerts] == ["managed"]
    assert [tier.id for tier in load_programme(OPSWAT).tiers.values() if tier.handling] == [
        "emerald_us"
    ]


def test_prices_per_user_are_approximate_and_in_the_programmes_currency() -> None:
    prices = {}
    for tier in TIERS[ATEA]:
        sale = tier_of(ATEA, tier).sale
        assert sale is not None
        assert sale.price is not None
        prices[tier] = (sale.price.amount, sale.price.per, sale.price.approximate)
    assert prices == {
        "bas": (Decimal(19), "user_month", True),
        "prof": (Decimal(39), "user_month", True),
    }


def test_midnight_does_not_interrupt_a_day_and_night_service() -> None:
    for name in (SMART, METRO, OPSWAT):
        always = load_programme(name).calendars["always"]
        eve = datetime.fromisoformat("2026-12-31T23:59:59+00:00")
        assert due(always, eve, timedelta(seconds=2)) == eve + timedelta(seconds=2)
