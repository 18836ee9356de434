"""``score_qualite`` of a service, by the official criteria, today or as of another day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from data_inclusion.schema import v1
from data_inclusion.schema.v1 import score_qualite as official

from offre_insertion.schema import FIELDS, Record

#: Criterion → what it asks for, in words.
CRITERIA_LABELS: dict[str, str] = {
    "adresse_bien_definie": "une adresse, quand on est reçu sur place",
    "modes_mobilisation_bien_definis": "les modes de mobilisation et qui peut mobiliser",
    "au_moins_un_public": "au moins un public",
    "au_moins_une_thematique": "au moins une thématique",
    "au_moins_un_moyen_de_contact": "un courriel, un téléphone ou un lien de mobilisation",
    "courriel_bien_defini": "un courriel, si l’on mobilise par courriel",
    "date_maj_recente": "une mise à jour de moins de six mois",
    "frais_bien_definis": "les frais, et leur précision quand c’est payant",
    "description_bien_definie": "une description de 200 à 1 999 caractères",
    "telephone_bien_defini": "un téléphone, si l’on mobilise par téléphone",
}


@dataclass(frozen=True, slots=True)
class Score:
    """The score, 0 to 1, and each criterion, 0 to 1; ``None`` when a criterion does not apply."""

    value: float
    criteria: Mapping[str, float | None]

    def lost(self) -> dict[str, float]:
        """Points lost by criterion, the worst first, on the scale of the final score."""
        applicable = {name: value for name, value in self.criteria.items() if value is not None}
        losses = {name: (1 - value) / len(applicable) for name, value in applicable.items() if value < 1}
        return dict(sorted(losses.items(), key=lambda item: -item[1]))


_Criterion = Callable[[v1.Service], float | None]
_DATED = official.date_maj_recente.__name__
_CRITERIA: tuple[tuple[str, _Criterion], ...] = tuple((one.__name__, one) for one in official.CRITERES)
_NOTHING: dict[str, object] = dict.fromkeys(FIELDS["service"])


def score_qualite(service: Record, *, on: dt.date | None = None) -> Score:
    """The official score of a valid service, as of the day ``on`` (today by default).

    The official functions judge every criterion; only the date one, which reads the clock at each call, is
    computed once by date of update. Raises ``ValueError``, as they do, on a description out of bounds.
    """
    today = dt.date.today()  # noqa: DTZ011 - the official criterion reads the local day too
    day = on or today
    model = _as_model(service)
    criteria = {
        name: _freshness(model.source, service["date_maj"][:10], day, day == today)
        if name == _DATED
        else judge(model)
        for name, judge in _CRITERIA
    }
    values = [round(value, 2) for value in criteria.values() if value is not None]
    return Score(round(sum(values) / len(values), 2), criteria)


def _as_model(service: Record) -> v1.Service:
    """The record as the official criteria read it (attributes), without validating it a second time."""
    model = v1.Service.__new__(v1.Service)
    object.__setattr__(model, "__dict__", {**_NOTHING, **service})
    return model


#: What pendulum makes of six months and two years.
_SIX_MONTHS_DAYS = 180
_TWO_YEARS_DAYS = 730


@lru_cache(maxsize=1 << 14)
def _freshness(source: str, date_maj: str, on: dt.date, is_today: bool) -> float | None:
    """The official criterion today; another day, the same formula: 1 under six months, then down to 0 at two
    years.

    Exactly six months scores 0, an oddity of the official formula that is kept.
    """
    updated = dt.date.fromisoformat(date_maj)
    if is_today:
        value: float | None = official.date_maj_recente(_as_model({"source": source, "date_maj": updated}))
        return value
    if source in {"agefiph", "france-travail"}:
        return None
    age = abs((on - updated).days)
    if age < _SIX_MONTHS_DAYS:
        return 1.0
    if _SIX_MONTHS_DAYS < age < _TWO_YEARS_DAYS:
        return (_TWO_YEARS_DAYS - age) / (_TWO_YEARS_DAYS - _SIX_MONTHS_DAYS)
    return 0.0
