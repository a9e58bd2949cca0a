import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.api.house import House, a_case_body
from web.limits import JsonTooDeep, refuse_deep_json

KEY = {"Idempotency-Key": "a-key", "Content-Type": "application/json"}


def pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // 1000):
        yield b" " * 1000


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_body_of_a_megabyte_is_read_and_one_byte_more_is_not(house: House) -> None:
    body = json.dumps(a_case_body(house.fresh("SN"))).encode()
    headers = {**KEY, "Idempotency-Key": house.fresh("key")}
    largest = body + b" " * (1_000_000 - len(body))
    taken = house.ask("desk", "POST", "/v1/cases", content=largest, headers=headers)
    assert taken.status_code == 201
    refused = house.ask("desk", "POST", "/v1/cases", content=largest + b" ", headers=headers)
    assert code(refused) == (413, "body-too-large")


def test_a_body_that_does_not_say_its_size_is_measured_while_it_comes(house: House) -> None:
    answer = house.ask("desk", "POST", "/v1/cases", content=pieces(1_001_000), headers=KEY)
    assert code(answer) == (413, "body-too-large")


def test_an_oversize_push_of_a_carrier_is_refused_too(house: House) -> None:
    answer = house.client.post("/v1/carrier-events/practice", content=b"x" * 1_000_001)
    assert code(answer) == (413, "body-too-large")


@pytest.mark.parametrize("depth", [32, 33])
def test_json_may_be_32_levels_deep(house: House, depth: int) -> None:
    nested = b'{"a":' * depth + b"1" + b"}" * depth
    answer = house.ask("desk", "POST", "/v1/scans", content=nested, headers=KEY)
    assert code(answer) == (422, "request-invalid" if depth == 32 else "json-too-deep")


def test_brackets_inside_a_text_are_no_depth() -> None:
    refuse_deep_json(json.dumps({"fault": '[{"' * 100 + "\\"}).encode())
    with pytest.raises(JsonTooDeep):
        refuse_deep_json(b'{"a": "\\"", "b": ' + b"[" * 32)


@pytest.mark.parametrize("filler", [b'"', b'\\"', b"[]", b'"\\', b'"\\\\"'])
def test_no_body_takes_long_to_look_through(filler: bytes) -> None:
    started = time.process_time()
    refuse_deep_json((b'"' + filler * 1_000_000)[:1_000_000])
    assert time.process_time() - started < 3


def test_json_must_be_sent_as_json(house: House) -> None:
    body = json.dumps(a_case_body(house.fresh("SN")))
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {**KEY, "Content-Type": kind}
        answer = house.ask("desk", "POST", "/v1/cases", content=body, headers=headers)
        assert code(answer) == (415, "not-json")


def test_what_is_no_json_at_all_is_pointed_to(house: House) -> None:
    for body in (b"{", b"\xff\xfe", b"nul", b""):
        answer = house.ask("desk", "POST", "/v1/scans", content=body, headers=KEY)
        assert answer.status_code in {400, 422}
        assert answer.headers["content-type"] == "application/problem+json"


def test_headers_may_weigh_32_kilobytes(house: House) -> None:
    answer = house.ask("desk", "GET", "/v1/stock", headers={"X-Filler": "x" * 33_000})
    assert code(answer) == (431, "headers-too-large")


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/stock", 401), ("/healthz", 200), ("/nothing", 404)]
)
def test_every_answer_has_the_security_headers(house: House, path: str, status: int) -> None:
    answer = house.client.get(path)
    assert answer.status_code == status
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({}, "not-signed-in"),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://other.example"}, "not-signed-in"),
        ({"Sec-Fetch-Site": "none"}, "not-signed-in"),
        ({"Sec-Fetch-Site": "same-site"}, "foreign-site"),
        ({"Sec-Fetch-Site": "cross-site"}, "foreign-site"),
        ({"Origin": "http://testserver"}, "not-signed-in"),
        ({"Origin": "http://other.example"}, "foreign-site"),
        ({"Origin": "null"}, "foreign-site"),
    ],
)
def test_another_sites_page_cannot_change_anything(
    house: House, sent: dict[str, str], refusal: str
) -> None:
    answer = house.client.post("/v1/scans", json={}, headers=sent)
    assert answer.json()["code"] == refusal


def test_a_program_with_a_key_may_be_called_from_anywhere(house: House) -> None:
    body = {"station": "receipt", "code": "NOBODYS-2"}
    headers = {"Idempotency-Key": house.fresh("key"), "Sec-Fetch-Site": "cross-site"}
    answer = house.ask("desk", "POST", "/v1/scans", json=body, headers=headers)
    assert answer.status_code == 202


def test_a_long_answer_is_squeezed(house: House) -> None:
    answer = house.ask("desk", "GET", "/openapi.json")
    assert answer.headers["Content-Encoding"] == "gzip"


def test_strange_requests_never_show_our_insides(house: House) -> None:
    paths = ["/v1/cases/%00", "/v1/cases/..%2f..%2fetc", "/v1/cases?text=%00", "/v1/cases/'--"]
    paths += ["/v1/cases?cursor=WzEsMl0", "/v1/cases?cursor=IiI", "/v1/cases?text=%ff%fe"]
    raw = (b"null", b"[]", b'"x"', b'{"station":"pack","code":"\\ud800"}', b'{"station":["pack"]}')
    answers = [house.ask("desk", "GET", path) for path in paths]
    answers += [house.ask("desk", "POST", "/v1/scans", content=one, headers=KEY) for one in raw]
    for answer in answers:
        assert_nothing_shown(answer)


#: Each is too long, of another script, changes its length with its case, or is no text at all.
STRANGE = (
    "",
    " ",
    "\0",
    "ß" * 30,
    "Å",
    "😀",
    "x" * 5000,
    "'; DROP TABLE cases; --",
    "a\r\nb",
    "\u202e",
)
FIELDS = (
    *("customer", "contract", "fault", "device.serial", "device.imei", "device.model"),
    *("contact.name", "contact.email", "contact.phone", "contact.locale"),
    *("address.name", "address.street", "address.postcode", "address.city", "address.country"),
)


@pytest.mark.parametrize("place", FIELDS)
def test_no_text_in_any_field_breaks_the_desk(house: House, place: str) -> None:
    for strange in STRANGE:
        body = a_case_body(house.fresh("SN"))
        part, _, name = place.rpartition(".")
        (body[part] if part else body)[name] = strange
        assert_nothing_shown(house.post("/v1/cases", body))


@pytest.mark.parametrize("strange", STRANGE)
def test_no_scan_or_answer_breaks_the_desk(house: House, strange: str) -> None:
    number = house.a_case()
    path = f"/v1/cases/{number}/decisions"
    for scan in ({"code": strange}, {"code": "POOL-0001", "case": strange}):
        assert_nothing_shown(house.post("/v1/scans", {"station": "pack", **scan}))
    for answers in ({"because": strange}, {strange: "x"}):
        decided = house.post(path, {"decision": "cancel_asked", "answers": answers})
        assert decided.status_code in {409, 422, 503}
        assert_nothing_shown(decided)


def assert_nothing_shown(answer: Any) -> None:
    assert answer.status_code not in {500, 502}, answer.text
    for inside in ("Traceback", "psycopg", "SELECT", "/work/", "site-packages"):
        assert inside not in answer.text
