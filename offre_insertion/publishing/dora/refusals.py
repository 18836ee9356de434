"""The 400s of DORA, in their three shapes (contract §1), told without the values they quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from offre_insertion.errors import PublishError, RemoteError

_SAYS = {
    "required": "obligatoire",
    "null": "ne peut pas être vide",
    "blank": "ne peut pas être vide",
    "invalid": "mal écrit",
    "invalid_choice": "valeur inconnue de DORA",
    "does_not_exist": "valeur inconnue de DORA",
    "max_length": "trop long",
    "min_value": "trop petit",
    "unique": "déjà pris",
    "unallowed_custom_choices_bad_struc": "condition d’une autre structure",
    "permission_denied": "droits insuffisants",
    "not_found": "introuvable, ou invisible à ce compte",
}


_SLUG_TAKEN = (
    "déjà pris par une fiche que ce compte ne voit pas. Demandez laquelle à DORA, ou changez l’identifiant"
)


class Refusal(NamedTuple):
    """One thing that DORA refuses. ``field`` is camelCase, ``""`` for the whole; ``position`` in a list is from 0."""

    field: str
    code: str
    position: int | None = None

    @property
    def message(self) -> str:
        """« contactPhone : trop long »."""
        said = (
            _SLUG_TAKEN if (self.field, self.code) == ("slug", "unique") else _SAYS.get(self.code, self.code)
        )
        place = self.field if self.position is None else f"{self.field} nᵒ {self.position + 1}"
        return f"{place} : {said}" if place else said


class DoraRefusedError(PublishError):
    """DORA refused a write. Its text never quotes a value: they may be a person's."""

    def __init__(self, error: RemoteError) -> None:
        self.status = error.status
        self.request_id = error.request_id
        self.refusals = tuple(read_refusals(error.payload))
        said = " ; ".join(one.message for one in self.refusals) or "sans dire pourquoi"
        super().__init__(f"DORA refuse ({error.status}) : {said}.")

    @property
    def is_taken(self) -> bool:
        """The slug belongs to another sheet, perhaps one that cannot be seen."""
        return any(one.field == "slug" and one.code == "unique" for one in self.refusals)

    @property
    def is_forbidden(self) -> bool:
        """The account may not write there, perhaps nowhere any more."""
        return self.status == 403


def read_refusals(payload: object) -> Iterator[Refusal]:
    """``{"field": [{…}]}``, ``{"publics": {"0": [{…}]}}``, ``[{…}]``, ``{"detail": {…}}``."""
    if isinstance(payload, list):
        yield from _items("", payload)
    if not isinstance(payload, dict):
        return
    for name, value in payload.items():
        field = "" if name in {"detail", "nonFieldErrors"} else str(name)
        if isinstance(value, dict) and "code" not in value:
            for index, items in value.items():
                yield from _items(field, items, int(index) if str(index).isdigit() else None)
        else:
            yield from _items(field, value if isinstance(value, list) else [value])


def _items(field: str, items: object, index: int | None = None) -> Iterator[Refusal]:
    for item in items if isinstance(items, list) else []:
        code = item.get("code") if isinstance(item, dict) else None
        yield Refusal(field, str(code or "invalid"), index)
