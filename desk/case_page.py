"""Everything there is to know of one case, read in a handful of queries."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.case_parcels import legs_of
from desk.case_rows import row_of, row_query
from desk.case_view import (
    CaseView,
    Deadline,
    DeviceView,
    DocumentView,
    LetterView,
    PartiesView,
    PromiseView,
)
from desk.refusals import UnknownCase, UnknownDocument
from desk.story import StoryEntry, tell
from models.cases import AuditEvent, Case, Promise
from models.contracts import Contract
from models.devices import DeviceModel, Unit
from models.locations import Location
from models.papers import Document, Notification, Sending
from models.parties import Address, Contact
from rules.case_machine import ALLOWED
from rules.case_state import CaseState
from rules.case_words import Told
from runtime.database import Database
from runtime.payloads import from_plain


def workflow_link(ui_url: str, workflow_id: str) -> str:
    """Where Temporal's own pages show the case's workflow."""
    named = quote(workflow_id, safe="")
    return f"{ui_url.rstrip('/')}/namespaces/default/workflows/{named}"


def view_case(database: Database, actor: Actor, number: str) -> CaseView:
    """The case as it stands (UnknownCase also for another tenant's or customer's)."""
    with database.as_tenant(actor.tenant_id) as session:
        head = head_of(session, actor, number)
        case: Case = head.Case
        state = from_plain(CaseState, case.snapshot)
        units = devices_of(session, (str(case.device_unit_id), state.replacement_unit))
        return CaseView(
            row=row_of(head),
            parties=parties_of(session, case),
            device=units[str(case.device_unit_id)],
            replacement=units.get(state.replacement_unit),
            promises=promises_of(session, case),
            legs=legs_of(session, case.id),
            documents=documents_of(session, case),
            letters=letters_of(session, case),
            story=story_of(session, case, head.timezone),
            deadlines=deadlines_of(state),
            battery=state.battery,
            cancel_wanted=state.cancel_wanted,
            entitlement=case.entitlement,
            decisions=decisions_open_to(state),
            workflow_id=f"{actor.tenant}/case/{case.number}",
        )


def head_of(session: Session, actor: Actor, number: str) -> Row[Any]:
    """The case and its line (UnknownCase); what else is there once is not joined here.

    Nine tables in one query would be planned for longer than everything else takes.
    """
    query = row_query().add_columns(Case).where(Case.number == number, actor.sees)
    head = session.execute(query).one_or_none()
    if head is None:
        raise UnknownCase(number)
    return head


def visible_id(session: Session, actor: Actor, number: str) -> uuid.UUID:
    """The case with this number, if the actor may know of it (UnknownCase)."""
    found = session.scalars(select(Case.id).where(Case.number == number, actor.sees)).one_or_none()
    if found is None:
        raise UnknownCase(number)
    return found


def view_version(view: CaseView) -> str:
    """The same word as `case_version`, of a view at hand."""
    left = sum(letter.state is not Sending.QUEUED for letter in view.letters)
    return f"{view.row.version}.{left}"


def case_version(database: Database, actor: Actor, number: str) -> str:
    """A word that changes with every step and every letter of the case (UnknownCase)."""
    with database.as_tenant(actor.tenant_id) as session:
        row = session.execute(
            select(Case.version, letters_sent()).where(Case.number == number, actor.sees)
        ).one_or_none()
    if row is None:
        raise UnknownCase(number)
    return f"{row[0]}.{row[1]}"


def letters_sent() -> ScalarSelect[int]:
    """How many letters of the case have left."""
    return (
        select(func.count())
        .where(
            Notification.tenant_id == Case.tenant_id,
            Notification.case_id == Case.id,
            Notification.state != Sending.QUEUED,
        )
        .scalar_subquery()
    )


def decisions_open_to(state: CaseState) -> tuple[Told, ...]:
    """What a person could decide now, as the case machine sees it."""
    if state.ended:
        return ()
    return tuple(told for told, wanting in ALLOWED.items() if not wanting(state))


def deadlines_of(state: CaseState) -> tuple[Deadline, ...]:
    """Everything still to come, soonest first."""
    dated = sorted(state.deadlines.items(), key=lambda pair: pair[1])
    return tuple(Deadline(name=name, at=at) for name, at in dated)


def parties_of(session: Session, case: Case) -> PartiesView:
    """Contract, contact and address in one query."""
    contract, contact, address = session.execute(
        select(Contract.number, Contact, Address).where(
            Contract.tenant_id == case.tenant_id,
            Contract.id == case.contract_id,
            Contact.tenant_id == case.tenant_id,
            Contact.id == case.contact_id,
            Address.tenant_id == case.tenant_id,
            Address.id == case.address_id,
        )
    ).one()
    town = f"{address.country}-{address.postcode} {address.city}"
    return PartiesView(
        contract=contract,
        contact=contact.name,
        email=contact.email,
        phone=contact.phone,
        locale=contact.locale,
        address=(address.name, address.street, town),
    )


def devices_of(session: Session, unit_ids: Iterable[str]) -> Mapping[str, DeviceView]:
    """The units by id, each with its model and its place."""
    own = Unit.tenant_id
    rows = session.execute(
        select(Unit.id, Unit.serial, Unit.imei, DeviceModel.name, Location.code)
        .join(DeviceModel, and_(DeviceModel.tenant_id == own, DeviceModel.id == Unit.model_id))
        .join(Location, and_(Location.tenant_id == own, Location.id == Unit.location_id))
        .where(Unit.id.in_([uuid.UUID(unit_id) for unit_id in unit_ids if unit_id]))
    )
    return {
        str(unit_id): DeviceView(serial=serial, imei=imei, model=model, place=place)
        for unit_id, serial, imei, model, place in rows
    }


def promises_of(session: Session, case: Case) -> tuple[PromiseView, ...]:
    """Every promise made, the newest last."""
    rows = session.execute(
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
        .where(Promise.tenant_id == case.tenant_id, Promise.case_id == case.id)
        .order_by(Promise.counted_from, Promise.key)
    )
    return tuple(PromiseView(**row) for row in rows.mappings())


def documents_of(session: Session, case: Case) -> tuple[DocumentView, ...]:
    """The case's documents without their bytes."""
    rows = session.execute(
        select(Document.id, Document.kind, Document.media_type, Document.made_at)
        .where(Document.tenant_id == case.tenant_id, Document.case_id == case.id)
        .order_by(Document.made_at, Document.key)
    )
    return tuple(DocumentView(**row) for row in rows.mappings())


