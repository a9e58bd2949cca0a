import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.coverage import CoveredDeviceForm, add_covered_device
from desk.devices import DeviceForm
from desk.founding import add_model
from rules.case_facts import Told
from tests.builders import KIOSK
from tests.desk.service_cases import CARE, MAINTENANCE, PREMIUM, a_support_case, sell_service
from tests.web.console.front_desk import FrontDesk, a_form

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FORM = {
    "remedy": "support",
    "contract": PREMIUM,
    "device__model": "KIOSK-K1",
    "request__severity": "1",
    "request__who": "reseller",
    "request__channel": "portal",
    "definite_fault": "",
}


@pytest.fixture(autouse=True, scope="module")
def services(front: FrontDesk) -> None:
    sell_service(front.walk.database, front.walk.desk)


def a_case(front: FrontDesk, *, contract: str = PREMIUM, severity: str = "4") -> str:
    serial = f"HELP-{uuid.uuid4().hex[:8]}"
    return front.walk.open(a_support_case(serial, contract=contract, severity=severity, at=NOW))


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_the_board_shows_a_clock_with_its_word_and_can_be_narrowed_to_it(front: FrontDesk) -> None:
    number = a_case(front, contract=MAINTENANCE, severity="1")
    page = front.get(f"/?text={number}").text
    assert "order of arrival" in page
    assert ">answer </small>" in page
    assert f'id="row-{number}"' not in front.get(f"/?text={number}&only=overdue").text
    late = front.walk.open(a_support_case("LATE-HELP", severity="1", at=NOW - 40 * DAY))
    assert f'id="row-{late}"' in front.get(f"/?text={late}&only=overdue").text


def test_a_support_case_shows_its_clock_its_reason_and_what_was_decided(front: FrontDesk) -> None:
    page = plain(front.get(f"/cases/{a_case(front)}").text)
    assert "Wanted: help with an incident · severity Severity 4" in page
    assert "Answer by" in page
    assert "12 working hours" in page
    assert "covered" in page
    assert "[Charte du CST" in page
    assert "our first answer" in page
    assert "Out to the customer" not in page


def test_a_support_case_can_be_decided_in_its_programmes_words(front: FrontDesk) -> None:
    number = a_case(front, severity="4")
    page = front.get(f"/cases/{number}").text
    for told in (Told.REPLIED, Told.CUSTOMER_ASKED, Told.ESCALATED, Told.RESOLVED):
        assert f'id="decide-{told}"' in page
    severity = page.partition('id="decide-severity_set-severity"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\d)"', severity) == ["1", "2", "3"]
    assert 'id="decide-customer_answered"' not in page
    front.walk.tell(number, Told.CUSTOMER_ASKED, NOW, question="Which release?")
    page = front.get(f"/cases/{number}").text
    assert 'id="decide-customer_answered"' in page
    assert "The customer was asked: Which release?" in page


def test_every_new_decision_reaches_the_workflow(front: FrontDesk) -> None:
    number = a_case(front)
    fields = {"decision": "escalated", "key": uuid.uuid4().hex, "reference": "TAC-77"}
    assert front.post(f"/cases/{number}/decisions", fields).status_code == 503
    fields = {"decision": "escalated", "key": uuid.uuid4().hex}
    page = front.post(f"/cases/{number}/decisions", fields)
    assert page.status_code == 422
    assert "reference" in page.text


def test_a_file_is_added_listed_and_given_back_for_saving(front: FrontDesk) -> None:
    number = a_case(front)
    content = b"hostname edge-1\ninterface lan\n"
    sent = front.ask(
        "POST",
        f"/cases/{number}/attachments",
        "clerk",
        files={"file": ("edge <1>.txt", content, "text/plain")},
    )
    assert sent.status_code == 303
    page = front.get(f"/cases/{number}").text
    found = re.search(rf"/cases/{number}/attachments/[0-9a-f-]+", page)
    assert found is not None
    assert "edge <1>" not in page
    answer = front.get(found[0])
    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert front.get(f"/cases/{number}/attachments/{uuid.uuid4()}").status_code == 404


def test_a_file_that_is_not_what_its_name_says_is_refused_beside_its_form(
    front: FrontDesk,
) -> None:
    number = a_case(front)
    page = front.ask(
        "POST",
        f"/cases/{number}/attachments",
        "clerk",
        files={"file": ("report.pdf", b"MZ\x90\x00", "application/pdf")},
    )
    assert page.status_code == 422
    assert "This kind of file may not be attached" in page.text
    assert 'id="add-file" open' in page.text


def test_a_form_without_a_file_leads_back_to_the_case(front: FrontDesk) -> None:
    number = a_case(front)
    assert front.post(f"/cases/{number}/attachments", {}).status_code == 303


def test_a_support_case_is_registered_with_its_severity_and_has_a_clock(front: FrontDesk) -> None:
    sent = front.post("/cases/new", a_form(**FORM))
    assert sent.status_code == 303
    page = plain(front.get(sent.headers["location"]).text)
    assert "Support for Fabrikam AB" in page
    assert "severity Severity 1" in page


def test_the_form_speaks_the_words_of_the_chosen_contract(front: FrontDesk) -> None:
    page = front.get(f"/cases/new?contract={PREMIUM}").text
    assert "Severity 1: Production is down" in page
    assert "Help with installation and configuration" in page
    typed = a_form(**{**FORM, "contract": CARE, "request__severity": ""})
    again = front.post("/cases/new", {**typed, "choose": "contract"})
    assert again.status_code == 200
    assert '<option value="trivial">Trivial</option>' in again.text
    assert typed["device.serial"] in again.text


