"""Covered devices, coverage dates and contract fees."""

import sqlalchemy as sa
from alembic import op

from models.migrations.row_security import open_to, secure

revision = "0005_coverage"
down_revision = "0004_service"
branch_labels = None
depends_on = None

#: What was bought and told never changes.
APPEND_ONLY = ("coverage_purchases", "coverage_notices")
#: Of a case or of a contract: these rows had to have a case before.
OF_A_CASE = ("billable_events", "notifications")


def upgrade() -> None:
    widen_contracts()
    op.add_column(
        "device_models",
        sa.Column("product_class", sa.String(40), server_default="", nullable=False),
    )
    for table in OF_A_CASE:
        open_to_contracts(table)
    make_covered_devices()
    make_purchases()
    make_notices()
    for table in ("covered_devices", *APPEND_ONLY):
        secure(table, append_only=table in APPEND_ONLY)
    open_to("swapdesk_reconcile", "contracts", "SELECT")


def downgrade() -> None:
    op.execute("DROP POLICY swapdesk_reconcile_rows ON contracts")
    op.execute("REVOKE ALL ON contracts FROM swapdesk_reconcile")
    for table in ("coverage_notices", "coverage_purchases", "covered_devices"):
        op.drop_table(table)
    for table in OF_A_CASE:
        # Fails while a fee or a letter has no case: money is not forgotten on the way back.
        op.alter_column(table, "case_id", nullable=False)
        op.drop_index(f"ix_{table}_contract", table)
        op.drop_column(table, "contract_id")
    op.drop_column("device_models", "product_class")
    narrow_contracts()


def widen_contracts() -> None:
    none, false = sa.text("''"), sa.text("false")
    for column in (
        sa.Column("contact_id", sa.Uuid()),
        sa.Column("term_years", sa.Integer()),
        sa.Column("billing", sa.String(40)),
        sa.Column("fee_amount", sa.Numeric(18, 4)),
        sa.Column("fee_currency", sa.String(3), server_default=none, nullable=False),
        sa.Column("fee_approximate", sa.Boolean(), server_default=false, nullable=False),
        sa.Column("renewed_from", sa.Date()),
        sa.Column("followed_from", sa.Date()),
        sa.Column("quiet_since", sa.DateTime(timezone=True)),
    ):
        op.add_column("contracts", column)
    for name, rule in CONTRACT_RULES.items():
        op.create_check_constraint(op.f(f"ck_contracts_{name}"), "contracts", rule)
    op.create_foreign_key(
        op.f("fk_contracts_tenant_id_contact_id"),
        "contracts",
        "contacts",
        ["tenant_id", "contact_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "ix_contracts_to_follow",
        "contracts",
        ["tenant_id"],
        postgresql_where=sa.text("quiet_since IS NULL"),
    )


CONTRACT_RULES = {
    "billing": "billing IN ('yearly', 'up_front', 'monthly')",
    "term_has_years": "term_years > 0",
    "fee_has_currency": "(fee_amount IS NULL) = (fee_currency = '')",
}


def narrow_contracts() -> None:
    op.drop_index("ix_contracts_to_follow", "contracts")
    for column in (
        "quiet_since",
        "followed_from",
        "renewed_from",
        "fee_approximate",
        "fee_currency",
        "fee_amount",
        "billing",
        "term_years",
        "contact_id",
    ):
        op.drop_column("contracts", column)


def open_to_contracts(table: str) -> None:
    op.alter_column(table, "case_id", nullable=True)
    op.add_column(table, sa.Column("contract_id", sa.Uuid()))
    op.create_foreign_key(
        op.f(f"fk_{table}_tenant_id_contract_id"),
        table,
        "contracts",
        ["tenant_id", "contract_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(
        op.f(f"ck_{table}_of_case_or_contract"), table, "num_nonnulls(case_id, contract_id) > 0"
    )
    op.create_index(f"ix_{table}_contract", table, ["tenant_id", "contract_id"])


def make_covered_devices() -> None:
    op.create_table(
        "covered_devices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("product_class", sa.String(40), server_default="", nullable=False),
        sa.Column("invoiced_on", sa.Date()),
        sa.Column("shipped_on", sa.Date()),
        sa.Column("activated_on", sa.Date()),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(254), nullable=False),
        *keys("covered_devices", contract_id="contracts", unit_id="units"),
        sa.UniqueConstraint(
            "tenant_id",
            "contract_id",
            "unit_id",
            name=op.f("uq_covered_devices_tenant_id_contract_id_unit_id"),
        ),
    )
    op.create_index("ix_covered_devices_unit", "covered_devices", ["tenant_id", "unit_id"])


def make_purchases() -> None:
    op.create_table(
        "coverage_purchases",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("kind", word("purchasekind", "extension", "renewal"), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid()),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("price", sa.Numeric(18, 4)),
        sa.Column("currency", sa.String(3), server_default="", nullable=False),
        sa.Column("order_reference", sa.String(80), server_default="", nullable=False),
        sa.Column("previous_end", sa.Date()),
        sa.Column("counted_from", sa.Date()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(254), nullable=False),
        *keys("coverage_purchases", contract_id="contracts", unit_id="units"),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_coverage_purchases_tenant_id_key")),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_coverage_purchases_{name}"))
            for name, rule in PURCHASE_RULES.items()
        ),
    )
    op.create_index(
        "ix_coverage_purchases_contract",
        "coverage_purchases",
        ["tenant_id", "contract_id", "bought_on"],
    )


PURCHASE_RULES = {
    "has_months": "months > 0",
    "price_has_currency": "(price IS NULL) = (currency = '')",
    "extends_a_device": "(kind = 'extension') = (unit_id IS NOT NULL)",
    "renewal_is_counted": "num_nonnulls(previous_end, counted_from, ends_on)"
    " = CASE WHEN kind = 'renewal' THEN 3 ELSE 0 END",
    "ends_later": "ends_on > previous_end",
}


def make_notices() -> None:
    kinds = ("ends_soon", "extension_offer", "lapsed", "renewal_due", "renewed")
    op.create_table(
        "coverage_notices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("kind", word("noticekind", *kinds), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid()),
        sa.Column("coverage", sa.String(40), server_default="", nullable=False),
        sa.Column("months", sa.Integer(), server_default="0", nullable=False),
        sa.Column("about", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        *keys("coverage_notices", contract_id="contracts", unit_id="units"),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_coverage_notices_tenant_id_key")),
    )
    op.create_index(
        "ix_coverage_notices_contract", "coverage_notices", ["tenant_id", "contract_id", "due_on"]
    )


def word(name: str, *words: str) -> sa.Enum:
    """A text column kept to these words."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def keys(table: str, **columns: str) -> list[sa.Constraint]:
    """The primary key by tenant and id, and keys that reach rows of the same tenant only."""
    return [
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{other}.tenant_id", f"{other}.id"],
                name=op.f(f"fk_{table}_tenant_id_{column}"),
            )
            for column, other in columns.items()
        ),
    ]
