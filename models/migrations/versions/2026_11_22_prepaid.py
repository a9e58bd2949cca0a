"""Prepaid hours, seats and what comes in by mail."""

revision = "0006_prepaid"
down_revision = "0005_coverage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
