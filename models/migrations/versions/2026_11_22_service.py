"""Support and repair cases with their service clocks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations.row_security import secure

revision = "0004_service"
down_revision = "0003_programmes"
branch_labels = None
depends_on = None

REMEDIES = ("swap", "advance_replacement")
STAGES = ("assessing", "replacing", "returning", "closed", "cancelled", "advised")
MOVERS = ("desk", "customer", "carrier", "stock", "nobody")
TOLD = (
    "opened",
    "answered",
    "diagnosed",
    "promised",
    "unit_granted",
    "unit_waiting",
    "unit_taken_back",
    "pack_scanned",
    "unit_packed",
    "pack_refused",
    "label_booked",
    "label_refused",
    "label_voided",
    "void_refused",
    "recalled",
    "recall_refused",
    "slip_printed",
    "carrier_said",
    "receipt_scanned",
    "battery_answered",
    "send_again",
    "cancel_asked",
    "return_waived",
    "deadline_passed",
)
NEW_TOLD = (
    "replied",
    "customer_asked",
    "customer_answered",
    "remote_session",
    "severity_set",
    "escalated",
    "manufacturer_answered",
    "software_sent",
    "software_acknowledged",
    "referred",
    "resolved",
    "bench_done",
    "disposition_set",
    "clock_set",
    "clock_stopped",
)
#: Each widened column: its table, its name, the words it had and the words it gets.
WIDENED = (
    ("cases", "remedy", REMEDIES, ("support", "repair")),
    ("cases", "stage", STAGES, ("helping", "repairing")),
    ("cases", "mover", MOVERS, ("manufacturer",)),
    ("inbox", "told", TOLD, NEW_TOLD),
)


def upgrade() -> None:
    for table, column, known, added in WIDENED:
        keep_to(table, column, (*known, *added))
    op.create_table(
        "service_clocks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("metric", words("metric", "response", "resolution"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=80), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.Column(
            "commitment",
            words("commitment", "guaranteed", "best_effort", "queue_order", "none"),
            nullable=False,
        ),
        sa.Column("calendar", sa.String(length=80), nullable=False),
        sa.Column("calendar_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            words(
                "clockstate",
                "running",
                "paused",
                "untimed",
                "met",
                "breached",
                "answered",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_seconds", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("counted", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'running' OR (due_at IS NOT NULL AND calendar_hash <> '')",
            name=op.f("ck_service_clocks_running_clocks_are_due"),
        ),
        sa.CheckConstraint(
            "(stopped_at IS NOT NULL) = (state IN ('met', 'breached', 'withdrawn', 'answered'))",
            name=op.f("ck_service_clocks_stopped_clocks_have_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_service_clocks_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_service_clocks_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_service_clocks")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "metric",
            "number",
            name=op.f("uq_service_clocks_tenant_id_case_id_metric_number"),
        ),
    )
    op.create_index(
        "uq_service_clocks_current",
        "service_clocks",
        ["tenant_id", "case_id", "metric"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index(
        "ix_service_clocks_open",
        "service_clocks",
        ["tenant_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("superseded_at IS NULL AND stopped_at IS NULL"),
    )
    secure("service_clocks")


def words(name: str, *members: str) -> sa.Enum:
    """A text column that is kept to these words."""
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def keep_to(table: str, column: str, members: tuple[str, ...]) -> None:
    """Let the column hold these words and no others; fails while a row holds another."""
    listed = ", ".join(f"'{member}'" for member in members)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{column}")
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({listed}))"
    )


def downgrade() -> None:
    op.drop_table("service_clocks")
    for table, column, known, _ in reversed(WIDENED):
        keep_to(table, column, known)
