"""Surveys of runs, registers of the animator, corrections of records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of the follow-up."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("taken_at", instant, nullable=False),
        sa.Column("facts", sa.String(32), sa.ForeignKey("contents.digest"), nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.UniqueConstraint("run_id", name="uq_surveys_run_id"),
    )
    op.create_table(
        "register_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("nature", sa.String, nullable=False, index=True),
        sa.Column("subject", sa.String, nullable=False, index=True),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("record_id", sa.String, nullable=False, index=True),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("value", sa.JSON),
        sa.Column("seen", sa.JSON),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
