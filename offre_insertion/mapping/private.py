"""The private extension of a service: what a PDI catalogue knows and the schema does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from offre_insertion.cleaning.dates import clean_date
from offre_insertion.cleaning.numbers import read_quantity
from offre_insertion.cleaning.text import clean_texte
from offre_insertion.conditions import Cells
from offre_insertion.connector import FieldRule, Rules, alternatives
from offre_insertion.extension import EXTENSION_KINDS, Quantite
from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.mapping.fields import Reading, Said, remembering
from offre_insertion.mapping.origins import compile_origin
from offre_insertion.text import fold

_FILE_ACTIVE = "file active"
_YES = frozenset({"x", "oui", "vrai", "true", "1"})
_NO = frozenset({"non", "faux", "false", "0"})
_FORMATS = {
    "i": "individuel",
    "individuel": "individuel",
    "individuelle": "individuel",
    "c": "collectif",
    "collectif": "collectif",
    "collective": "collectif",
    "i c": "mixte",
    "c i": "mixte",
    "mixte": "mixte",
    "individuel et collectif": "mixte",
    "individuel collectif": "mixte",
    "collectif et individuel": "mixte",
}


def _read_quantity(text: str) -> Noted[Quantite]:
    quantity = read_quantity(text)
    return Noted(
        Quantite(
            texte=text,
            valeur=quantity.value,
            minimum=quantity.low,
            maximum=quantity.high,
            unite=quantity.unit or None,
        )
    )


def _read_boolean(text: str) -> Noted[bool]:
    folded = fold(text)
    if folded in _YES or folded in _NO:
        return Noted(folded in _YES)
    message = f"« {text} » n'est ni oui ni non : la valeur n'est pas retenue. Écrivez « oui » ou « non »."
    return Noted(None, (Note("valeur-inconnue", Severity.AVERTISSEMENT, message, ("oui", "non")),))


def _read_format(text: str) -> Noted[str]:
    known = _FORMATS.get(fold(text))
    if known:
        return Noted(known)
    message = f"Format « {text} » inconnu. Écrivez « individuel », « collectif » ou « mixte »."
    return Noted(
        None, (Note("valeur-inconnue", Severity.AVERTISSEMENT, message, tuple(set(_FORMATS.values()))),)
    )


_READERS: dict[str, Callable[[str], Noted[Any]]] = {
    "quantite": _read_quantity,
    "date": clean_date,
    "booleen": _read_boolean,
    "format": _read_format,
    "texte": clean_texte,
}


def _second_value(name: str, text: str) -> Note:
    message = f"« {name} » a déjà une valeur dans cette ligne : « {text} » n'est pas gardé. Gardez-en une."
    return Note("valeurs-contradictoires", Severity.AVERTISSEMENT, message)


def _field_reader(name: str, rule: FieldRule) -> Callable[[Cells], Reading]:
    """The value of one field: the first that its columns give, another one is reported."""
    origin, convert = compile_origin(rule), _READERS[EXTENSION_KINDS[name]]

    def read(cells: Cells) -> Reading:
        value: Any = None
        said: list[Said] = []
        for piece in origin(cells):
            noted: Noted[Any] = convert(piece.text)
            said += [Said(note, piece.column, piece.text) for note in noted.notes]
            if value is None:
                value = noted.value
            elif noted.value not in (None, value):
                said.append(Said(_second_value(name, piece.text), piece.column, piece.text))
        return Reading(value, said, [])

    return read


class PrivateReader:
    """Reads the ``[prive]`` section: ``{field: value}`` ready for :class:`~offre_insertion.extension.Extension`."""

    def __init__(self, rules: Mapping[str, Rules]) -> None:
        self._fields = [
            (name, remembering(rule, _field_reader(name, rule)))
            for name, one in rules.items()
            for rule in alternatives(one)
        ]

    def __call__(self, cells: Cells) -> tuple[dict[str, Any], list[tuple[str, Said]]]:
        """The fields found, and the notes with the field each is about."""
        found: dict[str, Any] = {}
        said: list[tuple[str, Said]] = []
        for name, read in self._fields:
            reading = read(cells)
            if reading is None or name in found:
                continue
            if reading.value is not None:
                found[name] = reading.value
            if reading.said:
                said += [(name, one) for one in reading.said]
        places: Quantite | None = found.get("places")
        if places is not None and fold(places.unite or "") == _FILE_ACTIVE:
            # « file active 80 » under « Places »: people followed over the year, not places.
            del found["places"]
            found.setdefault("file_active", places)
        return found, said
