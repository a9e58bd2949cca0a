"""Labels and recalls at the carriers: intent, call, outcome; an unknown is looked up first."""

import hashlib
import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from temporalio import activity

from activities.consignment import Consignment, gather
from activities.effects import conclude, intend
from activities.finance.shipments import book_shipment, void_shipment
from activities.own_label import draw_own_label, take_sscc
from activities.step import head
from carriers.errors import ReferenceAmbiguous
from carriers.port import Booked, Carrier, Recalled, Rejected, Unknown, Voided
from models.exchange import EffectState
from models.legs import Label, Leg, Parcel
from models.papers import Document, Paper
from rules.case_facts import Told
from rules.case_orders import ErrandOrder
from rules.case_state import Fact
from rules.case_words import Direction
from rules.errors import DeskError, Kind
from runtime.announce import announce
from runtime.database import Database
from runtime.killpoints import killpoint
from runtime.payloads import from_plain, to_plain


class CarrierOutcomeUnknown(DeskError):
    """The carrier did not say whether it acted."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, order: ErrandOrder, why: str) -> None:
        super().__init__(
            f"{order.errand.key} of case {order.case.number}: {why}. It is looked up by our "
            "reference before anything is repeated.",
            case=order.case.number,
        )


class Shipping:
    """The activities that ask a carrier for something."""

    def __init__(
        self,
        database: Database,
        carriers: Mapping[str, Carrier],
        *,
        carrier: str,
        services: Mapping[Direction, str],
    ) -> None:
        self.database = database
        self.carriers = carriers
        self.carrier = carrier
        self.services = services

    @activity.defn(name="book_label")
    def book_label(self, order: ErrandOrder) -> Fact:
        """One live label for the leg: the same fact however often this is run."""
        key, at = effect_key(order), at_of(order)
        direction = Direction(order.errand.details["direction"])
        with self.transaction(order) as session:
            case = head(session, order.case)
            effect, first = intend(session, case.tenant_id, key, at)
            if effect.state is not EffectState.INTENT:
                return from_plain(Fact, effect.result["fact"])
            goods = gather(session, case, order.errand, self.services[direction])
        killpoint("label.before_carrier")
        outcome = self.book(order, goods, first=first)
        killpoint("label.after_carrier")
        return self.conclude_booking(order, goods, outcome)

    def book(self, order: ErrandOrder, goods: Consignment, *, first: bool) -> Booked | Rejected:
        """Order the parcel, or find what an earlier attempt ordered; the last gate before it.

        What an earlier attempt ordered is told even if it is barred by now: it has to be voided.
        """
        carrier = self.carriers[self.carrier]
        reference = goods.order.reference
        if not first:
            found = find_one(carrier, reference)
            if found is not None:
                return found
        if goods.barred is not None:
            barred = goods.barred
            return Rejected(carrier="desk", code=barred.code, reason=barred.detail)
        outcome = carrier.book(goods.order)
        if isinstance(outcome, Unknown):
            found = find_one(carrier, reference)
            if found is None:
                raise CarrierOutcomeUnknown(order, outcome.why)
            return found
        return outcome

    def conclude_booking(
        self, order: ErrandOrder, goods: Consignment, outcome: Booked | Rejected
    ) -> Fact:
        """Store label, parcel and document with the outcome, in one transaction."""
        with self.transaction(order) as session:
            if isinstance(outcome, Rejected):
                fact = said(order, Told.LABEL_REFUSED, because=f"{outcome.code}: {outcome.reason}")
                state = EffectState.REJECTED
            else:
                until = end_of(outcome)
                fact = said(
                    order,
                    Told.LABEL_BOOKED,
                    tracking=outcome.tracking_no,
                    valid_until=until.isoformat() if until else "",
                )
                state = EffectState.DONE
            mine = conclude(session, effect_key(order), state, {"fact": to_plain(fact)})
            if mine and isinstance(outcome, Booked):
                store_booking(session, order, goods, outcome)
                announce(session, "relay")
            killpoint("label.before_commit")
        killpoint("label.after_commit")
        return fact

    @activity.defn(name="void_label")
    def void_label(self, order: ErrandOrder) -> Fact:
        """Take the leg's live label back; voiding twice is harmless at every carrier we allow."""
        with self.transaction(order) as session:
            label = live_label(session, order)
            if label is None:
                return said(order, Told.LABEL_VOIDED)
            tracking, carrier = label.tracking_no, self.carriers[label.carrier]
        outcome = carrier.void(tracking)
        if isinstance(outcome, Unknown):
            raise CarrierOutcomeUnknown(order, outcome.why)
        killpoint("void.after_carrier")
        with self.transaction(order) as session:
            label = live_label(session, order)
            if label is not None and isinstance(outcome, Voided):
                label.voided_at = at_of(order)
                void_shipment(session, label.id, at_of(order))
        if isinstance(outcome, Rejected):
            return said(order, Told.VOID_REFUSED, because=f"{outcome.code}: {outcome.reason}")
        return said(order, Told.LABEL_VOIDED, tracking=tracking)

    @activity.defn(name="recall")
    def recall(self, order: ErrandOrder) -> Fact:
        """Ask the carrier to turn the parcel round, where it can."""
        with self.transaction(order) as session:
            label = live_label(session, order)
            if label is None:
                return said(order, Told.RECALL_REFUSED, because="the parcel has no live label")
            tracking, carrier = label.tracking_no, self.carriers[label.carrier]
        if not carrier.capabilities().recall:
            return said(order, Told.RECALL_REFUSED, because="this carrier cannot recall a parcel")
        outcome = carrier.recall(tracking)
        if isinstance(outcome, Unknown):
            raise CarrierOutcomeUnknown(order, outcome.why)
        if isinstance(outcome, Recalled):
            return said(order, Told.RECALLED, tracking=tracking)
        return said(order, Told.RECALL_REFUSED, because=f"{outcome.code}: {outcome.reason}")

    def transaction(self, order: ErrandOrder) -> AbstractContextManager[Session]:
        """One transaction of the case's tenant."""
        return self.database.as_tenant(uuid.UUID(order.case.tenant_id))


