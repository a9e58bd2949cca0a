"""Support and repair cases with their service clocks."""

revision = "0004_service"
down_revision = "0003_programmes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
