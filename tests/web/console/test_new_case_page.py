import re

import pytest

from tests.web.console.front_desk import FrontDesk, a_form, hidden


def error_at(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)', page)
    return found[1].strip() if found else ""


def test_a_registered_case_shows_its_promise_and_a_double_click_opens_one(
    front: FrontDesk,
) -> None:
    fields = a_form(key=hidden(front.get("/cases/new").text, "key"))
    first = front.post("/cases/new", fields)
    second = front.post("/cases/new", fields)
    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    page = front.get(first.headers["location"]).text
    assert "Deliver by" in page
    assert fields["device.serial"].upper() in page


def test_an_empty_form_marks_every_field_that_is_needed_and_ties_its_message_to_it(
    front: FrontDesk,
) -> None:
    page = front.post("/cases/new", {"key": "k"})
    assert page.status_code == 422
    for field in ("customer", "fault", "contact-name", "contact-email", "address-street"):
        assert error_at(page.text, field) == "Fill this in."
        assert re.search(
            rf'id="{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*{field}-error"',
            page.text,
        )
    assert error_at(page.text, "device-serial").startswith("Give the device")
    assert hidden(page.text, "key") == "k"


@pytest.mark.parametrize(
    ("change", "field", "says", "status"),
    [
        ({"device__imei": "490154203237519"}, "device-imei", "check digit", 422),
        ({"customer": "nobody"}, "customer", "no customer", 404),
        ({"contract": "C-999"}, "contract", "has no contract", 404),
        ({"device__model": "TOASTER"}, "device-model", "no device model", 404),
        ({"remedy": "advance_replacement"}, "remedy", "does not include", 409),
        ({"contact__email": "no-address"}, "contact-email", "not an e-mail", 422),
        ({"address__country": "S1"}, "address-country", "two letters", 422),
        ({"fault": "It says 東"}, "fault", "CJK", 422),
        ({"contact__name": "東"}, "contact-name", "CJK", 422),
        ({"address__city": "東京"}, "address-street", "CJK", 422),
        ({"contact__name": "a\x00b"}, "contact-name", "characters that cannot", 422),
        ({"at": "yesterday"}, "at", "with its zone", 422),
        ({"at": "2031-06-01T10:00:00+02:00"}, "contract", "expiry date", 409),
    ],
)
def test_a_refusal_is_shown_at_the_field_it_speaks_of(
    front: FrontDesk, change: dict[str, str], field: str, says: str, status: int
) -> None:
    page = front.post("/cases/new", a_form(**change))
    assert page.status_code == status
    assert says in error_at(page.text, field)


def test_a_device_in_an_open_case_links_to_that_case(front: FrontDesk) -> None:
    fields = a_form()
    number = front.post("/cases/new", fields).headers["location"].rpartition("/")[2]
    page = front.post("/cases/new", a_form(device__serial=fields["device.serial"]))
    assert page.status_code == 409
    assert f'<a href="/cases/{number}">Open {number}</a>' in page.text


def test_a_key_that_cannot_be_one_is_replaced(front: FrontDesk) -> None:
    page = front.post("/cases/new", a_form(key="\x00", customer="nobody"))
    assert len(hidden(page.text, "key")) > 20


def test_what_was_typed_stays_and_stays_harmless(front: FrontDesk) -> None:
    hostile = '"><script>alert(1)</script>'
    page = front.post("/cases/new", a_form(fault=hostile, customer="nobody"))
    assert "<script>alert" not in page.text
    assert "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_a_role_that_may_not_open_cases_is_told_so_on_a_page(front: FrontDesk) -> None:
    page = front.get("/cases/new", who="finance")
    assert page.status_code == 403
    assert "Your role may not do this" in page.text


def test_a_customers_person_is_offered_its_own_organisation_only(front: FrontDesk) -> None:
    page = front.get("/cases/new", who="customer").text
    assert 'name="customer" type="text" value="fabrikam"' in page
    assert "northwind" not in page
