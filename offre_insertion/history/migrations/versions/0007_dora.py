"""DORA: links between records and sheets, journal of the writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the two tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "dora_links",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("record_id", sa.String, nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("structure", sa.String, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("is_reserved", sa.Boolean, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("pending", sa.JSON, nullable=False),
        sa.Column("modified", sa.String),
        sa.Column("at", instant, nullable=False),
        sa.UniqueConstraint("instance", "kind", "record_id", name="uq_dora_links_record_id"),
        sa.UniqueConstraint("instance", "kind", "slug", name="uq_dora_links_slug"),
    )
    op.create_table(
        "dora_journal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance", sa.String, nullable=False, index=True),
        sa.Column("at", instant, nullable=False),
        sa.Column("operation", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("record_id", sa.String, nullable=False, index=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("request_id", sa.String),
        sa.Column("detail", sa.String),
    )
