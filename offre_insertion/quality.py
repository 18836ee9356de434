"""``score_qualite`` of a service, by the official criteria, today or as of another day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from data_inclusion.schema import v1
from data_inclusion.schema.v1 import score_qualite as official

from offre_insertion.schema import Record

#: Criterion → what it asks for, in words.
CRITERIA_LABELS: dict[str, str] = {
    "adresse_bien_definie": "une adresse, pour un accueil en présentiel",
    "modes_mobilisation_bien_definis": "les modes de mobilisation et qui peut mobiliser",
    "au_moins_un_public": "au moins un public",
    "au_moins_une_thematique": "au moins une thématique",
    "au_moins_un_moyen_de_contact": "un moyen de contact",
    "courriel_bien_defini": "un courriel, si on mobilise par courriel",
    "date_maj_recente": "une date de mise à jour de moins de six mois",
    "frais_bien_definis": "les frais",
    "description_bien_definie": "une description de 200 à 2 000 caractères",
    "telephone_bien_defini": "un téléphone, si on mobilise par téléphone",
}


@dataclass(frozen=True, slots=True)
class Score:
    """The score, 0 to 1, and each applicable criterion; ``None`` when a criterion does not apply."""

    value: float
    criteria: Mapping[str, float | None]

    def lost(self) -> dict[str, float]:
        """Points lost by criterion, the worst first, on the scale of the final score."""
        applicable = {name: value for name, value in self.criteria.items() if value is not None}
        losses = {name: (1 - value) / len(applicable) for name, value in applicable.items() if value < 1}
        return dict(sorted(losses.items(), key=lambda item: -item[1]))


_OTHER_CRITERIA = [criterion for criterion in official.CRITERES if criterion is not official.date_maj_recente]


def score_qualite(service: Record, *, on: dt.date | None = None) -> Score:
    """The official score of a valid service, as of the day ``on`` (today by default).

    The official functions judge every criterion; only the date one, which reads the clock at each call, is
    computed once by date of update.
    """
    model = _as_model(service)
    criteria: dict[str, float | None] = {criterion.__name__: criterion(model) for criterion in _OTHER_CRITERIA}
    criteria["date_maj_recente"] = _freshness(model.source, model.date_maj, on or dt.date.today())  # noqa: DTZ011
    ordered = {criterion.__name__: criteria[criterion.__name__] for criterion in official.CRITERES}
    values = [round(value, 2) for value in ordered.values() if value is not None]
    return Score(round(sum(values) / len(values), 2), ordered)


def _as_model(service: Record) -> Any:
    """The record as the official criteria read it, without validating it a second time."""
    values = dict(service)
    values["date_maj"] = dt.date.fromisoformat(service["date_maj"])
    return v1.Service.model_construct(**values)


@lru_cache(maxsize=4096)
def _freshness(source: str, date_maj: dt.date, on: dt.date) -> float | None:
    """The official criterion, its « now » replaced by midnight of ``on``: 1 under six months, then down to 0 at
    two years (a month is 30.436875 days there as in pendulum's intervals)."""
    if on == dt.date.today():  # noqa: DTZ011
        return official.date_maj_recente(v1.Service.model_construct(source=source, date_maj=date_maj))
    if source in {"agefiph", "france-travail"}:
        return None
    six_months, two_years = _SIX_MONTHS_DAYS, _TWO_YEARS_DAYS
    age = (on - date_maj).days
    if age < six_months:
        return 1.0
    return (two_years - age) / (two_years - six_months) if six_months < age < two_years else 0.0


#: pendulum's durations of months and years are counted in days like this.
_SIX_MONTHS_DAYS = 180
_TWO_YEARS_DAYS = 730
