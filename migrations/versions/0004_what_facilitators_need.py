"""What facilitators need: drafts that can be undone, files to confirm, settings, invitations"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CHANNELS = '["phone", "assisted", "paper"]'


def upgrade() -> None:
    # Made anew, the table would take along what refers to it: both databases alter it in place.
    with op.batch_alter_table("consultation", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("targets", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(
            sa.Column("channels", sa.JSON(), server_default=_CHANNELS, nullable=False)
        )
        batch_op.add_column(sa.Column("opens_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
    op.create_table(
        "draft_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_draft_step_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_step")),
    )
    with op.batch_alter_table("draft_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draft_step_consultation_id"), ["consultation_id"], unique=False
        )
    op.create_table(
        "brought_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_file")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_invitation_consultation_id_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_invitation_programme_id_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token", name=op.f("uq_invitation_token")),
    )


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("brought_file")
    op.drop_table("draft_step")
    with op.batch_alter_table("consultation", schema=None, recreate="never") as batch_op:
        for column in ("closes_on", "opens_on", "channels", "targets"):
            batch_op.drop_column(column)
