"""Who asked for a case, where not the customer itself; promises that can be said again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_requesters"
down_revision = "0006_prepaid"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("requester_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_cases_tenant_id_requester_id",
        "cases",
        "customers",
        ["tenant_id", "requester_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "ix_cases_requester",
        "cases",
        ["tenant_id", "requester_id", "registered_at"],
        postgresql_where=sa.text("requester_id IS NOT NULL"),
    )

    op.add_column(
        "promises",
        sa.Column("made", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("promises", "made")
    op.drop_index("ix_cases_requester", "cases")
    op.drop_constraint("fk_cases_tenant_id_requester_id", "cases", type_="foreignkey")
    op.drop_column("cases", "requester_id")
