import re

import pytest

from tests.web.console.front_desk import FrontDesk
from tests.web.portal.own_people import a_ticket, error_at, hidden, text_of
from tests.web.portal.test_portal_tickets import meteors_ticket


def test_who_has_one_contract_is_asked_no_contract(front: FrontDesk) -> None:
    page = text_of(front.get("/my/new", who="sam").text)
    assert "Under contract C-310, Smart Care Service, for Smartlab" in page


def test_who_has_several_contracts_chooses_one_first(front: FrontDesk) -> None:
    page = front.get("/my/new", who="doina").text
    assert "C-331" in page
    assert 'href="/my/new?contract=C-330"' in page
    assert "C-310" not in page
    chosen = text_of(front.get("/my/new?contract=C-330", who="doina").text)
    assert "Pe baza contractului C-330, Aur (Gold), pentru Dacia" in chosen


def test_a_reseller_asks_under_its_customers_contract(front: FrontDesk) -> None:
    page = text_of(front.get("/my/new", who="rene").text)
    assert "Under contract C-340, Standard, for Meteor" in page


def test_nobody_opens_under_a_contract_that_is_not_theirs(front: FrontDesk) -> None:
    assert front.get("/my/new?contract=C-320", who="sam").status_code == 404
    assert front.post("/my/new", a_ticket(contract="C-320"), who="sam").status_code == 404


def test_severities_are_shown_with_their_definition_in_the_persons_language(
    front: FrontDesk,
) -> None:
    page = text_of(front.get("/my/new", who="aline").text)
    assert "Sévérité 1 Production interrompue" in page
    assert "Vérifications et traces à distance" in page


def test_mandatory_fields_of_the_programme_are_fields_of_the_form(front: FrontDesk) -> None:
    page = front.get("/my/new", who="rene").text
    for name in ("end_customer_name", "system_type_and_host_id", "software_release"):
        assert f'name="field.{name}"' in page
    assert 'name="field.' not in front.get("/my/new", who="sam").text
    fields = a_ticket(**meteors_ticket(field__call_scenario=""))
    refused = front.post("/my/new", fields, who="rene")
    assert refused.status_code == 422
    assert error_at(refused.text, "field-call_scenario") == "Fill this in."
    assert re.search(
        r'id="field-call_scenario"[^>]*aria-invalid="true"[^>]*autofocus', refused.text
    )


def test_a_system_that_is_down_shows_the_phrase_and_the_number_and_adds_the_phrase(
    front: FrontDesk,
) -> None:
    page = text_of(front.get("/my/new", who="rene").text)
    assert "“Emergency – System Down”" in page
    assert "214-556-5917" in page
    sent = front.post("/my/new", a_ticket(**meteors_ticket(down="yes")), who="rene")
    told = text_of(front.get(sent.headers["location"], who="rene").text)
    assert "Emergency – System Down The link is down" in told
    assert "Condition: The system is down: call 214-556-5917" in told
    assert "Condition: The system is down: add to the ticket" not in told


def test_what_the_contract_promises_is_told_beside_the_form(front: FrontDesk) -> None:
    page = text_of(front.get("/my/new", who="aline").text)
    assert "Première réponse (Sévérité 4) : 12 heures ouvrées" in page


def test_checking_first_decides_and_promises_but_opens_nothing(front: FrontDesk) -> None:
    fields = a_ticket(step="check", fault="", name="", street="", at="2026-11-24T08:00:00Z")
    page = front.post("/my/new", fields, who="sam")
    assert page.status_code == 200
    told = text_of(page.text)
    assert "This is covered" in told
    assert "First answer by Thu 26 November 2026 17:00" in told
    assert hidden(page.text, "key") == fields["key"]
    assert fields["serial"] not in front.get("/my", who="sam").text


def test_an_empty_form_marks_everything_that_is_needed(front: FrontDesk) -> None:
    page = front.post("/my/new", {"contract": "C-310", "key": "k", "step": "open"}, who="sam")
    assert page.status_code == 422
    for field in ("need", "severity", "serial", "fault", "name", "street", "country"):
        assert error_at(page.text, field) == "Fill this in."
    assert hidden(page.text, "key") == "k"


@pytest.mark.parametrize(
    ("change", "field", "says", "status"),
    [
        ({"model": "TOASTER"}, "model", "We do not know this device yet.", 404),
        ({"severity": "worst"}, "severity", "", 422),
        ({"country": "Sweden"}, "street", "Fill in the whole address", 422),
        ({"fault": "It says 東"}, "fault", "This has characters that we cannot print.", 422),
        ({"serial": "ü"}, "serial", "This has characters that cannot be used here.", 422),
        ({"need": "magic"}, "need", "Choose one.", 422),
        ({"at": "yesterday"}, "at", "This cannot be read.", 422),
    ],
)
def test_a_refusal_is_shown_at_the_field_it_speaks_of(
    front: FrontDesk, change: dict[str, str], field: str, says: str, status: int
) -> None:
    page = front.post("/my/new", a_ticket(**change), who="sam")
    assert page.status_code == status, text_of(page.text)
    assert error_at(page.text, field).startswith(says)
    assert f'id="{field}-error"' in page.text


def test_a_device_with_an_open_ticket_leads_there(front: FrontDesk) -> None:
    fields = a_ticket()
    number = front.post("/my/new", fields, who="sam").headers["location"].rpartition("/")[2]
    again = front.post("/my/new", a_ticket(serial=fields["serial"]), who="sam")
    assert again.status_code == 409
    assert f'href="/my/tickets/{number}"' in again.text


def test_hostile_text_is_printed_and_never_run(front: FrontDesk) -> None:
    hostile = "<img src=x onerror=alert(1)> {{ 7*7 }} {fault}"
    sent = front.post("/my/new", a_ticket(fault=hostile), who="sam")
    page = front.get(sent.headers["location"], who="sam").text
    assert "<img src=x" not in page
    assert "{{ 7*7 }} {fault}" in page


def test_a_clerk_has_the_desks_own_form(front: FrontDesk) -> None:
    assert front.get("/my/new", who="clerk").headers["location"] == "/cases/new"
