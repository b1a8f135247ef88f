"""Who may answer"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Made anew, the table would take along what refers to it: both databases alter it in place.
    with op.batch_alter_table("consultation", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("minimum_age", sa.Integer(), server_default="18", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("consultation", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("minimum_age")
