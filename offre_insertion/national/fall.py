"""What stops a national offer from taking the place of the one kept: it lost too much at once.

An empty answer is a valid one for the server (no match: 200, ``total`` 0, contract §1.3), and is what an accident of
its own looks like too.
"""

from __future__ import annotations

from collections.abc import Iterator

from offre_insertion.history import History
from offre_insertion.history.national import KINDS, StoredOffer, last_offers, stored_pages
from offre_insertion.text import counted

#: Part of the records that may go from an offer to the next.
BAISSE_MAX = 0.2


def find_fall(history: History, reading: int, *, departement: str, baisse_max: float) -> str | None:
    """Why a reading must not replace the offer kept of its département, in French; ``None`` when it may.

    ``baisse_max`` (0 to 1) is the part of the structures, or of the services, that may go: 1 accepts anything.
    """
    last = last_offers(history).get(departement)
    falls = list(_falls(history, reading, last, baisse_max)) if last is not None else []
    if last is None or not falls:
        return None
    return (
        f"{departement} : {', '.join(falls)} depuis l’offre du {last.day:%d/%m/%Y}, qui est gardée (baisse admise : "
        f"{baisse_max:.0%}). Si c’est bien l’offre d’aujourd’hui, relancez avec --accepter-baisse."
    ).replace("%", " %")


def _falls(history: History, reading: int, last: StoredOffer, baisse_max: float) -> Iterator[str]:
    for kind in KINDS:
        before = last.counts[kind]
        after = sum(len(page.entries) for page in stored_pages(history, reading, kind).values())
        if before and (before - after) / before > baisse_max:
            yield f"{counted(after, kind)} au lieu de {before}"
