"""What a carrier needs to know of a part's parcel."""

import sqlalchemy as sa
from alembic import op

revision = "0008_parts"
down_revision = "0007_requesters"
branch_labels = None
depends_on = None

SIZES = ("length_mm", "width_mm", "height_mm")


def upgrade() -> None:
    # Until this revision nothing could put a part on record: the table is empty.
    for column in ("weight_g", *SIZES):
        op.add_column("parts", sa.Column(column, sa.Integer(), nullable=False))
    op.create_check_constraint(op.f("ck_parts_has_weight"), "parts", "weight_g > 0")
    op.create_check_constraint(
        op.f("ck_parts_has_dimensions"),
        "parts",
        "length_mm > 0 AND width_mm > 0 AND height_mm > 0",
    )
    op.create_index(
        "ix_stock_moves_part",
        "stock_moves",
        ["tenant_id", "part_id", "seq"],
        postgresql_where=sa.text("part_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_stock_moves_part", "stock_moves")
    op.drop_constraint(op.f("ck_parts_has_dimensions"), "parts")
    op.drop_constraint(op.f("ck_parts_has_weight"), "parts")
    for column in reversed(("weight_g", *SIZES)):
        op.drop_column("parts", column)
