import pytest

from tests.freight import load_sample_rates
from tests.web.console.front_desk import FrontDesk

ASKED = {
    "carrier": "practice",
    "service": "express",
    "country": "SE",
    "postcode": "111 51",
    "weight_g": "2000",
    "length_mm": "400",
    "width_mm": "300",
    "height_mm": "100",
    "on": "2026-11-10",
}


@pytest.fixture
def rates(front: FrontDesk) -> FrontDesk:
    """A front desk with the sample cards; loading them again changes nothing."""
    load_sample_rates(front.walk.database, front.walk.desk.tenant_id)
    return front


def address(**changes: str) -> str:
    fields = {**ASKED, **changes}
    return "/finance/rates?" + "&".join(f"{name}={value}" for name, value in fields.items())


def test_the_cards_and_fuel_are_listed(rates: FrontDesk) -> None:
    page = rates.get("/finance/rates", "finance").text
    assert '<a href="/finance/rates/practice-buy/2026-1">' in page
    assert '<a href="/finance/rates/practice-sell/2026-1">' in page
    assert "14.50" in page


def test_a_card_is_shown_with_its_breaks(rates: FrontDesk) -> None:
    page = rates.get("/finance/rates/practice-buy/2026-1", "finance").text
    assert "20.000" in page
    assert "149.00" in page
    assert "Lithium batteries in equipment" in page
    assert rates.get("/finance/rates/practice-buy/1999", "finance").status_code == 404


def test_the_form_says_what_a_parcel_would_cost(rates: FrontDesk) -> None:
    page = rates.get(address(), "finance").text
    assert "It would cost 115.93 SEK" in page
    sold = rates.get(address(side="sell"), "finance").text
    assert "It would cost 171.35 SEK" in sold


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"weight_g": "much"}, 422, "is not a whole number"),
        ({"on": "soon"}, 422, "is not a day"),
        ({"country": "NO"}, 404, "the card has no zone for that place"),
    ],
)
def test_what_cannot_be_priced_says_why_beside_the_form(
    rates: FrontDesk, changes: dict[str, str], status: int, told: str
) -> None:
    answer = rates.get(address(**changes), "finance")
    assert answer.status_code == status
    assert told in answer.text
    assert "What would this cost?" in answer.text


def test_the_desk_sees_no_rates(rates: FrontDesk) -> None:
    assert rates.get("/finance/rates", "clerk").status_code == 403
