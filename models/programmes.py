"""Programme files as versioned rows: once loaded, a version never changes."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Identity, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from models.base import OfTenant, Record, short
from rules.errors import DeskError, Kind
from rules.programme import Programme
from rules.programme_hash import hash_of
from rules.programme_store import programme_from_json

#: Programmes rebuilt from rows, which never change; two rows of one hash may hold other lists.
_REBUILT: dict[uuid.UUID, Programme] = {}
#: More than a site ever serves at once; beyond it the rebuilding starts anew.
MOST_REBUILT = 256


class ProgrammeVersion(OfTenant, Record):
    """One version of a programme as it was loaded; a loaded row is never edited."""

    __tablename__ = "programme_versions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "programme", "version"),
        CheckConstraint("length(sha256) = 64", name="whole_hash"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    programme: Mapped[str] = mapped_column(short())
    version: Mapped[str] = mapped_column(short(80))
    sha256: Mapped[str] = mapped_column(short(64))  # rules.programme_hash
    #: rules.programme_store; json and not jsonb, which would lose the order of the file.
    content: Mapped[dict[str, Any]] = deferred(mapped_column(JSON(), nullable=False))
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str] = mapped_column(short(254))


class ProgrammeRowAltered(DeskError):
    """A stored programme is not the one that was loaded."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, row: ProgrammeVersion) -> None:
        super().__init__(
            f"The row of {row.programme} version {row.version} does not have its hash "
            f"{row.sha256}. Restore it from a backup.",
            programme=row.programme,
            version=row.version,
        )


def programme_on_record(
    session: Session, tenant_id: uuid.UUID, programme_id: str, version: str = ""
) -> Programme | None:
    """The named version, else the one loaded last; None when there is no such row.

    Raises ProgrammeRowAltered.
    """
    row = session.scalars(rows_of(tenant_id, programme_id, version).limit(1)).one_or_none()
    return None if row is None else rebuilt(row)


def rows_of(tenant_id: uuid.UUID, programme_id: str, version: str = "") -> Select[ProgrammeVersion]:
    """The programme's rows, the one loaded last first; only the named version when one is."""
    query = select(ProgrammeVersion).where(
        ProgrammeVersion.tenant_id == tenant_id, ProgrammeVersion.programme == programme_id
    )
    if version:
        query = query.where(ProgrammeVersion.version == version)
    return query.order_by(ProgrammeVersion.seq.desc())


def rebuilt(row: ProgrammeVersion) -> Programme:
    """The programme in a row, rebuilt once per process; raises ProgrammeRowAltered."""
    known = _REBUILT.get(row.id)
    if known is not None:
        return known
    programme = programme_from_json(row.content)
    if hash_of(programme) != row.sha256:
        raise ProgrammeRowAltered(row)
    if len(_REBUILT) >= MOST_REBUILT:
        _REBUILT.clear()
    return _REBUILT.setdefault(row.id, programme)
