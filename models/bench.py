"""The bench: what was found in each unit, and how its data was wiped."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_values import Finding
from rules.sanitization import SanitizationMethod


class BenchFinding(OfTenant, Record):
    """What one inspection of a unit found; a unit's history counts them, nothing is cached."""

    __tablename__ = "bench_findings"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        to_tenants("units", "unit_id"),
        Index("ix_bench_findings_unit", "tenant_id", "unit_id", "at"),
        Index("ix_bench_findings_at", "tenant_id", "finding", "at"),
    )

    key: Mapped[str] = mapped_column(short(300))
    case_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    finding: Mapped[Finding] = mapped_column(one_of(Finding))
    exclusion: Mapped[str] = mapped_column(short(), default="")  # which exclusion of the programme
    grade: Mapped[str] = mapped_column(short(), default="")
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(short(254))


class WipeCertificate(OfTenant, Record):
    """A unit's data was wiped: who did it, how, and how it was verified (NIST SP 800-88 Rev. 2)."""

    __tablename__ = "wipe_certificates"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        UniqueConstraint("tenant_id", "number"),
        to_tenants("cases", "case_id"),
        to_tenants("units", "unit_id"),
        Index("ix_wipe_certificates_unit", "tenant_id", "unit_id", "at"),
    )

    key: Mapped[str] = mapped_column(short(300))
    number: Mapped[str] = mapped_column(short())
    case_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID]
    method: Mapped[SanitizationMethod] = mapped_column(one_of(SanitizationMethod))
    technique: Mapped[str]
    tool: Mapped[str]
    verification: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(short(254))
