"""What was kept and no longer reads as it was written: a damaged disk, a file that something else changed."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator

from offre_insertion.errors import HistoryError


@contextlib.contextmanager
def intact(what: str) -> Iterator[None]:
    """Around the reading of what was kept. ``what`` is French. Raises :class:`HistoryError`."""
    try:
        yield
    except (zlib.error, ValueError, KeyError, TypeError) as exc:
        raise HistoryError(
            f"L’historique est abîmé : {what} ne se lit pas. Reprenez une sauvegarde."
        ) from exc
