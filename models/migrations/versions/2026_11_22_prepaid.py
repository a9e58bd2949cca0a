"""Prepaid hours, seats and what comes in by mail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations.row_security import secure

revision = "0006_prepaid"
down_revision = "0005_coverage"
branch_labels = None
depends_on = None

APPEND_ONLY = ("prepaid_packs", "prepaid_draws")
CHANGEABLE = ("seats", "mail_messages")
SOURCES = ("carrier", "scan", "stock")


def upgrade() -> None:
    make_packs()
    make_draws()
    make_seats()
    make_messages()
    keep_sources((*SOURCES, "mail"))
    for table in APPEND_ONLY:
        secure(table, append_only=True)
    for table in CHANGEABLE:
        secure(table)


def downgrade() -> None:
    keep_sources(SOURCES)
    for table in ("mail_messages", "seats", "prepaid_draws", "prepaid_packs"):
        op.drop_table(table)


def make_packs() -> None:
    op.create_table(
        "prepaid_packs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("programme_version", sa.String(length=80), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("step_minutes", sa.Integer(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("bought_by", sa.String(length=254), nullable=False),
        sa.Column("order_reference", sa.String(length=80), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("hours > 0 AND step_minutes > 0", name=op.f("ck_prepaid_packs_counts")),
        sa.CheckConstraint(
            "(price IS NULL) = (currency = '')", name=op.f("ck_prepaid_packs_price_has_currency")
        ),
        *keys("prepaid_packs", customer_id="customers", contract_id="contracts"),
        sa.UniqueConstraint(
            "tenant_id", "id", "hours", name=op.f("uq_prepaid_packs_tenant_id_id_hours")
        ),
    )
    op.create_index(
        "ix_prepaid_packs_customer", "prepaid_packs", ["tenant_id", "customer_id", "bought_on"]
    )


def make_draws() -> None:
    op.create_table(
        "prepaid_draws",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("pack_id", sa.Uuid(), nullable=False),
        sa.Column("pack_hours", sa.Integer(), nullable=False),
        sa.Column("drawn_before", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "minutes > 0 AND drawn_before >= 0 AND drawn_before + minutes <= pack_hours * 60",
            name=op.f("ck_prepaid_draws_inside_the_pack"),
        ),
        *keys("prepaid_draws", case_id="cases"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pack_id", "pack_hours"],
            ["prepaid_packs.tenant_id", "prepaid_packs.id", "prepaid_packs.hours"],
            name=op.f("fk_prepaid_draws_tenant_id_pack_id_pack_hours"),
        ),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_prepaid_draws_tenant_id_key")),
        sa.UniqueConstraint(
            "tenant_id",
            "pack_id",
            "drawn_before",
            name=op.f("uq_prepaid_draws_tenant_id_pack_id_drawn_before"),
        ),
    )
    op.create_index("ix_prepaid_draws_case", "prepaid_draws", ["tenant_id", "case_id"])


def make_seats() -> None:
    op.create_table(
        "seats",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_seats_ends_after_start")),
        sa.CheckConstraint("handle <> ''", name=op.f("ck_seats_names_a_user")),
        *keys("seats", contract_id="contracts", contact_id="contacts"),
        sa.UniqueConstraint(
            "tenant_id",
            "contract_id",
            "handle",
            "since",
            name=op.f("uq_seats_tenant_id_contract_id_handle_since"),
        ),
    )
    op.create_index(
        "uq_seats_open",
        "seats",
        ["tenant_id", "contract_id", "handle"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index("ix_seats_contract", "seats", ["tenant_id", "contract_id", "since"])


def make_messages() -> None:
    op.create_table(
        "mail_messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "placed",
                "refused",
                name="mailstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("left_out", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'placed') = (case_id IS NOT NULL)",
            name=op.f("ck_mail_messages_placed_in_a_case"),
        ),
        sa.CheckConstraint("octet_length(raw) <= 26214400", name=op.f("ck_mail_messages_size")),
        *keys("mail_messages", customer_id="customers", case_id="cases"),
        sa.UniqueConstraint(
            "tenant_id", "message_id", name=op.f("uq_mail_messages_tenant_id_message_id")
        ),
    )
    op.create_index(
        "ix_mail_messages_state", "mail_messages", ["tenant_id", "state", "received_at"]
    )
    op.create_index("ix_mail_messages_case", "mail_messages", ["tenant_id", "case_id"])


def keep_sources(sources: tuple[str, ...]) -> None:
    """Let inbox facts come from these; fails while one came from elsewhere."""
    listed = ", ".join(f"'{source}'" for source in sources)
    op.execute("ALTER TABLE inbox DROP CONSTRAINT ck_inbox_source")
    op.execute(f"ALTER TABLE inbox ADD CONSTRAINT ck_inbox_source CHECK (source IN ({listed}))")


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
