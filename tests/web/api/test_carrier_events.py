import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from carriers.webhook import sign
from models.exchange import InboxFact, Placement
from runtime.database import Role
from tests.web.api.house import WEBHOOK_SECRET, House

PATH = "/v1/carrier-events/practice"


def an_event(event_id: str) -> bytes:
    told = {
        "event_id": event_id,
        "tracking_no": "PRAC0000000001SE",
        "code": "SIGNED",
        "occurred_at": "2026-11-24T09:00:00+00:00",
        "place": "Stockholm",
    }
    return json.dumps(told).encode()


def pushed(
    house: House,
    event_id: str,
    raw: bytes,
    *,
    signed_at: datetime | None = None,
    secret: str = WEBHOOK_SECRET,
) -> Any:
    at = signed_at or datetime.now(UTC)
    headers = sign(event_id=event_id, at=at, raw_body=an_event(event_id), secret=secret)
    return house.client.post(PATH, content=raw, headers=headers)


def kept(house: House, event_id: str) -> list[tuple[Placement, bytes | None]]:
    with house.record.as_role(Role.RELAY) as session:
        found = select(InboxFact.placement, InboxFact.raw).where(
            InboxFact.key == f"carrier/practice/{event_id}"
        )
        return [(row.placement, row.raw) for row in session.execute(found)]


def test_a_signed_event_is_kept_once_however_often_it_is_pushed(house: House) -> None:
    event_id = house.fresh("evt")
    raw = an_event(event_id)
    answers = [pushed(house, event_id, raw) for _ in range(3)]
    assert [one.status_code for one in answers] == [202] * 3
    assert [one.json() for one in answers] == [{"new": 1}, {"new": 0}, {"new": 0}]
    assert kept(house, event_id) == [(Placement.NEW, raw)]


def test_one_byte_changed_on_the_way_is_a_forgery(house: House) -> None:
    event_id = house.fresh("evt")
    answer = pushed(house, event_id, an_event(event_id) + b" ")
    assert (answer.status_code, answer.json()["code"]) == (401, "forged-event")
    assert kept(house, event_id) == []


def test_another_secret_is_a_forgery(house: House) -> None:
    event_id = house.fresh("evt")
    answer = pushed(house, event_id, an_event(event_id), secret="another-secret-0123456789")
    assert (answer.status_code, answer.json()["code"]) == (401, "forged-event")


def test_an_old_signature_is_refused(house: House) -> None:
    event_id = house.fresh("evt")
    old = datetime.now(UTC) - timedelta(minutes=6)
    answer = pushed(house, event_id, an_event(event_id), signed_at=old)
    assert (answer.status_code, answer.json()["code"]) == (401, "stale-event")


def test_a_carrier_nobody_knows(house: House) -> None:
    answer = house.client.post("/v1/carrier-events/pigeon", content=b"{}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-carrier")
