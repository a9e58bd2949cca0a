"""The practice carrier: no native idempotency, lookup by reference, signed pushes.

Its server is `workers/practice_carrier`; this side shares no code with it but the signature.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

from carriers import answers, webhook
from carriers.answers import Fields
from carriers.errors import (
    AnswerLost,
    AnswerMalformed,
    CarrierBusy,
    CarrierUnreachable,
    EventUnreadable,
    ParcelUnknown,
    ReferenceAmbiguous,
)
from carriers.http import Answer, Call, Limits, ask
from carriers.port import (
    Booked,
    BookOutcome,
    Capabilities,
    ClaimOrder,
    ClaimOutcome,
    Recalled,
    RecallOutcome,
    Rejected,
    ShipmentOrder,
    TraceOutcome,
    TrackingEvent,
    Unknown,
    Voided,
    VoidOutcome,
)
from carriers.practice_words import (
    CAPABILITIES,
    NAME,
    booked,
    claim_fields,
    claimed,
    event,
    order_fields,
    refusal,
    traced,
)

HTTP_OK = 200
HTTP_REFUSED = range(400, 500)
HTTP_REQUEST_TIMEOUT = 408
HTTP_NOT_FOUND = 404
HTTP_TOO_MANY = 429
HTTP_UNAVAILABLE = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCarrier:
    """One account at the practice carrier; `previous_webhook_secret` is given while rotating."""

    base_url: str
    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    previous_webhook_secret: str | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits)

    def capabilities(self) -> Capabilities:
        """What the practice carrier can do."""
        return CAPABILITIES

    def book(self, order: ShipmentOrder) -> BookOutcome:
        """Order one parcel; two equal orders make two parcels here, so look up an `Unknown`."""
        hidden = (*order.private_words(), self.api_key)
        said = self._command("/v1/shipments", order_fields(order), hidden)
        if not isinstance(said, Answer):
            return said
        try:
            return booked(answers.document(said.body), order.reference)
        except AnswerMalformed as odd:
            return Unknown(carrier=NAME, why=odd.detail)

    def find_by_reference(self, reference: str) -> Booked | None:
        """The one live booking under this reference, or None when there surely is none."""
        answer = self._query("/v1/shipments?" + urlencode({"reference": reference}))
        found = self._read(answer, "shipments")
        try:
            live = tuple(booked(each, reference) for each in found)
        except AnswerMalformed as odd:
            raise CarrierUnreachable(NAME, odd.detail) from None
        if len(live) > 1:
            raise ReferenceAmbiguous(NAME, reference, tuple(each.tracking_no for each in live))
        return live[0] if live else None

    def void(self, tracking_no: str) -> VoidOutcome:
        """Take the label back; voiding it twice is harmless, after the first scan it is refused."""
        said = self._act_on(tracking_no, "void")
        return Voided(carrier=NAME, tracking_no=tracking_no) if said is None else said

    def recall(self, tracking_no: str) -> RecallOutcome:
        """Turn the parcel back between its first scan and its delivery; twice is harmless."""
        said = self._act_on(tracking_no, "recall")
        return Recalled(carrier=NAME, tracking_no=tracking_no) if said is None else said

    def trace(self, tracking_no: str) -> TraceOutcome:
        """Let a parcel be searched for after its first scan; asked twice it is one search."""
        said = self._command(_of(tracking_no, "traces"), {}, (self.api_key,))
        if not isinstance(said, Answer):
            return said
        try:
            return traced(answers.document(said.body), tracking_no)
        except AnswerMalformed as odd:
            return Unknown(carrier=NAME, why=odd.detail)

    def claim(self, tracking_no: str, claim: ClaimOrder) -> ClaimOutcome:
        """Claim for a parcel within 30 days of its first scan; asked twice it is one claim."""
        said = self._command(_of(tracking_no, "claims"), claim_fields(claim), (self.api_key,))
        if not isinstance(said, Answer):
            return said
        try:
            return claimed(answers.document(said.body), tracking_no, claim.reference)
        except AnswerMalformed as odd:
            return Unknown(carrier=NAME, why=odd.detail)

    def track(self, tracking_no: str) -> tuple[TrackingEvent, ...]:
        """Everything that happened to the parcel, oldest first; raises `ParcelUnknown`."""
        answer = self._query(_of(tracking_no, "events"))
        if answer.status == HTTP_NOT_FOUND and refusal(answer, ()).code == "unknown_parcel":
            raise ParcelUnknown(NAME, tracking_no)
        found = self._read(answer, "events")
        try:
            events = [event(each) for each in found]
        except AnswerMalformed as odd:
            raise CarrierUnreachable(NAME, odd.detail) from None
        return tuple(sorted(events, key=lambda each: each.occurred_at))

    def parse_events(
        self, headers: Mapping[str, str], raw_body: bytes, now: datetime
    ) -> tuple[TrackingEvent, ...]:
        """The one event of a push; raises `ForgedEvent`, `StaleEvent`, `EventUnreadable`."""
        event_id = webhook.verify(headers, raw_body, now, self._secrets())
        try:
            pushed = event(answers.document(raw_body))
        except AnswerMalformed as odd:
            raise EventUnreadable(odd.detail) from None
        if pushed.event_id != event_id:
            raise EventUnreadable("the body carries another id than the signature")
        return (pushed,)

    def _secrets(self) -> tuple[str, ...]:
        if self.previous_webhook_secret is None:
            return (self.webhook_secret,)
        return (self.webhook_secret, self.previous_webhook_secret)

    def _call(self, method: str, path: str, body: bytes | None) -> Answer:
        """The answer, or an exception for what surely had no effect."""
        headers = {"Authorization": f"Bearer {self.api_key}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = self.base_url.rstrip("/") + path
        answer = ask(Call(method=method, url=url, headers=headers, body=body), self.limits)
        wait = answers.patience(answer.headers)
        if answer.status == HTTP_TOO_MANY:
            raise CarrierBusy(NAME, wait)
        if answer.status == HTTP_UNAVAILABLE:
            raise (
                CarrierUnreachable(NAME, "it is closed")
                if wait is None
                else CarrierBusy(NAME, wait)
            )
        return answer

    def _command(
        self, path: str, fields: Fields, hidden: tuple[str, ...]
    ) -> Answer | Rejected | Unknown:
        try:
            answer = self._call("POST", path, json.dumps(fields).encode())
        except AnswerLost as lost:
            return Unknown(carrier=NAME, why=lost.why)
        if answer.status // 100 == HTTP_OK // 100:
            return answer
        if answer.status in HTTP_REFUSED and answer.status != HTTP_REQUEST_TIMEOUT:
            return refusal(answer, hidden)
        return Unknown(carrier=NAME, why=f"it answered with status {answer.status}")

    def _act_on(self, tracking_no: str, verb: str) -> Rejected | Unknown | None:
        """None when the carrier confirmed the deed on this very parcel."""
        said = self._command(_of(tracking_no, verb), {}, (self.api_key,))
        if not isinstance(said, Answer):
            return said
        try:
            confirmed = answers.text(answers.document(said.body), "tracking_no")
        except AnswerMalformed as odd:
            return Unknown(carrier=NAME, why=odd.detail)
        if confirmed != tracking_no:
            return Unknown(carrier=NAME, why="it confirmed another parcel")
        return None

    def _query(self, path: str) -> Answer:
        try:
            return self._call("GET", path, None)
        except AnswerLost as lost:
            raise CarrierUnreachable(NAME, lost.why) from None

    def _read(self, answer: Answer, name: str) -> tuple[Fields, ...]:
        if answer.status != HTTP_OK:
            raise CarrierUnreachable(NAME, f"it answered with status {answer.status}")
        try:
            return answers.parts(answers.document(answer.body), name)
        except AnswerMalformed as odd:
            raise CarrierUnreachable(NAME, odd.detail) from None


def _of(tracking_no: str, what: str) -> str:
    """The path of one parcel's thing; a number with a slash in it stays one number."""
    return f"/v1/shipments/{quote(tracking_no, safe='')}/{what}"
