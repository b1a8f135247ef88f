"""What of a consultation is tabulated as one, chosen before its first results"""

import sqlalchemy as sa
from alembic import op

revision = "tabulation"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tabulation",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("merged", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_tabulation_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_tabulation")),
    )


def downgrade() -> None:
    op.drop_table("tabulation")
