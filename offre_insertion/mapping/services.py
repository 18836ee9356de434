"""Services met so far: their ids in their structure, and the rows that speak of the same one."""

from __future__ import annotations

from collections.abc import Sequence

from offre_insertion.issues import Issue, Severity
from offre_insertion.mapping.grouping import LocalIds, complete, name_id
from offre_insertion.mapping.rows import Draft
from offre_insertion.text import fold

#: Fields said to differ, in a message.
_NAMED = 4


class ServiceGroups:
    """Gives each service its local id; unites the rows of one service when the connector asks for it."""

    def __init__(self, key: Sequence[str], *, merge: bool) -> None:
        self._key = key
        self._merge = merge
        self._first: dict[str, Draft] = {}
        # By name of structure too: the ids of a catalogue may start again at 1 in each one.
        self._known: dict[tuple[str, str], Draft] = {}
        self._local_ids = LocalIds()

    def add(self, draft: Draft, structure: Draft) -> tuple[Draft, list[Issue]]:
        """The draft that stands for this service (itself when it is new) and what was to be said."""
        wanted = self._wanted_id(draft, structure)
        known = self._known.setdefault((fold(str(structure.record.get("nom"))), wanted), draft)
        if known is not draft and (self._merge or _same(known, draft)):
            return known, complete(known, draft, "service") if self._merge else [_repeated(known, draft)]
        draft.local_id = self._local_ids.take(wanted)
        first = self._first.setdefault(wanted, draft)
        return draft, [_taken(first, draft, self._key)] if first is not draft else []

    def _wanted_id(self, draft: Draft, structure: Draft) -> str:
        """The id of the catalogue, else structure + key fields; the place tells two places of one row apart."""
        if draft.local_id is not None:
            base = draft.local_id
        else:
            key = name_id(*(str(draft.record[name]) for name in self._key if name in draft.record))
            base = f"{structure.local_id}-{key}"
        if draft.place is None:
            return base
        draft.private.setdefault("dispositif", base)
        draft.private.setdefault("lieu", draft.place)
        return f"{base}-{name_id(draft.place)}"


def _same(known: Draft, draft: Draft) -> bool:
    return known.record == draft.record and known.private == draft.private


def _repeated(known: Draft, draft: Draft) -> Issue:
    return Issue(
        code="ligne-repetee",
        severity=Severity.INFO,
        message=f"La ligne {draft.row} redit exactement le service de la ligne {known.row} : "
        "une seule fiche est écrite.",
        row=draft.row,
        sheet=draft.sheet,
    )


def _taken(known: Draft, draft: Draft, key: Sequence[str]) -> Issue:
    where = (
        f"La ligne {draft.row} donne"
        if known.row == draft.row
        else f"Les lignes {known.row} et {draft.row} donnent"
    )
    names = dict.fromkeys((*known.record, *draft.record))
    different = [name for name in names if known.record.get(name) != draft.record.get(name)]
    hint = f" Ils diffèrent par {', '.join(different[:_NAMED])}." if different else ""
    return Issue(
        code="identifiant-deja-pris",
        severity=Severity.AVERTISSEMENT,
        message=f"{where} deux services de même identifiant : le second devient « {draft.local_id} ».{hint} Ajoutez "
        f"ce qui les distingue à service_key (aujourd'hui : {', '.join(key)}), ou une colonne d'identifiants.",
        row=draft.row,
        sheet=draft.sheet,
        field="service.id",
        value=draft.local_id,
    )
