import re
import uuid

import pytest

from tests.desk.bench_walk import DAY, HOUR, MONDAY, Bench
from tests.way_back import PhoneCustomer, serve_phones
from tests.web.console.front_desk import FrontDesk

AT = MONDAY + 8 * DAY
#: A customer of these pages alone; two failures of one batch are an alarm.
TESTED = PhoneCustomer(
    code="tailspin",
    phones=20,
    returns={
        "care": {"bench": {"failures_alarm": 2, "failures_within_days": 9999, "no_fault_alarm": 1}}
    },
)


@pytest.fixture(scope="module")
def bench(front: FrontDesk) -> Bench:
    serve_phones(front.walk.database, front.walk.desk.tenant_id, TESTED)
    return Bench(walk=front.walk)


def returned(bench: Bench) -> tuple[str, str]:
    serial = f"TS-{uuid.uuid4().hex[:6].upper()}"
    return bench.take_in(TESTED, serial), serial


def card(page: str, number: str, serial: str) -> str:
    return page.partition(f'id="bench-{number}-{serial}"')[2].partition("</li>")[0]


def test_the_bench_shows_each_unit_with_its_next_step_and_its_forms(
    front: FrontDesk, bench: Bench
) -> None:
    number, serial = returned(bench)
    page = front.get("/bench").text
    shown = card(page, number, serial)
    assert "Inspect it" in shown
    assert f'action="/bench/{number}/decisions"' in shown
    assert f'name="serial" value="{serial}"' in shown
    assert re.search(r"<h1>Bench <span class=\"soft\">\d+ units?</span></h1>", page)
    labelled = set(re.findall(r'<label for="([^"]+)"', shown))
    fields = set(re.findall(r'<(?:input|select|textarea) id="([^"]+)"', shown))
    assert fields == labelled


def test_a_scanned_serial_shows_that_unit_alone_with_its_first_form_open(
    front: FrontDesk, bench: Bench
) -> None:
    number, serial = returned(bench)
    other, second = returned(bench)
    page = front.get(f"/bench?serial={serial.lower()}").text
    assert card(page, number, serial)
    assert not card(page, other, second)
    assert " open>" in card(page, number, serial)
    assert "is not on the bench" in front.get("/bench?serial=NOBODY-1").text


def test_only_places_that_are_open_to_the_unit_are_offered(front: FrontDesk, bench: Bench) -> None:
    number, serial = returned(bench)
    bench.inspect(number, "not_economical", AT)
    shown = card(front.get("/bench").text, number, serial)
    asked = shown.partition('name="destination"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\w+)"', asked) == ["scrap", "harvest"]
    assert "not wiped" in shown


def test_a_refused_decision_says_why_beside_its_unit_and_keeps_what_was_typed(
    front: FrontDesk, bench: Bench
) -> None:
    number, serial = returned(bench)
    bench.inspect(number, "no_fault_found", AT)
    fields = {
        "decision": "disposed",
        "key": uuid.uuid4().hex,
        "serial": serial,
        "destination": "restock",
    }
    answer = front.post(f"/bench/{number}/decisions", fields)
    assert answer.status_code == 409
    shown = card(answer.text, number, serial)
    assert "The unit may still hold its user's data." in shown.replace("&#39;", "'")
    assert 'value="restock" selected' in shown
    assert f'name="key" value="{fields["key"]}"' in shown


def test_what_is_no_decision_of_the_bench_leads_back(front: FrontDesk, bench: Bench) -> None:
    number, _ = returned(bench)
    answer = front.post(f"/bench/{number}/decisions", {"decision": "cancel_asked"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/bench")


def test_finance_reads_the_bench_and_decides_nothing_there(front: FrontDesk, bench: Bench) -> None:
    number, serial = returned(bench)
    shown = card(front.get("/bench", "finance").text, number, serial)
    assert "Inspect it" in shown
    assert "<form" not in shown
    assert front.get("/bench", "customer").status_code in {303, 403}


def test_alarms_stand_above_the_units(front: FrontDesk, bench: Bench) -> None:
    for _ in range(2):
        number, _ = returned(bench)
        bench.inspect(number, "defect_confirmed", AT)
    number, faultless = returned(bench)
    bench.inspect(number, "no_fault_found", AT)
    alarms = front.get("/bench").text.partition('id="alarms-title"')[2].partition("</section>")[0]
    assert "confirmed failures" in alarms
    assert faultless in alarms


def test_a_unit_s_page_tells_its_whole_life(front: FrontDesk, bench: Bench) -> None:
    number, serial = returned(bench)
    bench.inspect(number, "no_fault_found", AT, note="Ran for a day.")
    bench.wipe(number, AT + HOUR)
    page = front.get(f"/units/{serial}").text
    for told in (number, "no fault found", "Ran for a day.", "W-0", "BENCH", "AT-TAILSPIN"):
        assert told in page
    assert front.get("/units/NOBODY-1").status_code == 404


def test_the_certificate_can_be_read_on_the_case_page(front: FrontDesk, bench: Bench) -> None:
    number, _ = returned(bench)
    bench.inspect(number, "no_fault_found", AT)
    bench.wipe(number, AT)
    page = front.get(f"/cases/{number}").text
    assert "Wipe certificate" in page
    papers = re.findall(rf'href="(/cases/{number}/documents/[^"]+)"', page)
    kinds = {front.get(path).headers["content-disposition"] for path in papers}
    assert any("wipe-certificate.pdf" in kind for kind in kinds)
