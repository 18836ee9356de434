"""Judgements on pairs, publications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of what people say and of what is sent."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("left", sa.String, nullable=False, index=True),
        sa.Column("right", sa.String, nullable=False, index=True),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("note", sa.String),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id")),
        sa.Column("target", sa.String, nullable=False, index=True),
        sa.Column("operation", sa.String, nullable=False),
        sa.Column("record_id", sa.String, nullable=False, index=True),
        sa.Column("remote_id", sa.String),
        sa.Column("content", sa.String(32)),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("detail", sa.String),
        sa.Column("at", instant, nullable=False),
    )