def test_a_severity_of_another_programme_is_refused_at_its_field(front: FrontDesk) -> None:
    page = front.post("/cases/new", a_form(**{**FORM, "request__severity": "S9"}))
    assert page.status_code == 422
    assert 'id="request-severity-error"' in page.text
    assert "has no severity" in page.text


def test_a_request_that_is_not_covered_is_answered_with_the_decisions_reasons(
    front: FrontDesk,
) -> None:
    fields = a_form(**{**FORM, "contract": MAINTENANCE, "request__who": "end_customer"})
    page = front.post("/cases/new", {**fields, "contact.locale": "en"})
    assert page.status_code == 409
    assert "This request is not covered." in page.text
    assert 'id="why"' in page.text


def test_a_line_of_the_ticket_without_an_equals_sign_is_refused(front: FrontDesk) -> None:
    page = front.post("/cases/new", a_form(request__ticket="Host ID 77"))
    assert page.status_code == 422
    assert "name=value" in page.text


def test_a_contracts_page_says_what_it_promises_with_readings_and_their_numbers(
    front: FrontDesk,
) -> None:
    assert PREMIUM in front.get("/contracts").text
    assert PREMIUM not in front.get("/contracts?text=nothing-like-it").text
    page = plain(front.get(f"/contracts/{PREMIUM}").text)
    assert "Answer: Severity 4 12 hours guaranteed" in page
    assert "Mon to Fri 09:00-12:30 and 14:00-18:00 (Europe/Paris)" in page
    assert "reseller may ask" in page
    assert "The gap at midday is no working time A8" in page
    assert "No devices are listed" in page
    untimed = plain(front.get(f"/contracts/{MAINTENANCE}").text)
    assert "order of arrival" in untimed
    assert "no commitment" in untimed


def test_a_contracts_page_shows_the_last_covered_day_of_each_device(front: FrontDesk) -> None:
    record, desk = front.walk.database, front.walk.desk
    with record.as_tenant(desk.tenant_id) as session:
        switch = replace(KIOSK, code="SWITCH-1", name="Switch 1", product_class="switch")
        add_model(session, desk.tenant_id, switch)
    for serial, invoiced in (("SW-NEW", date(2026, 6, 1)), ("SW-OLD", date(2019, 6, 1))):
        form = CoveredDeviceForm(
            device=DeviceForm(serial=serial, model="SWITCH-1"), invoiced_on=invoiced, at=NOW
        )
        add_covered_device(record, desk.clerk, CARE, form, f"cover {serial}")
    page = plain(front.get(f"/contracts/{CARE}").text)
    assert "last covered day Sat 1 January 2028" in page
    assert "last covered day Mon 1 June 2026 over , the maximum from purchase" in page
    assert "standard term months: 12" in page


def test_a_contract_of_nobody_is_no_contract(front: FrontDesk) -> None:
    assert front.get("/contracts/C-999").status_code == 404
    assert front.get("/contracts/C-200", who="customer").status_code == 404


def test_a_programmes_page_shows_its_tiers_severities_and_calendars(front: FrontDesk) -> None:
    listed = front.get("/programmes").text
    for programme in ("exer cst", "opswat", "smartoptics smart care", "emetrotel assurance"):
        assert programme in listed
    page = plain(front.get("/programmes/exer_cst").text)
    assert "not legally binding" in page
    assert "Severity 1 Production is down" in page
    assert 'href="/calendars/exer_cst/cst"' in front.get("/programmes/exer_cst").text
    assert front.get("/programmes/nobodys").status_code == 404
    assert front.get("/programmes/exer_cst?version=99").status_code == 404


@pytest.mark.parametrize(
    "programme",
    ["atea_smartservice", "emetrotel_assurance", "exer_cst", "opswat", "smartoptics_smart_care"],
)
def test_every_shipped_programme_and_all_its_calendars_can_be_read(
    front: FrontDesk, programme: str
) -> None:
    page = front.get(f"/programmes/{programme}")
    assert page.status_code == 200
    for path in set(re.findall(rf"/calendars/{programme}/\w+", page.text)):
        assert front.get(f"{path}?month=2026-12").status_code == 200


def test_a_calendar_is_explained_day_by_day_with_where_its_holidays_come_from(
    front: FrontDesk,
) -> None:
    page = front.get("/calendars/exer_cst/cst?month=2026-12").text
    assert 'id="day-2026-12-25"' in page
    told = plain(page)
    assert "Christmas Day" in told
    assert "FR-public" in told
    assert "Frozen from holidays" in told
    assert "?month=2026-11" in page
    assert "?month=2027-01" in page


def test_the_calculator_answers_on_the_page_and_refuses_there(front: FrontDesk) -> None:
    query = "month=2026-11&start=2026-11-23T09:00&amount=12&unit=hour&hours=working"
    page = plain(front.get(f"/calendars/exer_cst/cst?{query}").text)
    assert "2026-11-24 15:00:00 Europe/Paris" in page
    assert "12 working hours" in page
    wrong = front.get("/calendars/exer_cst/cst?start=tomorrow&amount=12")
    assert wrong.status_code == 422
    assert "This cannot be counted" in wrong.text


def test_new_pages_forbid_scripts_and_styles_that_are_not_ours(front: FrontDesk) -> None:
    for path in ("/contracts", f"/contracts/{CARE}", "/programmes", "/calendars/exer_cst/cst"):
        page = front.get(path)
        assert page.headers["content-security-policy"].startswith("default-src 'self'")
        assert " style=" not in page.text
        assert "<script>" not in page.text
