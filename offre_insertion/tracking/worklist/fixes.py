"""What to fill in a record so that DORA shows it: each repair, and the smallest set of them, by the official score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

from offre_insertion.quality import score_qualite
from offre_insertion.schema import Record
from offre_insertion.tracking.facts import CONTACTS

#: The fields to fill and any values that the official score takes for well filled; ``None``: nothing to repair.
Repair = Callable[[Record], dict[str, Any] | None]
_IDEAL = 200  # characters of a description from which the official criterion is full


def _frais(record: Record) -> dict[str, Any] | None:
    return {"frais": "gratuit"} if not record.get("frais") else None


def _frais_precisions(record: Record) -> dict[str, Any] | None:
    missing = record.get("frais") == "payant" and not record.get("frais_precisions")
    return {"frais_precisions": "…"} if missing else None


def _mobilisation(record: Record) -> dict[str, Any] | None:
    filled = {
        "modes_mobilisation": record.get("modes_mobilisation") or [_easiest_mode(record)],
        "mobilisable_par": record.get("mobilisable_par") or ["professionnels", "usagers"],
    }
    return {name: value for name, value in filled.items() if not record.get(name)} or None


def _easiest_mode(record: Record) -> str:
    """A mode whose contact is already there: another would ask for one more field."""
    return next((mode for mode, (own, _) in CONTACTS.items() if record.get(own)), "telephoner")


def _description(record: Record) -> dict[str, Any] | None:
    text = record["description"]
    return {"description": text.ljust(_IDEAL, "…")} if len(text) < _IDEAL else None


def _publics(record: Record) -> dict[str, Any] | None:
    return {"publics": ["tous-publics"]} if not record.get("publics") else None


def _thematiques(record: Record) -> dict[str, Any] | None:
    return {"thematiques": ["sante--acces-aux-soins"]} if not record.get("thematiques") else None


def _telephone(record: Record) -> dict[str, Any] | None:
    asked = "telephoner" in (record.get("modes_mobilisation") or ())
    reachable = any(record.get(name) for name in ("courriel", "telephone", "lien_mobilisation"))
    return {"telephone": "+33100000000"} if not record.get("telephone") and (asked or not reachable) else None


def _courriel(record: Record) -> dict[str, Any] | None:
    asked = "envoyer-un-courriel" in (record.get("modes_mobilisation") or ())
    return {"courriel": "contact@exemple.fr"} if asked and not record.get("courriel") else None


def _adresse(record: Record) -> dict[str, Any] | None:
    asked = "en-presentiel" in (record.get("modes_accueil") or ()) or "se-presenter" in (
        record.get("modes_mobilisation") or ()
    )
    return {"adresse": "…"} if asked and not record.get("adresse") else None


#: Words for the fields to fill → the repair; the easiest to obtain first.
REPAIRS: Mapping[str, Repair] = {
    "frais": _frais,
    "modes_mobilisation et mobilisable_par": _mobilisation,
    "publics": _publics,
    "thematiques": _thematiques,
    "frais_precisions": _frais_precisions,
    "telephone": _telephone,
    "courriel": _courriel,
    "adresse": _adresse,
    "description": _description,
}


def _with_fees(_: Record) -> list[dict[str, Any]]:
    return [{"frais": "payant"}]


def _every_mode(record: Record) -> list[dict[str, Any]]:
    return [] if record.get("modes_mobilisation") else [{"modes_mobilisation": [mode]} for mode in CONTACTS]


#: Repair → what its values suppose, in words, and what a person may answer instead.
_SUPPOSED: Mapping[str, tuple[str, Callable[[Record], list[dict[str, Any]]]]] = {
    "frais": ("si c’est gratuit", _with_fees),
    "modes_mobilisation et mobilisable_par": ("si le contact du mode choisi est là", _every_mode),
}


def repairs_of(record: Record) -> dict[str, dict[str, Any]]:
    """What can be filled in a record: words for the fields → values."""
    return {name: filled for name, repair in REPAIRS.items() if (filled := repair(record)) is not None}


def fields_of(repair: str) -> list[str]:
    """The fields of the words of a repair."""
    return repair.split(" et ")


def score_with(record: Record, filled: Mapping[str, Any], *, on: dt.date) -> float:
    """The official score of a record with some fields filled, as of a day."""
    return score_qualite({**record, **filled}, on=on).value


def scores_with(record: Record, names: Sequence[str], *, on: dt.date) -> list[float]:
    """The official scores of a record once some repairs are made: by the best answers, then by the others."""
    filled: dict[str, Any] = {}
    for name in names:
        filled |= repairs_of({**record, **filled}).get(name, {})
    answers = [others for name in names if name in _SUPPOSED and (others := _SUPPOSED[name][1](record))]
    worse = [reduce(or_, some, filled) for some in product(*answers)] if answers else []
    return [score_with(record, one, on=on) for one in (filled, *worse)]


def supposed(names: Iterable[str]) -> str:
    """What the best answers suppose: « si c’est gratuit »."""
    return " et ".join(_SUPPOSED[name][0] for name in names if name in _SUPPOSED)


def smallest_repair(record: Record, *, minimum: float, on: dt.date) -> tuple[str, ...] | None:
    """The fewest fields to fill to reach a score, the most useful first; ``None`` when no filling is enough.

    Empty when the score is already reached. A mode of mobilisation may ask for its contact: it is then asked too.
    """
    filled: dict[str, Any] = {}
    names: list[str] = []
    while score_with(record, filled, on=on) < minimum:
        left = {
            name: {**filled, **more}
            for name, more in repairs_of({**record, **filled}).items()
            if name not in names
        }
        if not left:
            return None
        best = max(left, key=lambda name: score_with(record, left[name], on=on))
        names.append(best)
        filled = left[best]
    return tuple(names)
