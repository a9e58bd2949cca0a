"""Programmes as their pages show them: what each tier sells, its versions, a contract's terms."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.contract_terms import contract_on_record, programme_now
from desk.actors import Actor
from desk.contract_rows import find_contract
from desk.programme_versions import LoadedVersion, list_versions, programme_for
from desk.request_keys import database_clock
from desk.ticket_choices import contract_query
from programmes.loader import ProgrammeUnknown, load_all
from rules.programme import Programme
from rules.programme_hash import hash_of
from rules.terms import Terms, calendars_under
from rules.working_calendar import Calendar
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine:
    """A programme in force; `versions` counts those loaded, none while the shipped file serves."""

    id: str
    vendor: str
    document: str
    version: str
    tiers: tuple[str, ...]
    versions: int
    contracts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """One version of a programme, its hash, and every version that is on record."""

    programme: Programme
    sha256: str
    in_force: bool
    versions: tuple[LoadedVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What a contract's programme promises under the contract's own settings."""

    terms: Terms
    calendars: Mapping[str, Calendar]


def list_programmes(database: Database, actor: Actor) -> tuple[ProgrammeLine, ...]:
    """Every programme the actor may look at, as a new case would have it (NotAllowed)."""
    actor.require("see contracts")
    with database.as_tenant(actor.tenant_id) as session:
        loaded = [one.programme for one in list_versions(session, actor.tenant_id)]
        signed = contracts_by_programme(session, actor)
        return tuple(
            line_of(
                programme_now(session, actor.tenant_id, one),
                versions=loaded.count(one),
                contracts=signed.get(one, 0),
            )
            for one in known_programmes(session, actor)
        )


def known_programmes(session: Session, actor: Actor) -> list[str]:
    """The ids of those shipped and loaded; a customer's person knows those of its contracts."""
    loaded = {one.programme for one in list_versions(session, actor.tenant_id)}
    known = sorted({*load_all(), *loaded})
    if actor.customer_id is None:
        return known
    signed = contracts_by_programme(session, actor)
    return [one for one in known if one in signed]


def contracts_by_programme(session: Session, actor: Actor) -> dict[str, int]:
    """How many contracts the actor may know of under each programme."""
    seen = contract_query(actor, database_clock(session).date()).subquery()
    query = select(seen.c.programme, func.count().label("signed")).group_by(seen.c.programme)
    return {row.programme: row.signed for row in session.execute(query)}


def line_of(programme: Programme, *, versions: int, contracts: int) -> ProgrammeLine:
    """The programme's line."""
    return ProgrammeLine(
        id=programme.id,
        vendor=programme.vendor,
        document=programme.ground.document,
        version=programme.version,
        tiers=tuple(tier.label for tier in programme.tiers.values()),
        versions=versions,
        contracts=contracts,
    )


def programme_page(
    database: Database, actor: Actor, programme_id: str, version: str = ""
) -> ProgrammePage:
    """The named version, else the one in force (NotAllowed, ProgrammeUnknown, VersionUnknown)."""
    actor.require("see contracts")
    with database.as_tenant(actor.tenant_id) as session:
        may_see(session, actor, programme_id)
        now = programme_now(session, actor.tenant_id, programme_id)
        found = now
        if version and version != now.version:
            found = programme_for(session, actor.tenant_id, programme_id, version)
        versions = list_versions(session, actor.tenant_id, programme_id)
    return ProgrammePage(
        programme=found,
        sha256=hash_of(found),
        in_force=found.version == now.version,
        versions=versions,
    )


def may_see(session: Session, actor: Actor, programme_id: str) -> None:
    """A customer's person sees the programmes of contracts it may ask under (ProgrammeUnknown)."""
    if actor.customer_id is None:
        return
    signed = contracts_by_programme(session, actor)
    if programme_id not in signed:
        raise ProgrammeUnknown(programme_id, sorted(signed))


def contract_terms(database: Database, actor: Actor, number: str) -> ContractTerms:
    """What holds under the contract now, with its calendars (NotAllowed, ContractNotFound)."""
    actor.require("see contracts")
    with database.as_tenant(actor.tenant_id) as session:
        row = find_contract(session, actor, number, database_clock(session))
        terms = contract_on_record(session, row).terms
        programme = programme_now(session, actor.tenant_id, row.programme)
    return ContractTerms(terms=terms, calendars=calendars_under(programme, terms.figures))
