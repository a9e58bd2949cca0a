"""Programmes as this tenant has loaded them: a version is loaded once and then never changes."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.programmes import ProgrammeVersion, programme_on_record, rows_of
from programmes.loader import load_programme
from rules.errors import DeskError, Kind
from rules.plain_diff import Difference, differences
from rules.programme import Programme
from rules.programme_hash import content_of, hash_of
from rules.programme_store import programme_to_json


class VersionAlreadyLoaded(DeskError):
    """This version was loaded with another content."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(
            f"Version {programme.version} of {programme.id} is on record with another content, "
            "and cases stand on it. Raise the version number in the file and load it again.",
            programme=programme.id,
            version=programme.version,
        )


class VersionUnknown(DeskError):
    """This version of the programme was never loaded."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, programme: str, version: str, known: list[str]) -> None:
        super().__init__(
            f"{programme} has no version {version!r} on record. "
            f"The versions are: {', '.join(known) or 'none'}.",
            programme=programme,
            version=version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedVersion:
    """One loaded version of a programme, without its content."""

    programme: str
    version: str
    sha256: str
    loaded_at: datetime
    loaded_by: str


def load_version(
    session: Session, tenant_id: uuid.UUID, programme: Programme, at: datetime, by: str
) -> ProgrammeVersion:
    """The programme's row, written now unless it is on record; `session` is the tenant's.

    Raises VersionAlreadyLoaded when the known version has another content.
    """
    digest = hash_of(programme)
    session.execute(
        insert(ProgrammeVersion)
        .values(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            programme=programme.id,
            version=programme.version,
            sha256=digest,
            content=programme_to_json(programme),
            loaded_at=at,
            loaded_by=by,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "programme", "version"])
    )
    row = session.scalars(rows_of(tenant_id, programme.id, programme.version)).one()
    if row.sha256 != digest:
        raise VersionAlreadyLoaded(programme)
    return row


def programme_for(
    session: Session, tenant_id: uuid.UUID, programme_id: str, version: str
) -> Programme:
    """The programme of exactly that version; raises VersionUnknown."""
    found = programme_on_record(session, tenant_id, programme_id, version)
    if found is None:
        known = [one.version for one in list_versions(session, tenant_id, programme_id)]
        raise VersionUnknown(programme_id, version, known)
    return found


def programme_in_force(
    session: Session, tenant_id: uuid.UUID, programme_id: str, at: datetime
) -> Programme:
    """What a new case stands on: the version loaded last, else the shipped file, loaded now.

    Raises ProgrammeUnknown and ProgrammeInvalid.
    """
    found = programme_on_record(session, tenant_id, programme_id)
    if found is None:
        found = load_programme(programme_id)
        load_version(session, tenant_id, found, at, "shipped file")
    return found


def list_versions(
    session: Session, tenant_id: uuid.UUID, programme_id: str = ""
) -> tuple[LoadedVersion, ...]:
    """Every loaded version, of one programme or of all, the newest of each first."""
    query = rows_of(tenant_id, programme_id) if programme_id else _rows_of_all(tenant_id)
    return tuple(loaded(row) for row in session.scalars(query))


def loaded(row: ProgrammeVersion) -> LoadedVersion:
    """The row without its content."""
    return LoadedVersion(
        programme=row.programme,
        version=row.version,
        sha256=row.sha256,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
    )


def diff(
    session: Session, tenant_id: uuid.UUID, programme_id: str, before: str, after: str
) -> tuple[Difference, ...]:
    """Every place in which two loaded versions differ; raises VersionUnknown."""
    older, newer = (
        content_of(programme_for(session, tenant_id, programme_id, version))
        for version in (before, after)
    )
    return differences(older, newer)


def _rows_of_all(tenant_id: uuid.UUID) -> Select[ProgrammeVersion]:
    return (
        select(ProgrammeVersion)
        .where(ProgrammeVersion.tenant_id == tenant_id)
        .order_by(ProgrammeVersion.programme, ProgrammeVersion.seq.desc())
    )
