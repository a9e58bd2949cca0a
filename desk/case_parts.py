"""Everything that hangs on a case, asked for in one statement and read into values.

Eight small queries would cost eight times a round trip and a statement's bookkeeping; one that
joins them all would be planned for longer than it runs. So each list is a JSON column of its own.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)

from desk.attachments import AttachmentView
from desk.case_parcels import instant
from desk.case_view import (
    DeviceView,
    DocumentView,
    LetterView,
    PartiesView,
    PromiseView,
    WarrantyView,
)
from desk.clock_view import clocks_query
from desk.story import StoryEntry, tell
from models.cases import AuditEvent, Case, Promise, PromiseKind, PromiseOutcome
from models.contracts import Contract
from models.devices import DeviceModel, Unit
from models.legs import Label, Leg, Parcel
from models.locations import Location
from models.papers import Attachment, Document, Notification, Paper, Sending
from models.parties import Address, Contact
from models.warranties import UnitWarranty
from rules.way_back_terms import WarrantyRule

Part = Mapping[str, Any]
CASE = bindparam("case", type_=Case.id.type)
UNITS = bindparam("units", expanding=True, type_=Unit.id.type)


def listed(query: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """The query's rows, in its order, as one JSON list."""
    rows = query.subquery()
    every = func.json_agg(rows.table_valued())
    return select(func.coalesce(every, literal_column("'[]'::json"))).scalar_subquery()


PROMISES = (
    select(
        Promise.kind,
        Promise.due_at,
        Promise.counted_from,
        Promise.explanation,
        Promise.outcome,
        Promise.proved_at,
        Promise.superseded_at,
        Promise.programme_version,
        Promise.calendar_hash,
    )
    .where(Promise.case_id == CASE)
    .order_by(Promise.counted_from, Promise.key)
)
PARTIES = (
    select(
        Contract.number.label("contract"),
        Contact.name.label("contact"),
        Contact.email,
        Contact.phone,
        Contact.locale,
        Address.name,
        Address.street,
        Address.postcode,
        Address.city,
        Address.country,
    )
    .select_from(Case)
    .join(Contract, and_(Contract.tenant_id == Case.tenant_id, Contract.id == Case.contract_id))
    .join(Contact, and_(Contact.tenant_id == Case.tenant_id, Contact.id == Case.contact_id))
    .join(Address, and_(Address.tenant_id == Case.tenant_id, Address.id == Case.address_id))
    .where(Case.id == CASE)
)
DEVICES = (
    select(
        Unit.id,
        Unit.serial,
        Unit.imei,
        DeviceModel.name.label("model"),
        Location.code.label("place"),
    )
    .join(
        DeviceModel, and_(DeviceModel.tenant_id == Unit.tenant_id, DeviceModel.id == Unit.model_id)
    )
    .join(Location, and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id))
    .where(Unit.id.in_(UNITS))
)
BOXES = (
    select(
        Leg.direction,
        Leg.attempt,
        Leg.state,
        Leg.changed_at,
        Parcel.reference,
        Parcel.carrier,
        Parcel.service,
        Parcel.payer,
        Parcel.weight_g,
        Parcel.length_mm,
        Parcel.width_mm,
        Parcel.height_mm,
        Parcel.battery_mark,
        Label.tracking_no,
        Label.carrier.label("label_carrier"),
        Label.sscc,
        Label.booked_at,
        Label.valid_until,
        Label.voided_at,
        cast(Label.price, Text).label("price"),
        Label.currency,
        Label.document_id,
    )
    .outerjoin(Parcel, and_(Parcel.tenant_id == Leg.tenant_id, Parcel.leg_id == Leg.id))
    .outerjoin(Label, and_(Label.tenant_id == Parcel.tenant_id, Label.parcel_id == Parcel.id))
    .where(Leg.case_id == CASE)
    .order_by(Leg.direction, Leg.attempt, Parcel.reference, Label.booked_at)
)
DOCUMENTS = (
    select(Document.id, Document.kind, Document.media_type, Document.made_at)
    .where(Document.case_id == CASE)
    .order_by(Document.made_at, Document.key)
)
LETTERS = (
    select(
        Notification.letter,
        Notification.part,
        Notification.state,
        Notification.queued_at,
        Notification.sent_at,
        Notification.refusal,
    )
    .where(Notification.case_id == CASE)
    .order_by(Notification.queued_at, Notification.key)
)
STORY = (
    select(AuditEvent.at, AuditEvent.actor, AuditEvent.word, AuditEvent.details)
    .where(AuditEvent.case_id == CASE)
    .order_by(AuditEvent.seq)
)
ATTACHMENTS = (
    select(
        Attachment.id,
        Attachment.file_name,
        Attachment.media_type,
        Attachment.sha256,
        func.octet_length(Attachment.content).label("size"),
        Attachment.added_at,
        Attachment.added_by,
    )
    .where(Attachment.case_id == CASE)
    .order_by(Attachment.added_at, Attachment.file_name)
)
WARRANTIES = (
    select(Unit.serial, UnitWarranty.rule, UnitWarranty.until)
    .join(Unit, and_(Unit.tenant_id == UnitWarranty.tenant_id, Unit.id == UnitWarranty.unit_id))
    .where(UnitWarranty.case_id == CASE)
    .order_by(UnitWarranty.at, UnitWarranty.key)
)
#: One row with ten JSON lists; binds `case`, and `units` as a list of unit ids.
EVERYTHING = select(
    listed(PROMISES).label("promises"),
    listed(PARTIES).label("parties"),
    listed(DEVICES).label("devices"),
    listed(BOXES).label("boxes"),
    listed(DOCUMENTS).label("documents"),
    listed(LETTERS).label("letters"),
    listed(STORY).label("story"),
    listed(clocks_query(CASE)).label("clocks"),
    listed(ATTACHMENTS).label("attachments"),
    listed(WARRANTIES).label("warranties"),
)


