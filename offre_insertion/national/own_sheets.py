"""Our own sheets on DORA, when the national offer shows them: they are no other source."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from offre_insertion.history import History
from offre_insertion.history.dora import created_slugs
from offre_insertion.national.offer import NationalOffer
from offre_insertion.schema import Record

_DORA = "dora"


def leave_own_sheets(history: History, national: NationalOffer) -> NationalOffer:
    """The offer without the sheets that we created on DORA; those we only adopted are of their author.

    A sheet comes back as ``dora--<uuid>``, which nothing of DORA tells us: the slug at the end of its ``lien_source``
    is the only way back to our record (DORA contract §6). Raises ``HistoryError``.
    """
    slugs = created_slugs(history)
    if not any(slugs.values()):
        return national
    return replace(
        national,
        structures=_others(national.structures, slugs["structure"]),
        services=_others(national.services, slugs["service"]),
    )


def _others(records: Mapping[str, Record], ours: Container[str]) -> dict[str, Record]:
    return {
        record_id: record
        for record_id, record in records.items()
        if record["source"] != _DORA or _slug(record) not in ours
    }


def _slug(record: Record) -> str:
    """« » when it has no link."""
    try:
        path = urlsplit(str(record.get("lien_source") or "")).path
    except ValueError:
        return ""
    return path.rstrip("/").rpartition("/")[2]
