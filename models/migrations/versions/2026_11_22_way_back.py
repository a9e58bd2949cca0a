"""The way back: debts, custody, charges, the bench, proposals, searches, visits, warranties."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from models.migrations.row_security import secure

revision = "0009_way_back"
down_revision = "0008_parts"
branch_labels = None
depends_on = None

#: Tables in the order in which they are made; the true ones are append-only.
TABLES = {
    "owed_units": False,
    "custody_items": False,
    "case_charges": False,
    "bench_findings": True,
    "wipe_certificates": True,
    "cost_proposals": False,
    "parcel_claims": False,
    "site_visits": False,
    "danger_decisions": True,
    "unit_warranties": True,
}
#: The words a column may hold: its table, column, constraint, the words before and those new.
WORDS = (
    (
        "inbox",
        "told",
        "ck_inbox_told",
        [
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
            "deadline_passed",
        ],
        [
            "days_counted",
            "came_late",
            "paper_printed",
            "remind_now",
            "extended",
            "disputed",
            "dispute_settled",
            "relabelled",
            "charge_decided",
            "item_found",
            "item_settled",
            "lock_found",
            "lock_off",
            "accessory_missing",
            "unreadable_received",
            "identified",
            "inspected",
            "finding_answered",
            "wiped",
            "disposed",
            "repair_ended",
            "proposal_made",
            "proposal_answered",
            "traced",
            "trace_refused",
            "claim_filed",
            "claim_refused",
            "declared_lost",
            "dead_on_arrival",
            "visit_booked",
            "visit_done",
            "backup_taken",
            "danger_decided",
            "danger_collected",
            "closed_by_hand",
        ],
    ),
    (
        "cases",
        "remedy",
        "ck_cases_remedy",
        ["swap", "advance_replacement", "support", "repair"],
        ["on_site"],
    ),
    (
        "cases",
        "stage",
        "ck_cases_stage",
        [
            "assessing",
            "helping",
            "repairing",
            "replacing",
            "returning",
            "closed",
            "cancelled",
            "advised",
        ],
        ["visiting"],
    ),
    (
        "cases",
        "inbound",
        "ck_cases_inbound",
        ["none", "owed", "blocked", "labelled", "on_its_way", "arrived", "received", "waived"],
        ["collecting"],
    ),
    (
        "cases",
        "mover",
        "ck_cases_mover",
        ["desk", "customer", "carrier", "stock", "manufacturer", "nobody"],
        ["finance", "repairer"],
    ),
    (
        "locations",
        "kind",
        "ck_locations_place",
        ["vendor", "shelf", "dock", "transit", "customer", "bench", "quarantine", "lost", "scrap"],
        ["repairer", "site", "harvest"],
    ),
    (
        "documents",
        "kind",
        "ck_documents_paper",
        ["parcel_label", "return_label", "service_slip"],
        ["wipe_certificate", "cost_proposal", "danger_note"],
    ),
)


def upgrade() -> None:
    for table, column, name, before, added in WORDS:
        keep_to(table, column, name, [*before, *added])
    op.add_column("contacts", flag("for_account", "false"))
    op.add_column("staff_accounts", sa.Column("trained_until", sa.Date(), nullable=True))
    op.add_column("device_models", flag("holds_data", "true"))
    op.add_column(
        "units", sa.Column("batch", sa.String(length=40), server_default="", nullable=False)
    )
    make_tables()
    for table, append_only in TABLES.items():
        secure(table, append_only=append_only)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("units", "batch")
    op.drop_column("device_models", "holds_data")
    op.drop_column("staff_accounts", "trained_until")
    op.drop_column("contacts", "for_account")
    for table, column, name, before, _ in WORDS:
        keep_to(table, column, name, before)


def flag(name: str, default: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text(default), nullable=False)


def keep_to(table: str, column: str, name: str, words: list[str]) -> None:
    quoted = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, f"{column} IN ({quoted})")


def make_tables() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "owed_units",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "broken",
                "unused",
                "extra",
                "dead_on_arrival",
                "loan",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "held",
                "received",
                "waived",
                "charged",
                "lost",
                name="debtstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_owed_units_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_owed_units_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_owed_units_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_owed_units")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "unit_id",
            name=op.f("uq_owed_units_tenant_id_case_id_unit_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "uq_owed_units_open",
        "owed_units",
        ["tenant_id", "unit_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'held')"),
    )
    op.create_table(
        "custody_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "unit",
                "sim",
                "memory_card",
                "accessory",
                "other",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=254), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "returned",
                "destroyed",
                "accepted",
                "other_case",
                "kept",
                name="itemoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)",
            name=op.f("ck_custody_items_settled_by_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_custody_items_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_custody_items_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_custody_items_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_custody_items")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_custody_items_tenant_id_key")),
    )
    op.create_index(
        "ix_custody_items_open",
        "custody_items",
        ["tenant_id", "case_id"],
        unique=False,
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "case_charges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "unreturned_unit",
                "not_covered",
                "no_fault_found",
                "missing_accessory",
                "repair",
                "estimate",
                name="chargekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "dropped",
                "withdrawn",
                "reversed",
                name="chargestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "amount IS NULL OR currency <> ''", name=op.f("ck_case_charges_amount_has_currency")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'reversed') OR amount IS NOT NULL",
            name=op.f("ck_case_charges_billed_has_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_case_charges_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_case_charges_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_charges")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "kind",
            "about",
            name=op.f("uq_case_charges_tenant_id_case_id_kind_about"),
        ),
    )
    op.create_index(
        "ix_case_charges_proposed",
        "case_charges",
        ["tenant_id", "proposed_at"],
        unique=False,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "bench_findings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "defect_confirmed",
                "no_fault_found",
                "customer_damage",
                "exclusion",
                "unsafe_battery",
                "counterfeit",
                "not_economical",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("exclusion", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_bench_findings_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_bench_findings_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bench_findings_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bench_findings")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_bench_findings_tenant_id_key")),
    )
    op.create_index(
        "ix_bench_findings_at", "bench_findings", ["tenant_id", "finding", "at"], unique=False
    )
    op.create_index(
        "ix_bench_findings_unit", "bench_findings", ["tenant_id", "unit_id", "at"], unique=False
    )
    op.create_table(
        "wipe_certificates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "clear",
                "purge",
                "destroy",
                name="sanitizationmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("technique", sa.Text(), nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("verification", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_wipe_certificates_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_wipe_certificates_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_wipe_certificates_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_wipe_certificates")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_wipe_certificates_tenant_id_key")),
        sa.UniqueConstraint(
            "tenant_id", "number", name=op.f("uq_wipe_certificates_tenant_id_number")
        ),
    )
    op.create_index(
        "ix_wipe_certificates_unit",
        "wipe_certificates",
        ["tenant_id", "unit_id", "at"],
        unique=False,
    )
    op.create_table(
        "cost_proposals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "expired",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=254), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=254), nullable=False),
        sa.Column(
            "otherwise",
            sa.Enum(
                "repair_here",
                "repairer",
                "restock",
                "return_to_user",
                "scrap",
                "harvest",
                name="destination",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_cost_proposals_has_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_cost_proposals_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_cost_proposals_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_cost_proposals_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cost_proposals")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "number",
            name=op.f("uq_cost_proposals_tenant_id_case_id_number"),
        ),
    )
    op.create_table(
        "parcel_claims",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "outbound",
                "return",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("trace_no", sa.String(length=80), nullable=False),
        sa.Column("claim_no", sa.String(length=80), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("traced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_parcel_claims_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_parcel_claims_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_parcel_claims")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "direction",
            "attempt",
            name=op.f("uq_parcel_claims_tenant_id_case_id_direction_attempt"),
        ),
    )
    op.create_table(
        "site_visits",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("booked_by", sa.String(length=254), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_site_visits_window")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_site_visits_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_site_visits_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_site_visits")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "number", name=op.f("uq_site_visits_tenant_id_case_id_number")
        ),
    )
    op.create_table(
        "danger_decisions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("battery", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=40), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_danger_decisions_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_danger_decisions_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_danger_decisions")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_danger_decisions_tenant_id_key")),
    )
    op.create_table(
        "unit_warranties",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "rest",
                "fresh",
                "longer",
                name="warrantyrule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_unit_warranties_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_unit_warranties_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_unit_warranties_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_unit_warranties")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_unit_warranties_tenant_id_key")),
    )
    op.create_index(
        "ix_unit_warranties_unit", "unit_warranties", ["tenant_id", "unit_id"], unique=False
    )
    # ### end Alembic commands ###
