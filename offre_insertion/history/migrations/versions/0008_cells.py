"""Entries of eight fields, the prints of the rows last: no table changes, but an older program cannot read them.

The number is all there is to change: it makes that program refuse the history, instead of failing on it.
"""

from __future__ import annotations

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Entries without these fields are still read as they are."""
