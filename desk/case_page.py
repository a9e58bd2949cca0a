"""Everything there is to know of one case, read in a handful of queries."""

import uuid
from urllib.parse import quote

from sqlalchemy import ScalarSelect, and_, func, select
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
        case = visible_case(session, actor, number)
        row = session.execute(row_query().where(Case.id == case.id)).one()
        state = from_plain(CaseState, case.snapshot)
        zone = str(case.terms["timezone"])
        return CaseView(
            row=row_of(row),
            parties=parties_of(session, case),
            device=device_of(session, case.device_unit_id),
            replacement=replacement_of(session, state),
            promises=promises_of(session, case),
            legs=legs_of(session, case.id),
            documents=documents_of(session, case),
            letters=letters_of(session, case),
            story=story_of(session, case, zone),
            deadlines=deadlines_of(state),
            battery=state.battery,
            cancel_wanted=state.cancel_wanted,
            entitlement=case.entitlement,
            decisions=decisions_open_to(state),
            workflow_id=f"{actor.tenant}/case/{case.number}",
        )


def visible_case(session: Session, actor: Actor, number: str) -> Case:
    """The case with this number, if the actor may know of it (UnknownCase)."""
    case = session.scalars(select(Case).where(Case.number == number, actor.sees)).one_or_none()
    if case is None:
        raise UnknownCase(number)
    return case


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
        select(Contract.number, Contact, Address)
        .select_from(Contract)
        .join(Contact, and_(Contact.tenant_id == case.tenant_id, Contact.id == case.contact_id))
        .join(Address, and_(Address.tenant_id == case.tenant_id, Address.id == case.address_id))
        .where(Contract.tenant_id == case.tenant_id, Contract.id == case.contract_id)
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


def device_of(session: Session, unit_id: uuid.UUID) -> DeviceView:
    """The unit with its model and its place."""
    row = session.execute(
        select(
            Unit.serial, Unit.imei, DeviceModel.name.label("model"), Location.code.label("place")
        )
        .join(
            DeviceModel,
            and_(DeviceModel.tenant_id == Unit.tenant_id, DeviceModel.id == Unit.model_id),
        )
        .join(Location, and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id))
        .where(Unit.id == unit_id)
    ).one()
    return DeviceView(**row._mapping)  # noqa: SLF001 - its public name


def replacement_of(session: Session, state: CaseState) -> DeviceView | None:
    """The unit that goes, or went, to the customer."""
    if not state.replacement_unit:
        return None
    return device_of(session, uuid.UUID(state.replacement_unit))


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
        case = visible_case(session, actor, number)
        found = session.execute(
            select(Document.content, Document.media_type, Document.kind).where(
                Document.tenant_id == case.tenant_id,
                Document.case_id == case.id,
                Document.id == document_id,
            )
        ).one_or_none()
    if found is None:
        raise UnknownDocument
    ending = found.media_type.rpartition("/")[2]
    return found.content, found.media_type, f"{number}-{found.kind.replace('_', '-')}.{ending}"
