import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest

from carriers.errors import EventUnreadable, ForgedEvent, SecretTooShort, StaleEvent
from carriers.port import TrackingStatus
from carriers.practice import PracticeCarrier
from carriers.webhook import sign, verify
from rules.errors import Kind

SECRET = "the-secret-of-today-1"
OLD_SECRET = "the-secret-of-before-1"
SIGNED_AT = datetime(2026, 3, 5, 12, 0, 0, tzinfo=UTC)
BODY = (
    b'{"event_id":"PX1-001","tracking_no":"PX1","reference":"acme/SE-1/out/1/label",'
    b'"code":"SIGNED","occurred_at":"2026-03-05T12:59:00+01:00","place":"Malm\xc3\xb6"}'
)


def headers(body: bytes = BODY, secret: str = SECRET, event_id: str = "PX1-001") -> dict[str, str]:
    return sign(event_id=event_id, at=SIGNED_AT, raw_body=body, secret=secret)


def a_carrier(previous: str | None = None) -> PracticeCarrier:
    return PracticeCarrier(
        base_url="http://127.0.0.1:9",
        api_key="unused-key-0123456",
        webhook_secret=SECRET,
        previous_webhook_secret=previous,
    )


def flipped(text: str, place: int) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


def test_a_signature_is_hmac_sha256_over_id_timestamp_and_raw_body() -> None:
    # 1772712000 is 2026-03-05 12:00:00 UTC.
    digest = hmac.new(SECRET.encode(), b"PX1-001.1772712000." + BODY, hashlib.sha256).digest()
    assert headers() == {
        "webhook-id": "PX1-001",
        "webhook-timestamp": "1772712000",
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def test_a_signed_event_is_accepted_whatever_the_case_of_its_headers() -> None:
    shouted = {name.upper(): value for name, value in headers().items()}
    assert verify(shouted, BODY, SIGNED_AT, (SECRET,)) == "PX1-001"


@pytest.mark.parametrize("place", [0, 1, len(BODY) // 2, len(BODY) - 1])
def test_one_changed_bit_of_the_body_makes_it_forged(place: int) -> None:
    forged = bytearray(BODY)
    forged[place] ^= 1
    with pytest.raises(ForgedEvent):
        verify(headers(), bytes(forged), SIGNED_AT, (SECRET,))


@pytest.mark.parametrize("body", [BODY + b" ", BODY + b"\n", BODY[:-1], b"", BODY + b"\x00"])
def test_a_longer_or_shorter_body_is_forged(body: bytes) -> None:
    with pytest.raises(ForgedEvent):
        verify(headers(), body, SIGNED_AT, (SECRET,))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("webhook-id", 0),
        ("webhook-id", 6),
        ("webhook-signature", 0),
        ("webhook-signature", 1),
        ("webhook-signature", 3),
        ("webhook-signature", 20),
        ("webhook-signature", 46),
    ],
)
def test_a_changed_id_or_signature_is_forged(name: str, place: int) -> None:
    sent = headers()
    sent[name] = flipped(sent[name], place)
    with pytest.raises(ForgedEvent):
        verify(sent, BODY, SIGNED_AT, (SECRET,))


@pytest.mark.parametrize(
    "timestamp", ["1772712001", "177271200", "01772712000", "-1", "1e9", "1772712000 ", "٣", ""]
)
def test_a_changed_timestamp_is_forged_also_when_it_is_recent(timestamp: str) -> None:
    with pytest.raises(ForgedEvent):
        verify({**headers(), "webhook-timestamp": timestamp}, BODY, SIGNED_AT, (SECRET,))


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_forged(missing: str) -> None:
    sent = {name: value for name, value in headers().items() if name != missing}
    with pytest.raises(ForgedEvent):
        verify(sent, BODY, SIGNED_AT, (SECRET,))


@pytest.mark.parametrize("signature", ["v1,", "v1", "v2,AAAA", " ", "v1,å", "," * 5000])
def test_nonsense_for_a_signature_is_forged(signature: str) -> None:
    with pytest.raises(ForgedEvent):
        verify({**headers(), "webhook-signature": signature}, BODY, SIGNED_AT, (SECRET,))


def test_the_same_signed_bytes_cannot_be_cut_into_another_id_and_body() -> None:
    with pytest.raises(EventUnreadable):
        sign(event_id="a.1772712000", at=SIGNED_AT, raw_body=b"x", secret=SECRET)
    sent = sign(event_id="a", at=SIGNED_AT, raw_body=b"1772712000.x", secret=SECRET)
    with pytest.raises(ForgedEvent):
        verify({**sent, "webhook-id": "a.1772712000"}, b"x", SIGNED_AT, (SECRET,))


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_a_replay_within_five_minutes_is_verified_and_left_to_the_inbox(seconds: int) -> None:
    now = SIGNED_AT + timedelta(seconds=seconds)
    assert verify(headers(), BODY, now, (SECRET,)) == "PX1-001"


@pytest.mark.parametrize("seconds", [-86_400, -301, 301, 86_400])
def test_a_replay_after_five_minutes_is_stale(seconds: int) -> None:
    now = SIGNED_AT + timedelta(seconds=seconds)
    with pytest.raises(StaleEvent) as refused:
        verify(headers(), BODY, now, (SECRET,))
    assert refused.value.kind is Kind.UNSIGNED


def test_the_receivers_clock_may_stand_in_any_zone() -> None:
    now = SIGNED_AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert verify(headers(), BODY, now, (SECRET,)) == "PX1-001"


def test_two_secrets_are_accepted_while_rotating_and_one_after() -> None:
    old = headers(secret=OLD_SECRET)
    assert verify(old, BODY, SIGNED_AT, (SECRET, OLD_SECRET)) == "PX1-001"
    with pytest.raises(ForgedEvent):
        verify(old, BODY, SIGNED_AT, (SECRET,))


def test_two_signatures_in_one_header_are_accepted_when_one_fits() -> None:
    sent = headers(secret=OLD_SECRET)
    sent["webhook-signature"] += " " + headers()["webhook-signature"]
    assert verify(sent, BODY, SIGNED_AT, (SECRET,)) == "PX1-001"


def test_a_short_secret_signs_nothing_and_verifies_nothing() -> None:
    with pytest.raises(SecretTooShort):
        sign(event_id="PX1-001", at=SIGNED_AT, raw_body=BODY, secret="")
    with pytest.raises(SecretTooShort):
        verify(headers(), BODY, SIGNED_AT, ("",))


def test_the_carrier_turns_a_signed_push_into_one_event_in_utc() -> None:
    (event,) = a_carrier().parse_events(headers(), BODY, SIGNED_AT)
    assert event.status is TrackingStatus.DELIVERED
    assert event.occurred_at == datetime(2026, 3, 5, 11, 59, tzinfo=UTC)
    assert event.occurred_at.tzinfo is UTC
    assert (event.event_id, event.tracking_no, event.place, event.raw_code) == (
        "PX1-001",
        "PX1",
        "Malmö",
        "SIGNED",
    )


def test_the_carrier_accepts_its_previous_secret_while_rotating() -> None:
    sent = headers(secret=OLD_SECRET)
    assert a_carrier(previous=OLD_SECRET).parse_events(sent, BODY, SIGNED_AT)
    with pytest.raises(ForgedEvent):
        a_carrier().parse_events(sent, BODY, SIGNED_AT)


def test_an_unsigned_body_is_never_read() -> None:
    with pytest.raises(ForgedEvent):
        a_carrier().parse_events({}, b"[" * 1_000_000, SIGNED_AT)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        BODY.replace(b'"PX1"', b"1"),
        BODY.replace(b"+01:00", b""),
        BODY.replace(b"PX1-001", b"PX1-002"),
        BODY.replace(b'"SIGNED"', b'""'),
        BODY.replace(b"Malm", b"\\u0000"),
        BODY.replace(b"Malm", b"\\ud800"),
    ],
)
def test_a_signed_body_outside_the_contract_is_unreadable(body: bytes) -> None:
    with pytest.raises(EventUnreadable):
        a_carrier().parse_events(headers(body), body, SIGNED_AT)


def test_a_code_nobody_told_us_about_is_unknown_and_kept() -> None:
    body = BODY.replace(b"SIGNED", b"WARP")
    (event,) = a_carrier().parse_events(headers(body), body, SIGNED_AT)
    assert event.status is TrackingStatus.UNKNOWN
    assert event.raw_code == "WARP"
