"""Runs, contents, private extensions, snapshots, identities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the first tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("finished_at", instant),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("version", sa.String, nullable=False),
    )
    for name in ("contents", "extensions"):
        op.create_table(
            name,
            sa.Column("digest", sa.String(32), primary_key=True),
            sa.Column("body", sa.LargeBinary, nullable=False),
        )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("nature", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False, index=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("records", sa.String(32), sa.ForeignKey("contents.digest"), nullable=False),
        sa.Column("issues", sa.String(32), sa.ForeignKey("contents.digest"), nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("fingerprint", sa.String),
        sa.Column("outputs", sa.JSON, nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.UniqueConstraint("run_id", "nature", "source", name="uq_snapshots_run_id"),
    )
    op.create_table(
        "identities",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False, index=True),
        sa.Column("closed_at", instant),
        sa.Column("source", sa.String, nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("record_id", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("author", sa.String),
        sa.Column("at", instant, nullable=False),
    )
