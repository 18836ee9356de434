"""The history: runs, immutable snapshots, identities, judgements, publications, the private extension.

SQLite by default, PostgreSQL by URL. ``with open_history(url) as history:`` is the way in.
"""

from __future__ import annotations

from offre_insertion.history import tracking_tables  # noqa: F401 - declares its tables
from offre_insertion.history.store import History, open_history
from offre_insertion.history.values import Entry, Identity, Ref, RunState, RunSummary, Snapshot

__all__ = ["Entry", "History", "Identity", "Ref", "RunState", "RunSummary", "Snapshot", "open_history"]
