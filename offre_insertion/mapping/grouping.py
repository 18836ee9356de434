"""Rows that speak of the same structure, or of the same service, become one record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from offre_insertion.issues import Issue, Severity
from offre_insertion.mapping.rows import Draft
from offre_insertion.schema import LIST_FIELDS, Record
from offre_insertion.text import fold, slug

Key = tuple[str, ...]


class StructureGroups:
    """Structures met so far, found again by id, else by the connector's keys, the surest first."""

    def __init__(self, keys: Sequence[Sequence[str]]) -> None:
        self._keys = keys
        self._by_key: dict[Key, Draft] = {}
        # Weak keys of two structures that a surer key tells apart: they designate neither.
        self._shared: set[Key] = set()
        self._local_ids = LocalIds()
        self.drafts: list[Draft] = []

    def add(self, draft: Draft) -> tuple[Draft, list[Issue]]:
        """The draft that stands for this structure, completed by ``draft``, and what differs."""
        known = self._find(draft)
        if known is None:
            known, issues = draft, self._stand_alone(draft)
            self._give_local_id(draft)
            self.drafts.append(draft)
        else:
            issues = complete(known, draft, "structure")
        for key in self._keys_of(known):
            holder = self._by_key.setdefault(key, known)
            if holder is not known and self._contradicts(holder, known, key):
                self._shared.add(key)
        return known, issues

    def _stand_alone(self, draft: Draft) -> list[Issue]:
        """Its surest key is that of two structures: it is neither, and the next rows like it are found again."""
        surest = next(self._keys_of(draft), None)
        if surest is None or surest not in self._shared:
            return []
        self._by_key[_alone(surest)] = draft
        return [_undecided(draft)]

    def _find(self, draft: Draft) -> Draft | None:
        if draft.local_id is not None:
            return self._by_key.get(("id", draft.local_id))
        for rank, key in enumerate(self._keys_of(draft)):
            if key in self._shared:
                return None if rank else self._by_key.get(_alone(key))
            known = self._by_key.get(key)
            if known is not None and not self._contradicts(known, draft, key):
                return known
        return None

    def _contradicts(self, known: Draft, draft: Draft, matched: Key) -> bool:
        """Found by a weak key while a surer one differs on both sides: they are two structures."""
        for fields in self._keys:
            if "+".join(fields) == matched[0]:
                return False
            left, right = _key(known, fields), _key(draft, fields)
            if left is not None and right is not None and left != right:
                return True
        return False

    def _keys_of(self, draft: Draft) -> Iterator[Key]:
        if draft.local_id is not None:
            yield ("id", draft.local_id)
        for fields in self._keys:
            key = _key(draft, fields)
            if key is not None:
                yield key

    def _give_local_id(self, draft: Draft) -> None:
        if draft.local_id is None:
            keys = [key for fields in self._keys if (key := _key(draft, fields)) is not None]
            draft.local_id = name_id(*(keys[0][1:] if keys else (str(draft.record.get("nom", "")),)))
        draft.local_id = self._local_ids.take(draft.local_id or f"ligne-{draft.row}")


def _key(draft: Draft, fields: Sequence[str]) -> Key | None:
    values = [draft.record.get(name) for name in fields]
    if any(value is None for value in values):
        return None
    return ("+".join(fields), *(_compared(str(value)) for value in values))


def _alone(key: Key) -> Key:
    return ("", *key)


def _undecided(draft: Draft) -> Issue:
    return Issue(
        code="structure-ambigue",
        severity=Severity.AVERTISSEMENT,
        message="Plusieurs structures d'identifiants différents se nomment ainsi au même endroit : la ligne n'est "
        "rattachée à aucune. Ajoutez ce qui les distingue, par exemple le SIRET.",
        row=draft.row,
        sheet=draft.sheet,
        field="structure.nom",
        value=draft.record.get("nom"),
    )


def _compared(text: str) -> str:
    """Two names in another alphabet fold to the same nothing: they are compared as written."""
    return fold(text) or text.casefold().strip()


def name_id(*texts: str) -> str:
    """The words of the texts joined by dashes; for a text in another alphabet, a digest, which does not change
    when its row moves. Blank for blank texts.
    """
    return "-".join(slug(text) or _digest(text) for text in texts if text.strip())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


class LocalIds:
    """Local ids given so far."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """``wanted``, or ``wanted-2``, ``wanted-3``… ; the id returned is taken."""
        candidate = wanted
        while candidate in self._given:
            self._next[wanted] = self._next.get(wanted, 1) + 1
            candidate = f"{wanted}-{self._next[wanted]}"
        self._given.add(candidate)
        return candidate


def complete(known: Draft, other: Draft, section: str) -> list[Issue]:
    """Fill ``known`` with what ``other`` adds: missing fields, list items, the latest date. Says what differs."""
    divergent = []
    for name, value in other.record.items():
        mine = known.record.get(name)
        if mine is None:
            known.record[name] = value
        elif name in LIST_FIELDS:
            known.record[name] = list(dict.fromkeys([*mine, *value]))
        elif name == "date_maj":
            known.record[name] = max(mine, value)
        elif fold(str(mine)) != fold(str(value)):
            divergent.append(name)
    known.missing = tuple(name for name in known.missing if name not in known.record)
    return [
        *(_divergence(known, other, name, section) for name in divergent),
        *_complete_private(known, other),
    ]


def _complete_private(known: Draft, other: Draft) -> list[Issue]:
    """The same for what is never published: a second convention or a second budget is not lost in silence."""
    for name, value in other.private.items():
        known.private.setdefault(name, value)
    return [
        _divergence(known, other, name, "prive")
        for name, value in other.private.items()
        if known.private[name] != value
    ]


def _divergence(known: Draft, other: Draft, name: str, section: str) -> Issue:
    kept, dropped = (
        _shown(draft.private if section == "prive" else draft.record, name) for draft in (known, other)
    )
    return Issue(
        code="valeurs-divergentes",
        severity=Severity.INFO,
        message=f"Les lignes {known.row} et {other.row} parlent de la même fiche et diffèrent sur « {name} » : "
        f"« {kept} » est gardé, « {dropped} » ne l'est pas.",
        row=other.row,
        sheet=other.sheet,
        field=f"{section}.{name}",
        value=dropped,
    )


def _shown(record: Record, name: str) -> str:
    text = " ".join(str(getattr(record[name], "texte", record[name])).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