def promise_view(part: Part) -> PromiseView:
    """A promise with its reason."""
    times = {name: instant(part[name]) for name in ("proved_at", "superseded_at")}
    return PromiseView(
        kind=PromiseKind(part["kind"]),
        due_at=datetime.fromisoformat(part["due_at"]),
        counted_from=datetime.fromisoformat(part["counted_from"]),
        explanation=part["explanation"],
        outcome=PromiseOutcome(part["outcome"]),
        programme_version=part["programme_version"],
        calendar_hash=part["calendar_hash"],
        **times,
    )


def warranty_view(part: Part) -> WarrantyView:
    """A warranty that was given with a unit."""
    return WarrantyView(
        serial=part["serial"],
        rule=WarrantyRule(part["rule"]),
        until=date.fromisoformat(part["until"]) if part["until"] else None,
    )


def parties_view(part: Part) -> PartiesView:
    """Whom the case is for, and the address as lines."""
    town = f"{part['country']}-{part['postcode']} {part['city']}"
    said = {name: part[name] for name in ("contract", "contact", "email", "phone", "locale")}
    return PartiesView(**said, address=(part["name"], part["street"], town))


def device_views(parts: Iterable[Part]) -> Mapping[str, DeviceView]:
    """The units by id."""
    names = ("serial", "imei", "model", "place")
    return {part["id"]: DeviceView(**{name: part[name] for name in names}) for part in parts}


def document_view(part: Part) -> DocumentView:
    """A document without its bytes."""
    return DocumentView(
        id=uuid.UUID(part["id"]),
        kind=Paper(part["kind"]),
        media_type=part["media_type"],
        made_at=datetime.fromisoformat(part["made_at"]),
    )


def letter_view(part: Part) -> LetterView:
    """A letter and how far it has come."""
    return LetterView(
        letter=part["letter"],
        part=part["part"],
        state=Sending(part["state"]),
        queued_at=datetime.fromisoformat(part["queued_at"]),
        sent_at=instant(part["sent_at"]),
        refusal=part["refusal"],
    )


def attachment_view(part: Part) -> AttachmentView:
    """A file that somebody added, without its bytes."""
    known = {"id": uuid.UUID(part["id"]), "added_at": datetime.fromisoformat(part["added_at"])}
    return AttachmentView(**{**part, **known})


def story_entry(part: Part, zone: str) -> StoryEntry:
    """One sentence of the story."""
    sentence = tell(part["word"], part["details"], zone)
    at = datetime.fromisoformat(part["at"])
    return StoryEntry(at=at, actor=part["actor"], word=part["word"], sentence=sentence)
