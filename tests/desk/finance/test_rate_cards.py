"""Rate cards on record: each version once, and never changed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from desk.actors import Actor
from desk.finance.rate_card_rows import FuelWeekTaken
from desk.finance.rate_cards import RateDayTaken, RateFileInvalid, RateVersionTaken, read_rate_file
from desk.finance.rate_list import UnknownRateCard, list_cards, list_fuel, load_rates, read_card
from desk.finance.rate_quote import MeasureImpossible, NoPrice, QuoteForm, quote
from desk.refusals import NotAllowed, UnknownCustomer
from models.finance.closing import FinanceEvent
from models.finance.rates import RateRow
from models.parties import Role
from rules.errors import DeskError
from rules.finance.freight_words import RateSide, Way
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.freight import SAMPLES, load_sample_rates

BUY = (SAMPLES / "practice_buy.yaml").read_text(encoding="utf-8")
NEWER = BUY.replace('"2026-1"', '"2026-2"').replace("2026-01-01", "2026-06-01")
MARKUP = """
card: {code: theirs, version: "1", side: sell, carrier: practice, currency: SEK,
  customer: fabrikam, valid_from: 2026-11-01, markup: {percent: "10", least: "15"}}
"""


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


def a_keeper(desk: TestDesk, role: Role = Role.FINANCE) -> Actor:
    return Actor(tenant_id=desk.tenant_id, tenant="acme", name="kim@acme.example", role=role)


def a_quote(**changes: Any) -> QuoteForm:
    given = {
        "side": RateSide.BUY,
        "carrier": "practice",
        "service": "express",
        "way": Way.OUTBOUND,
        "country": "se",
        "postcode": "111 51",
        "weight_g": 2000,
        "on": date(2026, 11, 10),
        "length_mm": 400,
        "width_mm": 300,
        "height_mm": 100,
    }
    return QuoteForm(**{**given, **changes})


def test_the_same_file_twice_changes_nothing(desk: TestDesk, record: Database) -> None:
    keeper = a_keeper(desk)
    first = load_rates(record, keeper, BUY, "buy.yaml")
    again = load_rates(record, keeper, BUY, "buy.yaml")
    assert (first.cards, again.cards, first.card_id) == (1, 0, again.card_id)
    with record.as_tenant(desk.tenant_id) as session:
        assert session.scalar(select(func.count()).select_from(RateRow)) == 45
        [event] = session.scalars(select(FinanceEvent))
        assert (event.about_id, event.by) == (first.card_id, "kim@acme.example")


def test_a_version_on_record_never_changes(desk: TestDesk, record: Database) -> None:
    keeper = a_keeper(desk)
    load_rates(record, keeper, BUY, "buy.yaml")
    with pytest.raises(RateVersionTaken, match="2026-1"):
        load_rates(record, keeper, BUY.replace('"79.00"', '"80.00"'), "buy.yaml")
    with pytest.raises(RateDayTaken, match="another first day"):
        load_rates(record, keeper, BUY.replace('"2026-1"', '"2026-2"'), "buy.yaml")
    assert load_rates(record, keeper, NEWER, "buy.yaml").cards == 1
    assert [one.version for one in list_cards(record, keeper)] == ["2026-2", "2026-1"]


def test_a_fuel_percentage_on_record_never_changes(desk: TestDesk, record: Database) -> None:
    keeper = a_keeper(desk)
    weeks = (
        'fuel: [{side: buy, carrier: practice, weeks: [{valid_from: 2026-11-02, percent: "9"}]}]'
    )
    assert load_rates(record, keeper, weeks, "fuel.yaml").fuel_weeks == 1
    assert load_rates(record, keeper, weeks, "fuel.yaml").fuel_weeks == 0
    with pytest.raises(FuelWeekTaken, match="another day"):
        load_rates(record, keeper, weeks.replace('"9"', '"10"'), "fuel.yaml")
    [one] = list_fuel(record, keeper)
    assert (one.valid_from, one.percent) == (date(2026, 11, 2), Decimal(9))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "rates.yaml, line 1: the file is empty."),
        ("card: [", "rates.yaml, line 1"),
        (BUY.replace("carrier: practice", "carier: practice"), "Did you mean carrier?"),
        (BUY.replace("step_g: 500", "step_g: 0"), "line 11: card.step_g"),
        (BUY.replace("zone: europe}", "zone: EUROPE!}", 1), "line 16: card.zones.3.zone"),
        (BUY.replace("currency: SEK", "currency: SEK\n  currency: EUR"), "written twice"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(RateFileInvalid) as refused:
        read_rate_file(text, "rates.yaml")
    assert told in refused.value.detail


def test_a_card_for_a_customer_that_is_not_there_is_refused(
    desk: TestDesk, record: Database
) -> None:
    with pytest.raises(UnknownCustomer):
        load_rates(record, a_keeper(desk), MARKUP.replace("fabrikam", "nobody"), "theirs.yaml")


def test_a_card_is_read_as_it_was_loaded(desk: TestDesk, record: Database) -> None:
    keeper = a_keeper(desk)
    load_rates(record, keeper, BUY, "buy.yaml")
    card, written = read_card(record, keeper, "practice-buy", "2026-1"), read_rate_file(BUY, "b")
    assert written.card is not None
    assert set(card.rates) == set(written.card.rates)
    assert set(card.zones) == set(written.card.zones)
    assert set(card.surcharges) == set(written.card.surcharges)
    with pytest.raises(UnknownRateCard):
        read_card(record, keeper, "practice-buy", "1999")


def test_a_parcel_is_quoted_by_the_card_of_its_day(desk: TestDesk, record: Database) -> None:
    keeper = a_keeper(desk)
    load_sample_rates(record, desk.tenant_id)
    load_rates(record, keeper, NEWER.replace('"99.00"', '"100.00"'), "buy.yaml")
    found = quote(record, keeper, a_quote(on=date(2026, 5, 31)))
    # 99.00 and 2.25 for security; 12.5 % fuel on both.
    assert (found.version, found.net, found.chargeable_g) == ("2026-1", Decimal("113.91"), 2500)
    newer = quote(record, keeper, a_quote(on=date(2026, 6, 1)))
    assert (newer.version, newer.net) == ("2026-2", Decimal("115.80"))


def test_a_customers_own_card_comes_before_everybodys(desk: TestDesk, record: Database) -> None:
    keeper = a_keeper(desk)
    load_sample_rates(record, desk.tenant_id)
    load_rates(record, keeper, MARKUP, "theirs.yaml")
    everybody = quote(record, keeper, a_quote(side=RateSide.SELL, customer="northwind"))
    theirs = quote(record, keeper, a_quote(side=RateSide.SELL, customer="fabrikam"))
    assert (everybody.card, everybody.net) == ("practice-sell", Decimal("171.35"))
    # 115.93 is what it costs us: ten per cent are less than 15.00.
    assert (theirs.card, theirs.net) == ("theirs", Decimal("130.93"))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"carrier": "nobody"}, NoPrice),
        ({"country": "NO"}, NoPrice),
        ({"weight_g": 0}, MeasureImpossible),
        ({"height_mm": -1}, MeasureImpossible),
        ({"customer": "nobody"}, UnknownCustomer),
    ],
)
def test_what_has_no_price_is_refused_with_the_reason(
    desk: TestDesk, record: Database, changes: dict[str, Any], refusal: type[DeskError]
) -> None:
    load_sample_rates(record, desk.tenant_id)
    with pytest.raises(refusal):
        quote(record, a_keeper(desk), a_quote(**changes))


def test_only_finance_keeps_and_sees_rates(desk: TestDesk, record: Database) -> None:
    clerk = a_keeper(desk, Role.DESK)
    with pytest.raises(NotAllowed):
        load_rates(record, clerk, BUY, "buy.yaml")
    with pytest.raises(NotAllowed):
        list_cards(record, clerk)
    with pytest.raises(NotAllowed):
        quote(record, clerk, a_quote())
