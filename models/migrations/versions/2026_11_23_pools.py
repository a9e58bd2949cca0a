"""Pools, prompts, orders, counts and reports, and the triggers that have a pool checked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from models.migrations.pool_triggers import drop_triggers, make_triggers
from models.migrations.row_security import open_to, secure

revision = "0010_pools"
down_revision = "0009_way_back"
branch_labels = None
depends_on = None

#: Tables in the order in which they are made; the true ones are append-only.
TABLES = {
    "pools": False,
    "pool_models": False,
    "fleet_counts": True,
    "pool_checks": False,
    "suppliers": False,
    "supplier_prices": False,
    "refill_prompts": False,
    "prompt_invitations": False,
    "stock_orders": False,
    "order_lines": False,
    "deliveries": True,
    "delivered_units": False,
    "pool_events": True,
    "stock_takes": False,
    "stock_take_scans": False,
    "stock_take_differences": True,
    "write_offs": False,
    "quality_reports": True,
}
#: The words a column may hold: its table, column, constraint, the words before and those new.
WORDS = (
    (
        "locations",
        "kind",
        "ck_locations_place",
        [
            "vendor",
            "shelf",
            "dock",
            "transit",
            "customer",
            "bench",
            "quarantine",
            "repairer",
            "site",
            "lost",
            "scrap",
            "harvest",
        ],
        ["receiving"],
    ),
    (
        "documents",
        "kind",
        "ck_documents_paper",
        [
            "parcel_label",
            "return_label",
            "service_slip",
            "wipe_certificate",
            "cost_proposal",
            "danger_note",
        ],
        ["refill_proposal", "purchase_order", "quality_report"],
    ),
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
        ["promise_watched", "promise_remade"],
    ),
)


def upgrade() -> None:
    for table, column, name, before, added in WORDS:
        keep_to(table, column, name, [*before, *added])
    op.add_column(
        "contacts",
        sa.Column(
            "approves_refills", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.add_column("contacts", sa.Column("approval_limit", sa.Numeric(18, 4), nullable=True))
    op.create_index(
        "ix_units_owner",
        "units",
        ["tenant_id", "owner_customer_id", "model_id", "location_id"],
        postgresql_include=["id"],
    )
    shelf = ["tenant_id", "location_id", "model_id"]
    op.drop_index("ix_units_shelf", "units")
    op.create_index("ix_units_shelf", "units", shelf, postgresql_include=["id"])
    op.create_index(
        "ix_unit_requests_handed_out",
        "unit_requests",
        ["tenant_id", "shelf_id", "model_id", "requested_at"],
        postgresql_where=sa.text("state IN ('packed', 'done')"),
    )
    make_tables()
    change_papers()
    for table, append_only in TABLES.items():
        secure(table, append_only=append_only)
    op.execute("GRANT DELETE ON pool_checks TO swapdesk_app")
    open_to("swapdesk_relay", "pool_checks", "SELECT")
    open_to("swapdesk_reconcile", "pool_checks", "SELECT")
    open_to("swapdesk_reconcile", "refill_prompts", "SELECT")
    open_to("swapdesk_reconcile", "stock_orders", "SELECT")
    open_to("swapdesk_reconcile", "pools", "SELECT")
    open_to("swapdesk_reconcile", "device_models", "SELECT")
    make_triggers()


def downgrade() -> None:
    drop_triggers()
    for table in ("pools", "device_models"):
        op.execute(f"DROP POLICY swapdesk_reconcile_rows ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM swapdesk_reconcile")
    change_papers_back()
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_unit_requests_handed_out", "unit_requests")
    op.drop_index("ix_units_owner", "units")
    op.drop_index("ix_units_shelf", "units")
    op.create_index("ix_units_shelf", "units", ["tenant_id", "location_id", "model_id"])
    op.drop_column("contacts", "approval_limit")
    op.drop_column("contacts", "approves_refills")
    for table, column, name, before, _ in WORDS:
        keep_to(table, column, name, before)


def keep_to(table: str, column: str, name: str, words: list[str]) -> None:
    quoted = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, f"{column} IN ({quoted})")


def change_papers() -> None:
    """Papers of a customer beside those of a case; letters to a supplier."""
    op.alter_column("documents", "case_id", nullable=True)
    op.add_column("documents", sa.Column("customer_id", sa.Uuid(), nullable=True))
    reach("documents", "customer_id", "customers")
    op.create_check_constraint(
        op.f("ck_documents_of_case_or_customer"),
        "documents",
        "num_nonnulls(case_id, customer_id) > 0",
    )
    op.alter_column("notifications", "contact_id", nullable=True)
    op.add_column("notifications", sa.Column("supplier_id", sa.Uuid(), nullable=True))
    op.add_column("notifications", sa.Column("about_id", sa.Uuid(), nullable=True))
    reach("notifications", "supplier_id", "suppliers")
    op.create_check_constraint(
        op.f("ck_notifications_to_one_reader"),
        "notifications",
        "num_nonnulls(contact_id, supplier_id) = 1",
    )


def change_papers_back() -> None:
    """The way back drops what only pools have written: their papers and letters."""
    op.drop_constraint(op.f("ck_notifications_to_one_reader"), "notifications")
    op.drop_constraint(op.f("fk_notifications_tenant_id_supplier_id"), "notifications")
    op.drop_column("notifications", "about_id")
    op.drop_column("notifications", "supplier_id")
    op.alter_column("notifications", "contact_id", nullable=False)
    op.drop_constraint(op.f("ck_documents_of_case_or_customer"), "documents")
    op.drop_constraint(op.f("fk_documents_tenant_id_customer_id"), "documents")
    op.drop_column("documents", "customer_id")
    op.alter_column("documents", "case_id", nullable=False)


def reach(table: str, column: str, other: str) -> None:
    op.create_foreign_key(
        op.f(f"fk_{table}_tenant_id_{column}"),
        table,
        other,
        ["tenant_id", column],
        ["tenant_id", "id"],
    )


def make_tables() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "pools",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("shelf_id", sa.Uuid(), nullable=False),
        sa.Column("site", sa.String(length=80), server_default="", nullable=False),
        sa.Column("family", sa.String(length=80), server_default="", nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "customer",
                "provider",
                "lessor",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("floor", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("postcodes", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "floor >= 0 AND (ceiling IS NULL OR ceiling >= floor)", name=op.f("ck_pools_limits")
        ),
        sa.CheckConstraint("lead_days > 0", name=op.f("ck_pools_has_lead_days")),
        sa.CheckConstraint("percent > 0", name=op.f("ck_pools_has_percent")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contract_id"],
            ["contracts.tenant_id", "contracts.id"],
            name=op.f("fk_pools_tenant_id_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_pools_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shelf_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_pools_tenant_id_shelf_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_pools_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pools")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_pools_tenant_id_code")),
        sa.UniqueConstraint(
            "tenant_id",
            "customer_id",
            "site",
            "family",
            name=op.f("uq_pools_tenant_id_customer_id_site_family"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "id",
            "shelf_id",
            "customer_id",
            name=op.f("uq_pools_tenant_id_id_shelf_id_customer_id"),
        ),
    )
    op.create_table(
        "pool_models",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("shelf_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=18, scale=4), server_default="1", nullable=False),
        sa.Column("takes_returns", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("discontinued_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "substitute_id <> model_id", name=op.f("ck_pool_models_substitute_differs")
        ),
        sa.CheckConstraint(
            "successor_id <> model_id", name=op.f("ck_pool_models_successor_differs")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_pool_models_has_weight")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "model_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_pool_models_tenant_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pool_id", "shelf_id", "customer_id"],
            ["pools.tenant_id", "pools.id", "pools.shelf_id", "pools.customer_id"],
            name=op.f("fk_pool_models_tenant_id_pool_id_shelf_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "substitute_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_pool_models_tenant_id_substitute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "successor_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_pool_models_tenant_id_successor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_pool_models_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pool_models")),
        sa.UniqueConstraint(
            "tenant_id",
            "pool_id",
            "model_id",
            name=op.f("uq_pool_models_tenant_id_pool_id_model_id"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "shelf_id",
            "model_id",
            name=op.f("uq_pool_models_tenant_id_shelf_id_model_id"),
        ),
    )
    op.create_index(
        "uq_pool_models_home",
        "pool_models",
        ["tenant_id", "customer_id", "model_id"],
        unique=True,
        postgresql_where=sa.text("takes_returns"),
    )
    op.create_table(
        "fleet_counts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("devices", sa.Integer(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint("devices >= 0", name=op.f("ck_fleet_counts_no_negative_fleet")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "model_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_fleet_counts_tenant_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pool_id"],
            ["pools.tenant_id", "pools.id"],
            name=op.f("fk_fleet_counts_tenant_id_pool_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_fleet_counts_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_fleet_counts")),
    )
    op.create_index(
        "ix_fleet_counts_newest",
        "fleet_counts",
        ["tenant_id", "pool_id", "model_id", "counts_from", "seq"],
        unique=False,
    )
    op.create_table(
        "pool_checks",
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pool_id"],
            ["pools.tenant_id", "pools.id"],
            name=op.f("fk_pool_checks_tenant_id_pool_id"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_pool_checks")),
    )
    op.create_index(
        "ix_pool_checks_pool", "pool_checks", ["tenant_id", "pool_id", "seq"], unique=False
    )
    op.create_table(
        "suppliers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lead_days > 0", name=op.f("ck_suppliers_has_lead_days")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_suppliers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_suppliers_tenant_id_code")),
    )
    op.create_table(
        "supplier_prices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("pack", sa.Integer(), server_default="1", nullable=False),
        sa.Column("least", sa.Integer(), server_default="1", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint("pack > 0 AND least > 0", name=op.f("ck_supplier_prices_whole_packs")),
        sa.CheckConstraint("price > 0", name=op.f("ck_supplier_prices_has_price")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from",
            name=op.f("ck_supplier_prices_valid_days"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "model_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_supplier_prices_tenant_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "supplier_id"],
            ["suppliers.tenant_id", "suppliers.id"],
            name=op.f("fk_supplier_prices_tenant_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_supplier_prices_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supplier_prices")),
        sa.UniqueConstraint(
            "tenant_id",
            "supplier_id",
            "model_id",
            "valid_from",
            name=op.f("uq_supplier_prices_tenant_id_supplier_id_model_id_valid_from"),
        ),
    )
    op.create_table(
        "refill_prompts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "refill",
                "exchange",
                name="promptkind",
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
                "approved",
                "declined",
                "expired",
                "withdrawn",
                name="promptstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("offered_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="", nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("because", JSONB(), nullable=False),
        sa.Column("schedule", JSONB(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("answer", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name=op.f("ck_refill_prompts_open_until_ended")
        ),
        sa.CheckConstraint(
            "(unit_price IS NULL) = (currency = '')",
            name=op.f("ck_refill_prompts_price_has_currency"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_refill_prompts_asks_for_something")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "model_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_refill_prompts_tenant_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offered_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_refill_prompts_tenant_id_offered_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pool_id"],
            ["pools.tenant_id", "pools.id"],
            name=op.f("fk_refill_prompts_tenant_id_pool_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "supplier_id"],
            ["suppliers.tenant_id", "suppliers.id"],
            name=op.f("fk_refill_prompts_tenant_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_refill_prompts_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_refill_prompts")),
        sa.UniqueConstraint(
            "tenant_id",
            "pool_id",
            "model_id",
            "number",
            name=op.f("uq_refill_prompts_tenant_id_pool_id_model_id_number"),
        ),
    )
    op.create_index(
        "ix_refill_prompts_pool",
        "refill_prompts",
        ["tenant_id", "pool_id", "opened_at"],
        unique=False,
    )
    op.create_index(
        "uq_refill_prompts_open",
        "refill_prompts",
        ["tenant_id", "pool_id", "model_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "prompt_invitations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_prompt_invitations_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prompt_id"],
            ["refill_prompts.tenant_id", "refill_prompts.id"],
            name=op.f("fk_prompt_invitations_tenant_id_prompt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_prompt_invitations_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prompt_invitations")),
        sa.UniqueConstraint(
            "tenant_id",
            "prompt_id",
            "contact_id",
            name=op.f("uq_prompt_invitations_tenant_id_prompt_id_contact_id"),
        ),
    )
    op.create_table(
        "stock_orders",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "placed",
                "confirmed",
                "partial",
                "complete",
                "cancelled",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "owner",
            sa.Enum(
                "customer",
                "provider",
                "lessor",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("customer_reference", sa.String(length=80), server_default="", nullable=False),
        sa.Column("supplier_reference", sa.String(length=80), server_default="", nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by", sa.String(length=254), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("late_told_for", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("cancelled_because", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at IS NOT NULL)",
            name=op.f("ck_stock_orders_cancelled_at_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contract_id"],
            ["contracts.tenant_id", "contracts.id"],
            name=op.f("fk_stock_orders_tenant_id_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_stock_orders_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pool_id"],
            ["pools.tenant_id", "pools.id"],
            name=op.f("fk_stock_orders_tenant_id_pool_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prompt_id"],
            ["refill_prompts.tenant_id", "refill_prompts.id"],
            name=op.f("fk_stock_orders_tenant_id_prompt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "supplier_id"],
            ["suppliers.tenant_id", "suppliers.id"],
            name=op.f("fk_stock_orders_tenant_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_orders_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_orders")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_stock_orders_tenant_id_number")),
    )
    op.create_index(
        "ix_stock_orders_coming",
        "stock_orders",
        ["tenant_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('placed', 'confirmed', 'partial')"),
    )
    op.create_index(
        "ix_stock_orders_pool", "stock_orders", ["tenant_id", "pool_id", "placed_at"], unique=False
    )
    op.create_index(
        "uq_stock_orders_prompt",
        "stock_orders",
        ["tenant_id", "prompt_id"],
        unique=True,
        postgresql_where=sa.text("prompt_id IS NOT NULL"),
    )
    op.create_table(
        "order_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("instead_of_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("given_up", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.CheckConstraint(
            "given_up BETWEEN 0 AND quantity", name=op.f("ck_order_lines_gives_up_what_it_has")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_has_quantity")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_order_lines_has_price")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "instead_of_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_order_lines_tenant_id_instead_of_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "model_id"],
            ["device_models.tenant_id", "device_models.id"],
            name=op.f("fk_order_lines_tenant_id_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["stock_orders.tenant_id", "stock_orders.id"],
            name=op.f("fk_order_lines_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_order_lines_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint(
            "tenant_id", "order_id", "line", name=op.f("uq_order_lines_tenant_id_order_id_line")
        ),
    )
    op.create_table(
        "deliveries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), server_default="", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["stock_orders.tenant_id", "stock_orders.id"],
            name=op.f("fk_deliveries_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_deliveries_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "tenant_id", "order_id", "note", name=op.f("uq_deliveries_tenant_id_order_id_note")
        ),
    )
    op.create_table(
        "delivered_units",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "hold",
            sa.Enum(
                "held",
                "passed",
                "failed",
                name="holdstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("finding", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(hold = 'held') = (judged_at IS NULL)",
            name=op.f("ck_delivered_units_held_until_judged"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delivery_id"],
            ["deliveries.tenant_id", "deliveries.id"],
            name=op.f("fk_delivered_units_tenant_id_delivery_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["order_lines.tenant_id", "order_lines.id"],
            name=op.f("fk_delivered_units_tenant_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_delivered_units_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_delivered_units_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_delivered_units")),
        sa.UniqueConstraint(
            "tenant_id", "unit_id", name=op.f("uq_delivered_units_tenant_id_unit_id")
        ),
    )
    op.create_index(
        "ix_delivered_units_held",
        "delivered_units",
        ["tenant_id", "unit_id"],
        unique=False,
        postgresql_where=sa.text("hold = 'held'"),
    )
    op.create_index(
        "ix_delivered_units_line", "delivered_units", ["tenant_id", "line_id"], unique=False
    )
    op.create_table(
        "pool_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column(
            "word",
            sa.Enum(
                "pool_opened",
                "pool_changed",
                "model_added",
                "model_discontinued",
                "fleet_counted",
                "prompt_opened",
                "prompt_sent",
                "prompt_reminded",
                "prompt_escalated",
                "prompt_amended",
                "prompt_paused",
                "prompt_approved",
                "prompt_declined",
                "prompt_expired",
                "prompt_withdrawn",
                "prompt_above_limit",
                "order_placed",
                "order_sent",
                "order_confirmed",
                "order_late",
                "order_changed",
                "order_cancelled",
                "delivery_received",
                "unit_passed",
                "unit_failed",
                "order_complete",
                "transferred",
                "taken_out",
                "count_opened",
                "count_closed",
                "write_off_proposed",
                "written_off",
                "write_off_refused",
                name="poolword",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("details", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["stock_orders.tenant_id", "stock_orders.id"],
            name=op.f("fk_pool_events_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pool_id"],
            ["pools.tenant_id", "pools.id"],
            name=op.f("fk_pool_events_tenant_id_pool_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "prompt_id"],
            ["refill_prompts.tenant_id", "refill_prompts.id"],
            name=op.f("fk_pool_events_tenant_id_prompt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_pool_events_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pool_events")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_pool_events_tenant_id_key")),
    )
    op.create_index(
        "ix_pool_events_order", "pool_events", ["tenant_id", "order_id", "seq"], unique=False
    )
    op.create_index(
        "ix_pool_events_pool", "pool_events", ["tenant_id", "pool_id", "seq"], unique=False
    )
    op.create_index(
        "ix_pool_events_prompt", "pool_events", ["tenant_id", "prompt_id", "seq"], unique=False
    )
    op.create_table(
        "stock_takes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("shelf_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                "cancelled",
                name="takestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=254), nullable=False),
        sa.Column("moves_before", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=254), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name=op.f("ck_stock_takes_open_until_ended")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shelf_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_stock_takes_tenant_id_shelf_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_takes_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_takes")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_stock_takes_tenant_id_number")),
    )
    op.create_index(
        "uq_stock_takes_open",
        "stock_takes",
        ["tenant_id", "shelf_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "stock_take_scans",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("take_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "take_id"],
            ["stock_takes.tenant_id", "stock_takes.id"],
            name=op.f("fk_stock_take_scans_tenant_id_take_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_stock_take_scans_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_take_scans_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_take_scans")),
        sa.UniqueConstraint(
            "tenant_id", "take_id", "code", name=op.f("uq_stock_take_scans_tenant_id_take_id_code")
        ),
    )
    op.create_table(
        "stock_take_differences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("take_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "missing",
                "unexpected",
                "unknown",
                name="difference",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("explained_by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "take_id"],
            ["stock_takes.tenant_id", "stock_takes.id"],
            name=op.f("fk_stock_take_differences_tenant_id_take_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_stock_take_differences_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_stock_take_differences_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_take_differences")),
        sa.UniqueConstraint(
            "tenant_id",
            "take_id",
            "code",
            name=op.f("uq_stock_take_differences_tenant_id_take_id_code"),
        ),
    )
    op.create_table(
        "write_offs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "refused",
                name="writeoffstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=254), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)",
            name=op.f("ck_write_offs_open_until_decided"),
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_write_offs_two_persons")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_write_offs_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_write_offs_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_write_offs")),
    )
    op.create_index(
        "uq_write_offs_proposed",
        "write_offs",
        ["tenant_id", "unit_id"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "quality_reports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figures", JSONB(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "extract(day FROM month) = 1", name=op.f("ck_quality_reports_first_of_month")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_quality_reports_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_quality_reports_tenant_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_quality_reports_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quality_reports")),
        sa.UniqueConstraint(
            "tenant_id",
            "customer_id",
            "month",
            name=op.f("uq_quality_reports_tenant_id_customer_id_month"),
        ),
    )
    # ### end Alembic commands ###
