"""Silent parcels: the carrier is asked to look, and to pay for what it lost."""

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from temporalio import activity

from activities.carrier_news import keep_event
from activities.consignment import model_of, parcel_of, part_parcel
from activities.shipping import CarrierOutcomeUnknown, at_of, effect_key, said
from activities.step import head
from carriers.capabilities import Capabilities
from carriers.errors import ParcelUnknown
from carriers.port import (
    Carrier,
    ClaimOrder,
    ClaimReason,
    Rejected,
    TrackingEvent,
    TrackingStatus,
    Unknown,
)
from models.legs import Label, Leg
from rules.case_facts import Told
from rules.case_orders import ErrandOrder
from rules.case_state import CaseState, Fact
from rules.case_words import Direction
from runtime.announce import announce
from runtime.database import Database
from runtime.payloads import from_plain

#: A parcel that stands so needs no search: an event of it was missed.
AT_ITS_END = frozenset({TrackingStatus.DELIVERED, TrackingStatus.RETURNED})
NO_LABEL = "the parcel has no label at any carrier"
NO_SEARCH = "this carrier takes no search by itself: ask it in person"
NO_CLAIM = "this carrier takes no claim by itself: write to it"


class Searching:
    """The activities about a parcel that stays away; asked twice, a carrier does each once."""

    def __init__(self, database: Database, carriers: Mapping[str, Carrier]) -> None:
        self.database = database
        self.carriers = carriers

    @activity.defn(name="trace_parcel")
    def trace_parcel(self, order: ErrandOrder) -> Fact:
        """Let the carrier look for the parcel; one that it has not lost tells where it is."""
        label = self.label_of(order)
        if label is None:
            return answer(order, Told.TRACE_REFUSED, because=NO_LABEL)
        carrier = self.carriers[label.carrier]
        limit = claim_by(carrier.capabilities(), order)
        if not carrier.capabilities().traces:
            return answer(order, Told.TRACE_REFUSED, because=NO_SEARCH, claim_by=limit)
        outcome = carrier.trace(label.tracking_no)
        if isinstance(outcome, Unknown):
            raise CarrierOutcomeUnknown(order, outcome.why)
        if isinstance(outcome, Rejected):
            end = self.hear_what_was_missed(order, carrier, label.tracking_no)
            why = f"{outcome.code}: {outcome.reason}"
            return answer(
                order, Told.TRACE_REFUSED, because=why, claim_by=limit, at_its_end=yes(end)
            )
        return answer(order, Told.TRACED, trace_no=outcome.trace_no, claim_by=limit)

    @activity.defn(name="file_claim")
    def file_claim(self, order: ErrandOrder) -> Fact:
        """Ask the carrier to pay by its own conditions for what it lost."""
        label = self.label_of(order)
        if label is None:
            return answer(order, Told.CLAIM_REFUSED, because=NO_LABEL)
        carrier = self.carriers[label.carrier]
        if not carrier.capabilities().claims:
            return answer(order, Told.CLAIM_REFUSED, because=NO_CLAIM)
        outcome = carrier.claim(label.tracking_no, self.claim_order(order))
        if isinstance(outcome, Unknown):
            raise CarrierOutcomeUnknown(order, outcome.why)
        if isinstance(outcome, Rejected):
            self.hear_what_was_missed(order, carrier, label.tracking_no)
            return answer(order, Told.CLAIM_REFUSED, because=f"{outcome.code}: {outcome.reason}")
        return answer(order, Told.CLAIM_FILED, claim_no=outcome.claim_no)

    def label_of(self, order: ErrandOrder) -> Label | None:
        """The label the parcel travels under: the live one, else the one that was voided last."""
        with self.transaction(order) as session:
            return session.scalars(
                select(Label)
                .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
                .where(
                    Leg.case_id == uuid.UUID(order.case.case_id),
                    Leg.direction == Direction(order.errand.details["direction"]),
                    Leg.attempt == int(order.errand.details["attempt"]),
                )
                .order_by(Label.voided_at.desc().nulls_first())
                .limit(1)
            ).first()

    def claim_order(self, order: ErrandOrder) -> ClaimOrder:
        """What is asked, under the errand's business key; the amount is the carrier's to say."""
        with self.transaction(order) as session:
            case = head(session, order.case)
            state = from_plain(CaseState, case.snapshot)
            units = order.errand.details.get("units", "").split() or [state.device_unit]
            models = [] if state.part else [model_of(session, case, unit) for unit in units]
            box = parcel_of(models) if models else part_parcel(session, state.part)
        return ClaimOrder(
            reference=f"{order.case.tenant}/{effect_key(order)}",
            reason=ClaimReason.LOST,
            at=at_of(order),
            amount=None,
            contents=box.contents,
        )

    def hear_what_was_missed(self, order: ErrandOrder, carrier: Carrier, tracking: str) -> bool:
        """Read the carrier's own list into the inbox; True when the parcel is at its end."""
        events = events_of(carrier, tracking)
        with self.transaction(order) as session:
            tenant = uuid.UUID(order.case.tenant_id)
            if sum(keep_event(session, event, tenant, None) for event in events):
                announce(session, "relay")
        newest = max(events, key=lambda event: event.occurred_at, default=None)
        return newest is not None and newest.status in AT_ITS_END

    def transaction(self, order: ErrandOrder) -> AbstractContextManager[Session]:
        """One transaction of the case's tenant."""
        return self.database.as_tenant(uuid.UUID(order.case.tenant_id))


def events_of(carrier: Carrier, tracking: str) -> tuple[TrackingEvent, ...]:
    """Everything the carrier knows of the parcel; nothing where it knows no such parcel."""
    try:
        return carrier.track(tracking)
    except ParcelUnknown:
        return ()


def claim_by(can: Capabilities, order: ErrandOrder) -> str:
    """The instant the carrier's last day for a claim begins; now where no limit is known.

    Calendar days after the day of hand-over (carriers.capabilities); empty without claims.
    """
    if not can.claims:
        return ""
    handed_over = order.errand.details.get("handed_over", "")
    if can.claim_within_days is None or not handed_over:
        return at_of(order).isoformat()
    first = datetime.fromisoformat(handed_over).astimezone(UTC).date()
    last = first + timedelta(days=can.claim_within_days)
    return datetime.combine(last, time.min, tzinfo=UTC).isoformat()


def answer(order: ErrandOrder, told: Told, **details: str) -> Fact:
    """The errand's outcome as a fact about its parcel."""
    return said(order, told, attempt=order.errand.details["attempt"], **details)


def yes(true: bool) -> str:  # noqa: FBT001 - reads as a sentence
    """A word that a fact can carry."""
    return "yes" if true else ""
