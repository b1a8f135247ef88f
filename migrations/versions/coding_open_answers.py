"""Open answers: themes, which text has which, quotes, and what is left of deleted texts"""

import sqlalchemy as sa
from alembic import op

revision = "coding"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_a_question("theme"),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name_es", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint(
            "consultation_id",
            "question",
            "code",
            name=op.f("uq_theme_consultation_id_question_code"),
        ),
    )
    op.create_table(
        "coding",
        sa.Column("text_id", sa.LargeBinary(length=16), nullable=False),
        *_of_a_question("coding"),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_coding")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_coding_question", "coding", ["consultation_id", "question"])
    op.create_table(
        "deleted_texts",
        *_of_a_question("deleted_texts"),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("without", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("consultation_id", "question", name=op.f("pk_deleted_texts")),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        *_of_a_question("quote"),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("text_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("es", sa.Text(), nullable=True),
        sa.Column("en", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quote_question", "quote", ["consultation_id", "question"])


def downgrade() -> None:
    for table in ("quote", "deleted_texts", "coding", "theme"):
        op.drop_table(table)


def _of_a_question(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f(f"fk_{table}_consultation_id_consultation"),
        ),
    )
