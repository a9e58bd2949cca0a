"""Programme files as versioned rows."""

import sqlalchemy as sa
from alembic import op

from models.migrations.row_security import secure

revision = "0003_programmes"
down_revision = "0002_security"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_versions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=254), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_programme_versions_whole_hash")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_programme_versions_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_programme_versions")),
        sa.UniqueConstraint(
            "tenant_id",
            "programme",
            "version",
            name=op.f("uq_programme_versions_tenant_id_programme_version"),
        ),
    )
    secure("programme_versions", append_only=True)


def downgrade() -> None:
    op.drop_table("programme_versions")
