"""The freight month: rates, bills, verdicts, disputes, the books, statements and closes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from models.migrations.finance_triggers import drop_functions, make_triggers
from models.migrations.row_security import OWN_ASKED_ONCE, open_to, secure

revision = "0011_finance"
down_revision = "0010_pools"
branch_labels = None
depends_on = None

#: Tables in the order in which they are made; the true ones are append-only.
TABLES = {
    "rate_cards": True,
    "rate_zones": True,
    "rate_rows": True,
    "surcharges": True,
    "packaging_prices": True,
    "fuel_rates": True,
    "freight_shipments": False,
    "expected_charges": False,
    "bill_profiles": True,
    "bill_files": False,
    "bill_file_parts": True,
    "bill_row_problems": True,
    "carrier_bills": False,
    "carrier_charges": True,
    "tolerance_rules": False,
    "charge_verdicts": False,
    "match_suggestions": False,
    "claim_rules": True,
    "disputes": False,
    "disputed_charges": False,
    "dispute_credits": True,
    "dispute_events": True,
    "ledger_accounts": False,
    "account_uses": True,
    "journal_entries": True,
    "journal_lines": True,
    "exchange_rates": True,
    "billing_parties": True,
    "rated_events": False,
    "statements": False,
    "statement_lines": False,
    "statement_items": False,
    "deferred_months": False,
    "periods": False,
    "close_snapshots": True,
    "finance_events": True,
}
#: Tables whose rows may be taken away: a draft is written anew, a suggestion is settled.
DELETABLE = (
    "match_suggestions",
    "statements",
    "statement_lines",
    "statement_items",
)
#: Tables that grow by a million rows in one transaction: who fills them tells the planner so.
GROWING = ("carrier_charges", "charge_verdicts")
#: The words a column may hold: its table, column, constraint, the words before and those new.
WORDS = (
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
            "refill_proposal",
            "purchase_order",
            "quality_report",
        ],
        ["dispute_packet", "statement"],
    ),
)


def upgrade() -> None:
    for table, column, name, before, added in WORDS:
        keep_to(table, column, name, [*before, *added])
    add_duties()
    make_tables()
    change_papers()
    for table, append_only in TABLES.items():
        secure(table, append_only=append_only, own=OWN_ASKED_ONCE)
    for table in DELETABLE:
        op.execute(f"GRANT DELETE ON {table} TO swapdesk_app")
    for table in GROWING:
        op.execute(f"GRANT MAINTAIN ON {table} TO swapdesk_app")
    for table in ("disputes", "periods"):
        open_to("swapdesk_reconcile", table, "SELECT")
    make_triggers()


def downgrade() -> None:
    change_papers_back()
    for table in reversed(TABLES):
        op.drop_table(table)
    drop_functions()
    op.drop_constraint(op.f("ck_staff_accounts_duty_of_finance"), "staff_accounts")
    op.drop_column("staff_accounts", "duty")
    for table, column, name, before, _ in WORDS:
        keep_to(table, column, name, before)


def keep_to(table: str, column: str, name: str, words: list[str]) -> None:
    quoted = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, f"{column} IN ({quoted})")


def add_duties() -> None:
    """One duty for each person of finance."""
    op.add_column("staff_accounts", sa.Column("duty", sa.String(length=40), nullable=True))
    op.create_check_constraint(
        op.f("ck_staff_accounts_financeduty"),
        "staff_accounts",
        "duty IN ('importer', 'approver', 'closer')",
    )
    op.create_check_constraint(
        op.f("ck_staff_accounts_duty_of_finance"),
        "staff_accounts",
        "duty IS NULL OR role = 'finance'",
    )


def change_papers() -> None:
    """A dispute's packet is of no customer; its letter goes to a carrier's claims desk."""
    op.drop_constraint(op.f("ck_documents_of_case_or_customer"), "documents")
    op.create_check_constraint(
        op.f("ck_documents_of_case_or_customer"),
        "documents",
        "num_nonnulls(case_id, customer_id) > 0 OR kind = 'dispute_packet'",
    )
    op.add_column("notifications", sa.Column("claim_rule_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notifications_tenant_id_claim_rule_id"),
        "notifications",
        "claim_rules",
        ["tenant_id", "claim_rule_id"],
        ["tenant_id", "id"],
    )
    readers("of_case_or_contract", "num_nonnulls(case_id, contract_id, about_id) > 0")
    readers("to_one_reader", "num_nonnulls(contact_id, supplier_id, claim_rule_id) = 1")


def change_papers_back() -> None:
    """The way back drops what only finance has written: its letters."""
    op.execute(
        "DELETE FROM notifications WHERE claim_rule_id IS NOT NULL"
        " OR num_nonnulls(case_id, contract_id) = 0"
    )
    readers("to_one_reader", "num_nonnulls(contact_id, supplier_id) = 1")
    readers("of_case_or_contract", "num_nonnulls(case_id, contract_id) > 0")
    op.drop_constraint(op.f("fk_notifications_tenant_id_claim_rule_id"), "notifications")
    op.drop_column("notifications", "claim_rule_id")
    op.execute("DELETE FROM documents WHERE kind IN ('dispute_packet', 'statement')")
    op.drop_constraint(op.f("ck_documents_of_case_or_customer"), "documents")
    op.create_check_constraint(
        op.f("ck_documents_of_case_or_customer"),
        "documents",
        "num_nonnulls(case_id, customer_id) > 0",
    )


def readers(name: str, rule: str) -> None:
    op.drop_constraint(op.f(f"ck_notifications_{name}"), "notifications")
    op.create_check_constraint(op.f(f"ck_notifications_{name}"), "notifications", rule)


def make_tables() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "rate_cards",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "buy", "sell", name="rateside", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("divisor", sa.Integer(), nullable=False),
        sa.Column("step_g", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("markup_percent", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("markup_least", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("markup_most", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "side = 'sell' OR customer_id IS NULL",
            name=op.f("ck_rate_cards_only_sold_to_customers"),
        ),
        sa.CheckConstraint(
            "side = 'sell' OR markup_percent IS NULL",
            name=op.f("ck_rate_cards_only_sold_with_markup"),
        ),
        sa.CheckConstraint("divisor > 0 AND step_g > 0", name=op.f("ck_rate_cards_weighs")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_rate_cards_valid_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_rate_cards_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rate_cards_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rate_cards")),
        sa.UniqueConstraint(
            "tenant_id", "code", "version", name=op.f("uq_rate_cards_tenant_id_code_version")
        ),
    )
    op.create_index(
        "uq_rate_cards_begins",
        "rate_cards",
        ["tenant_id", "side", "carrier", "customer_id", "valid_from"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "rate_zones",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["rate_cards.tenant_id", "rate_cards.id"],
            name=op.f("fk_rate_zones_tenant_id_card_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rate_zones_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rate_zones")),
        sa.UniqueConstraint(
            "tenant_id",
            "card_id",
            "country",
            "prefix",
            name=op.f("uq_rate_zones_tenant_id_card_id_country_prefix"),
        ),
    )
    op.create_table(
        "rate_rows",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "outbound",
                "return",
                "transfer",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("up_to_g", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_rate_rows_has_price")),
        sa.CheckConstraint("up_to_g > 0", name=op.f("ck_rate_rows_has_weight")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["rate_cards.tenant_id", "rate_cards.id"],
            name=op.f("fk_rate_rows_tenant_id_card_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_rate_rows_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rate_rows")),
        sa.UniqueConstraint(
            "tenant_id",
            "card_id",
            "service",
            "way",
            "zone",
            "up_to_g",
            name=op.f("uq_rate_rows_tenant_id_card_id_service_way_zone_up_to_g"),
        ),
    )
    op.create_table(
        "surcharges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "fixed",
                "percent",
                "per_kg",
                name="surchargebasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("least", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("most", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column(
            "applies",
            sa.Enum(
                "always",
                "outbound",
                "return",
                "battery",
                "named",
                name="applies",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fuelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("most >= least", name=op.f("ck_surcharges_most_over_least")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["rate_cards.tenant_id", "rate_cards.id"],
            name=op.f("fk_surcharges_tenant_id_card_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_surcharges_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_surcharges")),
        sa.UniqueConstraint(
            "tenant_id", "card_id", "code", name=op.f("uq_surcharges_tenant_id_card_id_code")
        ),
    )
    op.create_table(
        "packaging_prices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_packaging_prices_has_price")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["rate_cards.tenant_id", "rate_cards.id"],
            name=op.f("fk_packaging_prices_tenant_id_card_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_packaging_prices_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_packaging_prices")),
        sa.UniqueConstraint(
            "tenant_id", "card_id", "code", name=op.f("uq_packaging_prices_tenant_id_card_id_code")
        ),
    )
    op.create_table(
        "fuel_rates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "buy", "sell", name="rateside", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint("percent >= 0", name=op.f("ck_fuel_rates_has_percent")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_fuel_rates_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_fuel_rates")),
        sa.UniqueConstraint(
            "tenant_id",
            "side",
            "carrier",
            "valid_from",
            name=op.f("uq_fuel_rates_tenant_id_side_carrier_valid_from"),
        ),
    )
    op.create_table(
        "freight_shipments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("event_key", sa.String(length=300), server_default="", nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "outbound",
                "return",
                "transfer",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tracking", sa.String(length=64), nullable=False),
        sa.Column("tracking_key", sa.String(length=64, collation="C"), nullable=False),
        sa.Column("reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postcode", sa.String(length=16), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("battery", sa.Boolean(), nullable=False),
        sa.Column("payer", sa.String(length=40), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scanned_on", sa.Date(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_id", sa.Uuid(), nullable=True),
        sa.Column("zone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("chargeable_g", sa.Integer(), nullable=True),
        sa.Column("not_rated", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_freight_shipments_has_weight")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_freight_shipments_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_freight_shipments_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "label_id"],
            ["labels.tenant_id", "labels.id"],
            name=op.f("fk_freight_shipments_tenant_id_label_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_freight_shipments")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_freight_shipments_tenant_id_key")),
    )
    op.create_index(
        "ix_freight_shipments_case", "freight_shipments", ["tenant_id", "case_id"], unique=False
    )
    op.create_index(
        "ix_freight_shipments_event", "freight_shipments", ["tenant_id", "event_key"], unique=False
    )
    op.create_index(
        "ix_freight_shipments_reference",
        "freight_shipments",
        ["tenant_id", "reference"],
        unique=False,
    )
    op.create_index(
        "ix_freight_shipments_tracking",
        "freight_shipments",
        ["tenant_id", "carrier", "tracking_key"],
        unique=False,
    )
    op.create_index(
        "ix_freight_shipments_unrated",
        "freight_shipments",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("card_id IS NULL AND voided_at IS NULL"),
    )
    op.create_table(
        "expected_charges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("tracking_key", sa.String(length=64, collation="C"), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "outbound",
                "return",
                "transfer",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "charge_class",
            sa.Enum(
                "freight",
                "fuel",
                "surcharge",
                "duty",
                "tax",
                "adjustment",
                "fee",
                name="chargeclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), server_default="", nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("percent", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("chargeable_g", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "expected",
                "accrued",
                "matched",
                "void",
                name="expectedstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("accrued_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_expected_charges")),
        sa.UniqueConstraint(
            "tenant_id",
            "shipment_id",
            "charge_class",
            "code",
            name=op.f("uq_expected_charges_tenant_id_shipment_id_charge_class_code"),
        ),
    )
    op.create_index(
        "ix_expected_charges_accrued", "expected_charges", ["tenant_id", "accrued_on"], unique=False
    )
    op.create_index(
        "ix_expected_charges_tracking",
        "expected_charges",
        ["tenant_id", "carrier", "tracking_key"],
        unique=False,
    )
    op.create_table(
        "bill_profiles",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bill_profiles_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bill_profiles")),
        sa.UniqueConstraint(
            "tenant_id",
            "profile",
            "version",
            name=op.f("uq_bill_profiles_tenant_id_profile_version"),
        ),
    )
    op.create_table(
        "bill_files",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("profile_version", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "staged",
                "loaded",
                "quarantined",
                "discarded",
                name="filestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=254), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=254), server_default="", nullable=False),
        sa.CheckConstraint(
            "state <> 'quarantined' OR because <> ''",
            name=op.f("ck_bill_files_quarantined_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bill_files_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bill_files")),
        sa.UniqueConstraint("tenant_id", "sha256", name=op.f("uq_bill_files_tenant_id_sha256")),
    )
    op.create_table(
        "bill_file_parts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["bill_files.tenant_id", "bill_files.id"],
            name=op.f("fk_bill_file_parts_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bill_file_parts_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bill_file_parts")),
        sa.UniqueConstraint(
            "tenant_id", "file_id", "part", name=op.f("uq_bill_file_parts_tenant_id_file_id_part")
        ),
    )
    op.create_table(
        "bill_row_problems",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("raw", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["bill_files.tenant_id", "bill_files.id"],
            name=op.f("fk_bill_row_problems_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bill_row_problems_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bill_row_problems")),
        sa.UniqueConstraint(
            "tenant_id", "file_id", "row", name=op.f("uq_bill_row_problems_tenant_id_file_id_row")
        ),
    )
    op.create_table(
        "carrier_bills",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invoice",
                "credit_note",
                "duty",
                name="billkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("credits_number", sa.String(length=80), server_default="", nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("gross", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("charges", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "quarantined",
                "discarded",
                "loaded",
                "matched",
                "approved",
                "posted",
                name="billstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=254), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('approved', 'posted')) = (approved_at IS NOT NULL)",
            name=op.f("ck_carrier_bills_approved_at"),
        ),
        sa.CheckConstraint(
            "approved_by <> taken_by OR approved_by = ''", name=op.f("ck_carrier_bills_two_persons")
        ),
        sa.CheckConstraint(
            "state <> 'quarantined' OR because <> ''",
            name=op.f("ck_carrier_bills_quarantined_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["bill_files.tenant_id", "bill_files.id"],
            name=op.f("fk_carrier_bills_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_carrier_bills_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_carrier_bills")),
    )
    op.create_index(
        "ix_carrier_bills_file", "carrier_bills", ["tenant_id", "file_id"], unique=False
    )
    op.create_index(
        "ix_carrier_bills_issued", "carrier_bills", ["tenant_id", "issued_on"], unique=False
    )
    op.create_index(
        "ix_carrier_bills_number", "carrier_bills", ["tenant_id", "carrier", "number"], unique=False
    )
    op.create_index(
        "ix_carrier_bills_open",
        "carrier_bills",
        ["tenant_id", "state"],
        unique=False,
        postgresql_where=sa.text("state NOT IN ('posted', 'discarded')"),
    )
    op.create_index(
        "uq_carrier_bills_number",
        "carrier_bills",
        ["tenant_id", "carrier", "account", "number"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('quarantined', 'discarded')"),
    )
    op.create_table(
        "carrier_charges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("tracking", sa.String(length=64), server_default="", nullable=False),
        sa.Column(
            "tracking_key", sa.String(length=64, collation="C"), server_default="", nullable=False
        ),
        sa.Column("reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column("customer_reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "charge_class",
            sa.Enum(
                "freight",
                "fuel",
                "surcharge",
                "duty",
                "tax",
                "adjustment",
                "fee",
                name="chargeclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), server_default="", nullable=False),
        sa.Column("text", sa.String(length=200), server_default="", nullable=False),
        sa.Column("billed_g", sa.Integer(), nullable=True),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("vat_percent", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_carrier_charges")),
        sa.UniqueConstraint(
            "tenant_id", "bill_id", "line", name=op.f("uq_carrier_charges_tenant_id_bill_id_line")
        ),
    )
    op.create_index(
        "ix_carrier_charges_tracking",
        "carrier_charges",
        ["tenant_id", "tracking_key"],
        unique=False,
    )
    op.create_table(
        "tolerance_rules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(length=40), server_default="", nullable=False),
        sa.Column("service", sa.String(length=40), server_default="", nullable=False),
        sa.Column(
            "charge_class",
            sa.Enum(
                "freight",
                "fuel",
                "surcharge",
                "duty",
                "tax",
                "adjustment",
                "fee",
                name="chargeclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("up_amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("up_percent", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("down_amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("down_percent", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column(
            "needs",
            sa.Enum(
                "all", "any", name="needs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("document_cap", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("reason_over", sa.String(length=40), nullable=False),
        sa.Column("reason_under", sa.String(length=40), nullable=False),
        sa.Column("account_over", sa.String(length=20), nullable=False),
        sa.Column("account_under", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "least(up_amount, up_percent, down_amount, down_percent) >= 0",
            name=op.f("ck_tolerance_rules_limits"),
        ),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_tolerance_rules_valid_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tolerance_rules_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tolerance_rules")),
        sa.UniqueConstraint(
            "tenant_id",
            "sequence",
            "valid_from",
            name=op.f("uq_tolerance_rules_tenant_id_sequence_valid_from"),
        ),
    )
    op.create_table(
        "charge_verdicts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=True),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.Column("expected_id", sa.BigInteger(), nullable=True),
        sa.Column("shipment_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "exact",
                "tolerance",
                "over",
                "under",
                "rerated",
                "surcharge_unexpected",
                "fuel_rate",
                "duplicate",
                "unknown",
                "unbilled",
                "void_billed",
                "wrong_account",
                "currency",
                "vat",
                "return_on_scan",
                "adjustment",
                "credit",
                "duty",
                "account_fee",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "matched_by",
            sa.Enum(
                "tracking",
                "prefix",
                "reference",
                "suggested",
                "person",
                "none",
                name="matchkey",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expected", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("billed", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("agreed", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("reason", sa.String(length=40), server_default="", nullable=False),
        sa.Column("account", sa.String(length=20), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.Column("instead_of", sa.BigInteger(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verdict = 'unbilled') = (charge_id IS NULL)",
            name=op.f("ck_charge_verdicts_unbilled_has_no_charge"),
        ),
        sa.CheckConstraint(
            "decided_by = '' OR because <> ''", name=op.f("ck_charge_verdicts_persons_say_why")
        ),
        sa.CheckConstraint(
            "num_nonnulls(charge_id, expected_id) > 0", name=op.f("ck_charge_verdicts_of_something")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_charge_verdicts")),
    )
    op.create_index(
        "ix_charge_verdicts_bill",
        "charge_verdicts",
        ["bill_id", "tenant_id"],
        unique=False,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index(
        "uq_charge_verdicts_charge",
        "charge_verdicts",
        ["charge_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL AND charge_id IS NOT NULL"),
    )
    op.create_index(
        "uq_charge_verdicts_expected",
        "charge_verdicts",
        ["expected_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL AND expected_id IS NOT NULL"),
    )
    op.create_table(
        "match_suggestions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column("certainty", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=200), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "certainty BETWEEN 1 AND 99", name=op.f("ck_match_suggestions_is_not_certain")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_match_suggestions")),
        sa.UniqueConstraint(
            "tenant_id",
            "charge_id",
            "shipment_id",
            name=op.f("uq_match_suggestions_tenant_id_charge_id_shipment_id"),
        ),
    )
    op.create_table(
        "claim_rules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "exact",
                "tolerance",
                "over",
                "under",
                "rerated",
                "surcharge_unexpected",
                "fuel_rate",
                "duplicate",
                "unknown",
                "unbilled",
                "void_billed",
                "wrong_account",
                "currency",
                "vat",
                "return_on_scan",
                "adjustment",
                "credit",
                "duty",
                "account_fee",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(length=80), server_default="", nullable=False),
        sa.Column("from_delivery", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("remind_days", sa.Integer(), server_default="5", nullable=False),
        sa.Column(
            "pay_mode",
            sa.Enum(
                "pay_and_claim",
                "short_pay",
                name="paymode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("locale", sa.String(length=8), server_default="en", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("exclusions", JSONB(), server_default="[]", nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_claim_rules_has_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_claim_rules_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim_rules")),
        sa.UniqueConstraint(
            "tenant_id",
            "carrier",
            "verdict",
            "valid_from",
            name=op.f("uq_claim_rules_tenant_id_carrier_verdict_valid_from"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "disputes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "exact",
                "tolerance",
                "over",
                "under",
                "rerated",
                "surcharge_unexpected",
                "fuel_rate",
                "duplicate",
                "unknown",
                "unbilled",
                "void_billed",
                "wrong_account",
                "currency",
                "vat",
                "return_on_scan",
                "adjustment",
                "credit",
                "duty",
                "account_fee",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "accepted",
                "partial",
                "rejected",
                "credited",
                "expired",
                "withdrawn",
                name="disputestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "pay_mode",
            sa.Enum(
                "pay_and_claim",
                "short_pay",
                name="paymode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("accepted", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column(
            "credited", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=254), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("carrier_reference", sa.String(length=80), server_default="", nullable=False),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("packet_id", sa.Uuid(), nullable=True),
        sa.Column("packet_csv_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("claimed > 0", name=op.f("ck_disputes_claims_something")),
        sa.CheckConstraint(
            "credited BETWEEN 0 AND claimed", name=op.f("ck_disputes_credits_what_is_claimed")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["carrier_bills.tenant_id", "carrier_bills.id"],
            name=op.f("fk_disputes_tenant_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "packet_csv_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_disputes_tenant_id_packet_csv_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "packet_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_disputes_tenant_id_packet_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rule_id"],
            ["claim_rules.tenant_id", "claim_rules.id"],
            name=op.f("fk_disputes_tenant_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_disputes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_disputes_tenant_id_number")),
    )
    op.create_index("ix_disputes_bill", "disputes", ["tenant_id", "bill_id"], unique=False)
    op.create_index(
        "ix_disputes_newest", "disputes", ["tenant_id", "opened_at", "id"], unique=False
    )
    op.create_index(
        "ix_disputes_open",
        "disputes",
        ["tenant_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('draft', 'sent', 'accepted', 'partial')"),
    )
    op.create_table(
        "disputed_charges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column(
            "credited", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("claimed > 0", name=op.f("ck_disputed_charges_claims_something")),
        sa.CheckConstraint(
            "credited BETWEEN 0 AND claimed",
            name=op.f("ck_disputed_charges_credits_what_is_claimed"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispute_id"],
            ["disputes.tenant_id", "disputes.id"],
            name=op.f("fk_disputed_charges_tenant_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_disputed_charges_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disputed_charges")),
        sa.UniqueConstraint(
            "tenant_id",
            "dispute_id",
            "charge_id",
            name=op.f("uq_disputed_charges_tenant_id_dispute_id_charge_id"),
        ),
    )
    op.create_index(
        "uq_disputed_charges_live",
        "disputed_charges",
        ["tenant_id", "charge_id"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "dispute_credits",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("disputed_charge_id", sa.Uuid(), nullable=False),
        sa.Column("credit_charge_id", sa.BigInteger(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_dispute_credits_credits_something")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispute_id"],
            ["disputes.tenant_id", "disputes.id"],
            name=op.f("fk_dispute_credits_tenant_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "disputed_charge_id"],
            ["disputed_charges.tenant_id", "disputed_charges.id"],
            name=op.f("fk_dispute_credits_tenant_id_disputed_charge_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispute_credits_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispute_credits")),
        sa.UniqueConstraint(
            "tenant_id", "credit_charge_id", "disputed_charge_id", name="uq_dispute_credits_once"
        ),
    )
    op.create_index(
        "ix_dispute_credits_bill", "dispute_credits", ["tenant_id", "bill_id"], unique=False
    )
    op.create_table(
        "dispute_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("details", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dispute_id"],
            ["disputes.tenant_id", "disputes.id"],
            name=op.f("fk_dispute_events_tenant_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispute_events_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dispute_events")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_dispute_events_tenant_id_key")),
    )
    op.create_index(
        "ix_dispute_events_story",
        "dispute_events",
        ["tenant_id", "dispute_id", "seq"],
        unique=False,
    )
    op.create_table(
        "ledger_accounts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asset",
                "liability",
                "income",
                "expense",
                "equity",
                name="accountkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_ledger_accounts_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint(
            "tenant_id", "number", name=op.f("uq_ledger_accounts_tenant_id_number")
        ),
    )
    op.create_table(
        "account_uses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "freight_cost",
                "surcharge_cost",
                "duty_cost",
                "freight_variance",
                "accrued_freight",
                "disputed_freight",
                "input_vat",
                "payables",
                "receivables",
                "output_vat",
                "freight_sales",
                "packaging_sales",
                "device_sales",
                "repair_sales",
                "contract_sales",
                "charge_sales",
                "exempt_sales",
                "deferred_income",
                "exchange_difference",
                "rounding",
                name="use",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account"],
            ["ledger_accounts.tenant_id", "ledger_accounts.number"],
            name=op.f("fk_account_uses_tenant_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_account_uses_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account_uses")),
        sa.UniqueConstraint(
            "tenant_id", "use", "valid_from", name=op.f("uq_account_uses_tenant_id_use_valid_from")
        ),
    )
    op.create_table(
        "journal_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column(
            "series",
            sa.Enum(
                "A",
                "L",
                "K",
                "P",
                "R",
                name="series",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "posting",
            sa.Enum(
                "accrual",
                "bill",
                "statement",
                "deferral",
                "reversal",
                name="posting",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "(posting = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_journal_entries_reversal_names_its_entry"),
        ),
        sa.CheckConstraint(
            "month = date_trunc('month', month)::date AND posted_on >= month AND posted_on < month + interval '1 month'",
            name=op.f("ck_journal_entries_in_its_month"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_journal_entries_is_numbered")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id"],
            ["journal_entries.tenant_id", "journal_entries.id"],
            name=op.f("fk_journal_entries_tenant_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_journal_entries_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_journal_entries_tenant_id_key")),
        sa.UniqueConstraint(
            "tenant_id",
            "series",
            "fiscal_year",
            "number",
            name=op.f("uq_journal_entries_tenant_id_series_fiscal_year_number"),
        ),
    )
    op.create_index(
        "ix_journal_entries_month", "journal_entries", ["tenant_id", "month"], unique=False
    )
    op.create_index(
        "ix_journal_entries_source", "journal_entries", ["tenant_id", "source_id"], unique=False
    )
    op.create_index(
        "uq_journal_entries_reversed",
        "journal_entries",
        ["tenant_id", "reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "journal_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("foreign_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("foreign_currency", sa.String(length=3), server_default="", nullable=False),
        sa.Column("rate", sa.Numeric(precision=18, scale=8), nullable=True),
        sa.Column("text", sa.String(length=200), server_default="", nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("shipment_id", sa.BigInteger(), nullable=True),
        sa.Column("expected_id", sa.BigInteger(), nullable=True),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.Column("statement_line_id", sa.Uuid(), nullable=True),
        sa.Column("service_month", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(foreign_amount, rate) IN (0, 2) AND (foreign_amount IS NULL) = (foreign_currency = '')",
            name=op.f("ck_journal_lines_foreign_amount_has_rate"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account"],
            ["ledger_accounts.tenant_id", "ledger_accounts.number"],
            name=op.f("fk_journal_lines_tenant_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["journal_entries.tenant_id", "journal_entries.id"],
            name=op.f("fk_journal_lines_tenant_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_journal_lines")),
        sa.UniqueConstraint(
            "tenant_id", "entry_id", "line", name=op.f("uq_journal_lines_tenant_id_entry_id_line")
        ),
    )
    op.create_index(
        "ix_journal_lines_account",
        "journal_lines",
        ["tenant_id", "account", "entry_id"],
        unique=False,
    )
    op.create_index(
        "ix_journal_lines_charge",
        "journal_lines",
        ["tenant_id", "charge_id"],
        unique=False,
        postgresql_where=sa.text("charge_id IS NOT NULL"),
    )
    op.create_index(
        "ix_journal_lines_expected",
        "journal_lines",
        ["tenant_id", "expected_id"],
        unique=False,
        postgresql_where=sa.text("expected_id IS NOT NULL"),
    )
    op.create_index(
        "ix_journal_lines_shipment",
        "journal_lines",
        ["tenant_id", "shipment_id"],
        unique=False,
        postgresql_where=sa.text("shipment_id IS NOT NULL"),
    )
    op.create_table(
        "exchange_rates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_exchange_rates_has_rate")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_exchange_rates_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint(
            "tenant_id", "currency", "day", name=op.f("uq_exchange_rates_tenant_id_currency_day")
        ),
    )
    op.create_table(
        "billing_parties",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("registration", sa.String(length=40), nullable=False),
        sa.Column("vat_number", sa.String(length=20), server_default="", nullable=False),
        sa.Column("endpoint_scheme", sa.String(length=4), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(length=16), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("buyer_reference", sa.String(length=80), server_default="", nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column(
            "vat_category",
            sa.Enum(
                "S",
                "AE",
                "K",
                "Z",
                "E",
                "O",
                "G",
                name="vatcategory",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vat_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("iban", sa.String(length=34), server_default="", nullable=False),
        sa.Column("bic", sa.String(length=11), server_default="", nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "payment_days >= 0 AND grace_days >= 0", name=op.f("ck_billing_parties_has_days")
        ),
        sa.CheckConstraint("vat_percent >= 0", name=op.f("ck_billing_parties_has_vat")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_billing_parties_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_billing_parties_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_billing_parties_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_billing_parties")),
        sa.UniqueConstraint(
            "tenant_id",
            "customer_id",
            "valid_from",
            name=op.f("uq_billing_parties_tenant_id_customer_id_valid_from"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "rated_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_event_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "billable",
                "not_billable",
                "waits",
                name="billable",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=200), server_default="", nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=16, scale=6), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="", nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=True),
        sa.Column("billable_on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("served_until", sa.Date(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'billable' OR (net IS NOT NULL AND currency <> '')",
            name=op.f("ck_rated_events_has_amount"),
        ),
        sa.CheckConstraint(
            "outcome = 'billable' OR because <> ''", name=op.f("ck_rated_events_others_say_why")
        ),
        sa.CheckConstraint(
            "reverses_event_id <> event_id", name=op.f("ck_rated_events_reverses_another")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["rate_cards.tenant_id", "rate_cards.id"],
            name=op.f("fk_rated_events_tenant_id_card_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_rated_events_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["billable_events.tenant_id", "billable_events.id"],
            name=op.f("fk_rated_events_tenant_id_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rated_events_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rated_events")),
        sa.UniqueConstraint(
            "tenant_id", "event_id", name=op.f("uq_rated_events_tenant_id_event_id")
        ),
    )
    op.create_index(
        "ix_rated_events_customer",
        "rated_events",
        ["tenant_id", "customer_id", "billable_on"],
        unique=False,
    )
    op.create_index(
        "ix_rated_events_reverses",
        "rated_events",
        ["tenant_id", "reverses_event_id"],
        unique=False,
        postgresql_where=sa.text("reverses_event_id IS NOT NULL"),
    )
    op.create_table(
        "statements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invoice",
                "credit_note",
                name="statementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "grace",
                "final",
                "sent",
                name="statementstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("credits_id", sa.Uuid(), nullable=True),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("gross", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("vat_own", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grace_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'credit_note') = (credits_id IS NOT NULL)",
            name=op.f("ck_statements_credits_an_invoice"),
        ),
        sa.CheckConstraint(
            "(state IN ('final', 'sent')) = (number IS NOT NULL)",
            name=op.f("ck_statements_final_has_number"),
        ),
        sa.CheckConstraint(
            "month = date_trunc('month', month)::date", name=op.f("ck_statements_of_a_month")
        ),
        sa.CheckConstraint("gross = net + vat", name=op.f("ck_statements_adds_up")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "buyer_id"],
            ["billing_parties.tenant_id", "billing_parties.id"],
            name=op.f("fk_statements_tenant_id_buyer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credits_id"],
            ["statements.tenant_id", "statements.id"],
            name=op.f("fk_statements_tenant_id_credits_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_statements_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seller_id"],
            ["billing_parties.tenant_id", "billing_parties.id"],
            name=op.f("fk_statements_tenant_id_seller_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_statements_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statements")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_statements_tenant_id_number")),
    )
    op.create_index(
        "ix_statements_credits",
        "statements",
        ["tenant_id", "credits_id"],
        unique=False,
        postgresql_where=sa.text("credits_id IS NOT NULL"),
    )
    op.create_index(
        "ix_statements_customer", "statements", ["tenant_id", "customer_id", "month"], unique=False
    )
    op.create_index(
        "uq_statements_draft",
        "statements",
        ["tenant_id", "customer_id", "currency", "month", "kind", "credits_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'grace') AND grace_until IS NOT NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "statement_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=16, scale=6), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column(
            "vat_category",
            sa.Enum(
                "S",
                "AE",
                "K",
                "Z",
                "E",
                "O",
                "G",
                name="vatcategory",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vat_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("served_from", sa.Date(), nullable=False),
        sa.Column("served_until", sa.Date(), nullable=False),
        sa.Column("credits_line_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credits_line_id"],
            ["statement_lines.tenant_id", "statement_lines.id"],
            name=op.f("fk_statement_lines_tenant_id_credits_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "statement_id"],
            ["statements.tenant_id", "statements.id"],
            name=op.f("fk_statement_lines_tenant_id_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_statement_lines_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statement_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "statement_id",
            "line",
            name=op.f("uq_statement_lines_tenant_id_statement_id_line"),
        ),
    )
    op.create_index(
        "ix_statement_lines_credits",
        "statement_lines",
        ["tenant_id", "credits_line_id"],
        unique=False,
        postgresql_where=sa.text("credits_line_id IS NOT NULL"),
    )
    op.create_table(
        "statement_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("rated_id", sa.Uuid(), nullable=False),
        sa.Column("reversal_id", sa.Uuid(), nullable=True),
        sa.Column("credit", sa.Boolean(), nullable=False),
        sa.Column("net", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.CheckConstraint(
            "reversal_id IS NULL OR credit", name=op.f("ck_statement_items_reversal_credits")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["statement_lines.tenant_id", "statement_lines.id"],
            name=op.f("fk_statement_items_tenant_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rated_id"],
            ["rated_events.tenant_id", "rated_events.id"],
            name=op.f("fk_statement_items_tenant_id_rated_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reversal_id"],
            ["rated_events.tenant_id", "rated_events.id"],
            name=op.f("fk_statement_items_tenant_id_reversal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "statement_id"],
            ["statements.tenant_id", "statements.id"],
            name=op.f("fk_statement_items_tenant_id_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_statement_items_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statement_items")),
    )
    op.create_index(
        "ix_statement_items_line", "statement_items", ["tenant_id", "line_id"], unique=False
    )
    op.create_index(
        "ix_statement_items_statement",
        "statement_items",
        ["tenant_id", "statement_id"],
        unique=False,
    )
    op.create_index(
        "uq_statement_items_billed",
        "statement_items",
        ["tenant_id", "rated_id"],
        unique=True,
        postgresql_where=sa.text("NOT credit"),
    )
    op.create_index(
        "uq_statement_items_credited",
        "statement_items",
        ["tenant_id", "rated_id"],
        unique=True,
        postgresql_where=sa.text("credit"),
    )
    op.create_index(
        "uq_statement_items_reversal",
        "statement_items",
        ["tenant_id", "reversal_id"],
        unique=True,
        postgresql_where=sa.text("reversal_id IS NOT NULL"),
    )
    op.create_table(
        "deferred_months",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_line_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["journal_entries.tenant_id", "journal_entries.id"],
            name=op.f("fk_deferred_months_tenant_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "statement_line_id"],
            ["statement_lines.tenant_id", "statement_lines.id"],
            name=op.f("fk_deferred_months_tenant_id_statement_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_deferred_months_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_deferred_months")),
        sa.UniqueConstraint(
            "tenant_id",
            "statement_line_id",
            "month",
            name=op.f("uq_deferred_months_tenant_id_statement_line_id_month"),
        ),
    )
    op.create_index(
        "ix_deferred_months_to_come",
        "deferred_months",
        ["tenant_id", "month"],
        unique=False,
        postgresql_where=sa.text("entry_id IS NULL"),
    )
    op.create_table(
        "periods",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "soft_closed",
                "closed",
                "reopened",
                name="periodstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "step",
            sa.Enum(
                "freeze",
                "rate",
                "match",
                "exceptions",
                "approve",
                "issue",
                "post",
                "lock",
                "done",
                name="closestep",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("close", sa.Integer(), server_default="1", nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("reopen_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopen_asked_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("reopen_because", sa.Text(), server_default="", nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(length=254), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=254), server_default="", nullable=False),
        sa.CheckConstraint(
            "approved_by = '' OR approved_by NOT IN (asked_by, closed_by)",
            name=op.f("ck_periods_two_persons"),
        ),
        sa.CheckConstraint(
            "month = date_trunc('month', month)::date", name=op.f("ck_periods_is_a_month")
        ),
        sa.CheckConstraint(
            "reopened_by = '' OR reopened_by <> reopen_asked_by",
            name=op.f("ck_periods_reopened_by_a_second"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_periods_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_periods")),
        sa.UniqueConstraint("tenant_id", "month", name=op.f("uq_periods_tenant_id_month")),
    )
    op.create_table(
        "close_snapshots",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("close", sa.Integer(), nullable=False),
        sa.Column("figures", JSONB(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=254), nullable=False),
        sa.Column("approved_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "closed_by <> '' AND approved_by <> '' AND closed_by <> approved_by",
            name=op.f("ck_close_snapshots_two_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "period_id"],
            ["periods.tenant_id", "periods.id"],
            name=op.f("fk_close_snapshots_tenant_id_period_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_close_snapshots_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_close_snapshots")),
        sa.UniqueConstraint(
            "tenant_id",
            "period_id",
            "close",
            name=op.f("uq_close_snapshots_tenant_id_period_id_close"),
        ),
    )
    op.create_table(
        "finance_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.Column("before", JSONB(), nullable=False),
        sa.Column("after", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_finance_events_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_finance_events")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_finance_events_tenant_id_key")),
    )
    op.create_index(
        "ix_finance_events_about", "finance_events", ["tenant_id", "about_id", "at"], unique=False
    )
    # ### end Alembic commands ###