def letters_of(session: Session, case: Case) -> tuple[LetterView, ...]:
    """The letters queued and sent, in order."""
    rows = session.execute(
        select(
            Notification.letter,
            Notification.part,
            Notification.state,
            Notification.queued_at,
            Notification.sent_at,
            Notification.refusal,
        )
        .where(Notification.tenant_id == case.tenant_id, Notification.case_id == case.id)
        .order_by(Notification.queued_at, Notification.key)
    )
    return tuple(LetterView(**row) for row in rows.mappings())


def story_of(session: Session, case: Case, zone: str) -> tuple[StoryEntry, ...]:
    """What happened so far, in the order it was written."""
    events = session.execute(
        select(AuditEvent.at, AuditEvent.actor, AuditEvent.word, AuditEvent.details)
        .where(AuditEvent.tenant_id == case.tenant_id, AuditEvent.case_id == case.id)
        .order_by(AuditEvent.seq)
    )
    return tuple(
        StoryEntry(at=at, actor=actor, word=word, sentence=tell(word, details, zone))
        for at, actor, word, details in events
    )


def read_document(
    database: Database, actor: Actor, number: str, document_id: uuid.UUID
) -> tuple[bytes, str, str]:
    """A document's bytes, media type and file name (UnknownCase, UnknownDocument)."""
    with database.as_tenant(actor.tenant_id) as session:
        case_id = visible_id(session, actor, number)
        found = session.execute(
            select(Document.content, Document.media_type, Document.kind).where(
                Document.tenant_id == actor.tenant_id,
                Document.case_id == case_id,
                Document.id == document_id,
            )
        ).one_or_none()
    if found is None:
        raise UnknownDocument
    ending = found.media_type.rpartition("/")[2]
    return found.content, found.media_type, f"{number}-{found.kind.replace('_', '-')}.{ending}"
