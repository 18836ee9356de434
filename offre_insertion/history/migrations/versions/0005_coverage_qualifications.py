"""What people say of the holes of coverage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table of qualifications."""
    op.create_table(
        "coverage_qualifications",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("thematique", sa.String, nullable=False, index=True),
        sa.Column("maille", sa.String, nullable=False),
        sa.Column("territoire", sa.String, nullable=False, index=True),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("evidence", sa.String),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
