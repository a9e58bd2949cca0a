"""Everything there is to know of one case, read in two queries."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row, ScalarSelect, func, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.case_parcels import leg_views
from desk.case_parts import (
    EVERYTHING,
    attachment_view,
    device_views,
    document_view,
    letter_view,
    parties_view,
    promise_view,
    story_entry,
    warranty_view,
)
from desk.case_rows import row_of, row_query
from desk.case_view import CaseView, Deadline
from desk.clock_view import clock_view
from desk.decision_view import stored_decision
from desk.refusals import UnknownCase, UnknownDocument
from desk.safety import require_printable
from models.cases import Case
from models.papers import Attachment, Document, Notification, Sending
from rules.case_decisions import ALLOWED
from rules.case_facts import Told
from rules.case_state import CaseState
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
        units = [case.device_unit_id, *replacement_in(state)]
        parts = session.execute(EVERYTHING, {"case": case.id, "units": units}).one()
    return view_of(actor, head, state, parts)


def replacement_in(state: CaseState) -> Iterator[uuid.UUID]:
    """The unit that goes, or went, to the customer, if there is one."""
    if state.replacement_unit:
        yield uuid.UUID(state.replacement_unit)


def view_of(
    actor: Actor, head: Row[*tuple[Any, ...]], state: CaseState, parts: Row[*tuple[Any, ...]]
) -> CaseView:
    """The case as a value."""
    case: Case = head.Case
    devices = device_views(parts.devices)
    return CaseView(
        row=row_of(head),
        parties=parties_view(parts.parties[0]),
        device=devices[str(case.device_unit_id)],
        replacement=devices.get(state.replacement_unit),
        promises=tuple(promise_view(part) for part in parts.promises),
        legs=leg_views(parts.boxes),
        documents=tuple(document_view(part) for part in parts.documents),
        letters=tuple(letter_view(part) for part in parts.letters),
        story=tuple(story_entry(part, head.timezone) for part in parts.story),
        deadlines=deadlines_of(state),
        battery=state.battery,
        cancel_wanted=state.cancel_wanted,
        entitlement=case.entitlement,
        decisions=decisions_open_to(state),
        workflow_id=f"{actor.tenant}/case/{case.number}",
        programme=case.terms["programme"],
        programme_version=case.terms["version"],
        tier=case.terms["offer"]["label"],
        need=state.need,
        severity=state.severity,
        severities=tuple(severities_of(case.terms)),
        remote_kinds=state.remote_kinds,
        awaiting=tuple(one.value for one in state.awaiting),
        clocks=tuple(clock_view(part) for part in parts.clocks),
        judged=stored_decision(case.entitlement),
        attachments=tuple(attachment_view(part) for part in parts.attachments),
        warranties=tuple(warranty_view(part) for part in parts.warranties),
    )


def severities_of(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The severities the case's terms know with their English labels, the worst first."""
    known = terms.get("ground", {}).get("severities", {}).values()
    for one in sorted(known, key=lambda severity: severity["rank"]):
        yield one["id"], one["label"].get("en") or one["id"]


def head_of(session: Session, actor: Actor, number: str) -> Row[*tuple[Any, ...]]:
    """The case and its line (UnknownCase)."""
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
    return f"{view.row.version}.{left}.{len(view.attachments)}"


def case_version(database: Database, actor: Actor, number: str) -> str:
    """A word that changes with every step, letter and file of the case (UnknownCase)."""
    query = select(Case.version, letters_sent(), files_kept())
    with database.as_tenant(actor.tenant_id) as session:
        row = session.execute(query.where(Case.number == number, actor.sees)).one_or_none()
    if row is None:
        raise UnknownCase(number)
    return ".".join(str(count) for count in row)


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


def files_kept() -> ScalarSelect[int]:
    """How many files were added to the case."""
    return (
        select(func.count())
        .where(Attachment.tenant_id == Case.tenant_id, Attachment.case_id == Case.id)
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


def read_document(
    database: Database, actor: Actor, number: str, document_id: uuid.UUID
) -> tuple[bytes, str, str]:
    """A document's bytes, media type and file name, in every door.

    Raises UnknownCase, UnknownDocument, and UnsafeBattery for a label that must not be used.
    """
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
        require_printable(session, case_id, found.kind)
    ending = found.media_type.rpartition("/")[2]
    return found.content, found.media_type, f"{number}-{found.kind.replace('_', '-')}.{ending}"
