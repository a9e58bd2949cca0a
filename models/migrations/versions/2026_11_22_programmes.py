"""Programme files as versioned rows."""

revision = "0003_programmes"
down_revision = "0002_security"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
