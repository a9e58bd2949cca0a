"""Covered devices, coverage dates and contract fees."""

revision = "0005_coverage"
down_revision = "0004_service"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