def find_one(carrier: Carrier, reference: str) -> Booked | None:
    """The booking under our reference; if the carrier holds several, all but one are voided."""
    try:
        return carrier.find_by_reference(reference)
    except ReferenceAmbiguous as several:
        for spare in several.tracking_nos[1:]:
            carrier.void(spare)
        return carrier.find_by_reference(reference)


def effect_key(order: ErrandOrder) -> str:
    """The business key of the errand, never a run id."""
    return f"{order.case.number}/{order.errand.key}"


def at_of(order: ErrandOrder) -> datetime:
    """The business time at which the errand was owed."""
    return datetime.fromisoformat(order.errand.details["at"])


def said(order: ErrandOrder, told: Told, **details: str) -> Fact:
    """The errand's outcome as a fact for the case machine."""
    return Fact(
        told=told,
        key=f"{effect_key(order)}/{told}",
        at=at_of(order),
        by="carrier",
        details={
            "errand": order.errand.key,
            "direction": order.errand.details.get("direction", "outbound"),
            **details,
        },
    )


def live_label(session: Session, order: ErrandOrder) -> Label | None:
    """The live label of the errand's leg, locked."""
    direction = Direction(order.errand.details.get("direction", "outbound"))
    return session.scalars(
        select(Label)
        .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
        .where(
            Leg.case_id == uuid.UUID(order.case.case_id),
            Leg.direction == direction,
            Leg.attempt == int(order.errand.details["attempt"]),
            Label.voided_at.is_(None),
        )
        .with_for_update(of=Label)
    ).one_or_none()


def store_booking(session: Session, order: ErrandOrder, goods: Consignment, booked: Booked) -> None:
    """The parcel as declared, its label, the label's document, and what it should cost."""
    at = at_of(order)
    sscc = booked.sscc or take_sscc(session, goods.case.tenant_id)
    content = booked.label or draw_own_label(goods, booked.tracking_no, sscc)
    document = label_document(order, goods, content, at)
    parcel = goods.order.parcel
    box = Parcel(
        tenant_id=goods.case.tenant_id,
        id=uuid.uuid4(),
        leg_id=goods.leg.id,
        reference=goods.order.reference,
        carrier=booked.carrier,
        service=goods.order.service,
        payer=goods.order.payer,
        weight_g=parcel.weight_g,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
        battery_mark=parcel.battery_mark,
    )
    session.add_all([document, box])
    session.flush()
    label = Label(
        tenant_id=goods.case.tenant_id,
        leg_id=goods.leg.id,
        parcel_id=box.id,
        document_id=document.id,
        carrier=booked.carrier,
        tracking_no=booked.tracking_no,
        sscc=sscc,
        booked_at=at,
        valid_until=end_of(booked),
        price=booked.price.amount if booked.price else None,
        currency=booked.price.currency if booked.price else "",
    )
    session.add(label)
    session.flush()
    book_shipment(session, goods, label)


def label_document(
    order: ErrandOrder, goods: Consignment, content: bytes, at: datetime
) -> Document:
    """The label's bytes under their business key."""
    outbound = goods.leg.direction is Direction.OUTBOUND
    return Document(
        tenant_id=goods.case.tenant_id,
        id=uuid.uuid4(),
        key=effect_key(order),
        kind=Paper.PARCEL_LABEL if outbound else Paper.RETURN_LABEL,
        case_id=goods.case.id,
        media_type="application/pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        made_at=at,
    )


def end_of(booked: Booked) -> datetime | None:
    """The last instant of the label's last valid day, in UTC."""
    if booked.label_valid_until is None:
        return None
    return datetime.combine(booked.label_valid_until, time.max, tzinfo=UTC)
