"""What was published, and what each platform knows of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of publications."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "publication_sets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target", sa.String, nullable=False, index=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("records", sa.String(32), sa.ForeignKey("contents.digest"), nullable=False, index=True),
        sa.Column("structures", sa.Integer, nullable=False),
        sa.Column("services", sa.Integer, nullable=False),
    )
    op.create_table(
        "publication_resources",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target", sa.String, nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("remote_id", sa.String, nullable=False),
        sa.Column("content", sa.String(64)),
        sa.Column("described", sa.String(32)),
        sa.Column("is_removed", sa.Boolean, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
