"""The offer already referenced nationally."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of the national offer, of its pages being read, and of when ours are seen in it."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "national_offers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("departement", sa.String, nullable=False, index=True),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("page_size", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("finished_at", instant),
        sa.Column("structures", sa.String(32), sa.ForeignKey("contents.digest")),
        sa.Column("services", sa.String(32), sa.ForeignKey("contents.digest")),
        sa.Column("scores", sa.String(32), sa.ForeignKey("contents.digest")),
        sa.Column("sources", sa.JSON),
        sa.Column("figures", sa.JSON, nullable=False),
    )
    op.create_table(
        "national_pages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("offer_id", sa.Integer, sa.ForeignKey("national_offers.id"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("offer_id", "kind", "page", name="uq_national_pages_offer_id"),
    )
    op.create_table(
        "national_sightings",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("record_id", sa.String, primary_key=True),
        sa.Column("first_seen", sa.Date, nullable=False),
        sa.Column("last_seen", sa.Date, nullable=False),
        sa.Column("first_visible", sa.Date),
    )
