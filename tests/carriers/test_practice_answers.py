import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from carriers.errors import CarrierBusy, CarrierUnreachable
from carriers.http import Limits
from carriers.port import Claimed, Rejected, Traced, Unknown
from carriers.practice import PracticeCarrier
from tests.carriers.builders import API_KEY, WEBHOOK_SECRET, a_claim, an_order
from tests.carriers.hostile import HostileServer, answer, says

Against = Callable[..., PracticeCarrier]


@pytest.fixture
def against() -> Iterator[Against]:
    """A carrier whose server says just this to everything."""
    servers: list[HostileServer] = []

    def make(status: str, body: object, *headers: str) -> PracticeCarrier:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        servers.append(HostileServer(says(answer(raw, *headers, status=status))))
        return PracticeCarrier(
            base_url=servers[-1].url,
            api_key=API_KEY,
            webhook_secret=WEBHOOK_SECRET,
            limits=Limits(total=5),
        )

    yield make
    for server in servers:
        server.close()


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Oops", "206 Partial"])
def test_an_empty_list_with_a_bad_status_never_reads_as_nothing_booked(
    against: Against, status: str
) -> None:
    with pytest.raises(CarrierUnreachable):
        against(status, {"shipments": []}).find_by_reference("a/1")


@pytest.mark.parametrize("status", ["302 Found", "408 Timeout", "502 Bad Gateway", "504 Timeout"])
def test_a_status_that_tells_nothing_makes_a_booking_unknown(against: Against, status: str) -> None:
    said = against(status, {"code": "x", "reason": "y"}).book(an_order())
    assert said == Unknown(carrier="practice", why=f"it answered with status {status[:3]}")


def test_a_closed_carrier_is_unreachable_and_busy_when_it_says_how_long(against: Against) -> None:
    with pytest.raises(CarrierUnreachable):
        against("503 Closed", b"").book(an_order())
    with pytest.raises(CarrierBusy) as busy:
        against("503 Closed", b"", "Retry-After: 30").book(an_order())
    assert busy.value.retry_after == 30.0


def test_a_refusal_in_any_other_words_is_still_a_refusal(against: Against) -> None:
    said = against("413 Too Large", b"<html>too large</html>").book(an_order())
    assert said == Rejected(
        carrier="practice", code="http_413", reason="the carrier gave no reason"
    )


def test_a_refusal_that_repeats_the_address_or_the_key_is_told_without_them(
    against: Against,
) -> None:
    reason = f"no route to ÅSA ȚĂRAN, kungsgatan 5, 111 43 Stockholm for {API_KEY}"
    said = against("422 No", {"code": "no_route", "reason": reason}).book(an_order())
    assert said == Rejected(
        carrier="practice",
        code="no_route",
        reason="no route to [hidden], [hidden], [hidden] [hidden] for [hidden]",
    )


@pytest.mark.parametrize(
    "body",
    [
        {"tracking_no": "PX2"},
        {"tracking_no": 1},
        {},
        [],
        b"",
        b"ok",
    ],
)
def test_a_confirmation_of_something_else_makes_a_void_or_recall_unknown(
    against: Against, body: Any
) -> None:
    carrier = against("200 OK", body)
    assert isinstance(carrier.void("PX1"), Unknown)
    assert isinstance(carrier.recall("PX1"), Unknown)


@pytest.mark.parametrize(
    "change",
    [
        {"tracking_no": 12345},
        {"tracking_no": None},
        {"booking_id": ["B1"]},
        {"sscc": 95200000000000011},
        {"label": None},
        {"label": "PGh0bWw+"},
        {"label_valid_until": "soon"},
        {"price": 79.0},
        {"billing_event": 1},
        {"reference": "another"},
    ],
)
def test_one_wrong_field_makes_a_booking_unknown(
    against: Against, change: dict[str, object]
) -> None:
    good: dict[str, object] = {
        "booking_id": "B1",
        "reference": "a/1",
        "service": "standard",
        "tracking_no": "PX1",
        "sscc": "095200000000000011",
        "label": "JVBERi0xLjQ=",
        "label_valid_until": None,
        "price": None,
        "billing_event": "on_create",
    }
    assert not isinstance(against("201 Created", good).book(an_order("a/1")), Unknown)
    assert isinstance(against("201 Created", good | change).book(an_order("a/1")), Unknown)


@pytest.mark.parametrize(
    "body",
    [
        {"tracking_no": "PX2", "trace_no": "T1", "reference": "a/1", "claim_no": "C1"},
        {"tracking_no": 1, "trace_no": "T1", "reference": "a/1", "claim_no": "C1"},
        {"tracking_no": "PX1", "reference": "a/1"},
        {"tracking_no": "PX1", "trace_no": 7, "reference": "a/1", "claim_no": 7},
        {"tracking_no": "PX1", "trace_no": "", "reference": "a/1", "claim_no": "x" * 501},
        {"tracking_no": "PX1", "trace_no": "T\x00", "reference": "a/1", "claim_no": "C\ud800"},
        {},
        [],
        b"",
        b"ok",
    ],
)
def test_an_answer_about_something_else_makes_a_search_or_a_claim_unknown(
    against: Against, body: Any
) -> None:
    carrier = against("200 OK", body)
    assert isinstance(carrier.trace("PX1"), Unknown)
    assert isinstance(carrier.claim("PX1", a_claim("a/1")), Unknown)


def test_a_claim_confirmed_under_another_reference_is_unknown(against: Against) -> None:
    good = {"tracking_no": "PX1", "trace_no": "T1", "reference": "a/1", "claim_no": "C1"}
    carrier = against("200 OK", good)
    assert carrier.trace("PX1") == Traced(carrier="practice", tracking_no="PX1", trace_no="T1")
    assert carrier.claim("PX1", a_claim("a/1")) == Claimed(
        carrier="practice", tracking_no="PX1", claim_no="C1"
    )
    assert isinstance(carrier.claim("PX1", a_claim("a/2")), Unknown)


@pytest.mark.parametrize("status", ["302 Found", "408 Timeout", "502 Bad Gateway"])
def test_a_status_that_tells_nothing_makes_a_search_or_a_claim_unknown(
    against: Against, status: str
) -> None:
    carrier = against(status, {"tracking_no": "PX1", "trace_no": "T1"})
    for said in (carrier.trace("PX1"), carrier.claim("PX1", a_claim("a/1"))):
        assert said == Unknown(carrier="practice", why=f"it answered with status {status[:3]}")


def test_a_refused_search_or_claim_that_repeats_the_key_is_told_without_it(
    against: Against,
) -> None:
    carrier = against("409 No", {"code": "no", "reason": f"not with {API_KEY}"})
    for said in (carrier.trace("PX1"), carrier.claim("PX1", a_claim("a/1"))):
        assert said == Rejected(carrier="practice", code="no", reason="not with [hidden]")
