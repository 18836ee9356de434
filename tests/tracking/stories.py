"""Small fictional stories: a few services, measured at a few dates, one survey after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.history.values import Reading
from offre_insertion.review import Spoken
from offre_insertion.schema import Record
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.metric import Metric
from offre_insertion.tracking.periods import Period, read_period
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered, take_survey
from offre_insertion.tracking.values import Survey
from tests.matching.fictional import LAVAL, MAYENNE, SIRET, SIRET_OTHER_BODY, structure

JUNE, JULY, AUGUST, SEPTEMBER = (
    dt.date(2026, 6, 30),
    dt.date(2026, 7, 31),
    dt.date(2026, 8, 31),
    dt.date(2026, 9, 30),
)
#: The third quarter: from the survey of June to that of September.
T3 = read_period("2026-T3")

PERMIS, GARAGE, GARDE, ATELIER = (
    "mobilite--preparer-un-permis",
    "mobilite--entretenir-reparer-son-vehicule",
    "famille--garde-denfants",
    "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation",
)
#: A service of 200 characters of description or more, with everything: score 1.
FULL: dict[str, Any] = {
    "description": "Un accompagnement régulier, à un rythme adapté, avec une personne référente. " * 3,
    "frais": "gratuit",
    "publics": ["beneficiaires-des-minimas-sociaux"],
    "modes_mobilisation": ["telephoner"],
    "mobilisable_par": ["professionnels", "usagers"],
    "telephone": "+33261910001",
    "zone_eligibilite": ["53"],
}
#: What a PDI row gives: no fees, no modes (score 0.64 when fresh).
BARE: dict[str, Any] = {
    "description": "Préparation du permis à un rythme adapté, en petit groupe, deux fois par semaine.",
    "telephone": "+33261910001",
    "publics": ["beneficiaires-des-minimas-sociaux"],
}


def service(
    record_id: str, nom: str, *, date: str = "2026-05-15", host: str | None = None, **fields: Any
) -> Record:
    """A service; ``pdi--a`` is of the source ``pdi``, and of the structure ``pdi--h`` unless said otherwise."""
    source = record_id.partition("--")[0]
    record = {
        "source": source,
        "structure_id": host or f"{source}--h",
        "id": record_id,
        "nom": nom,
        "date_maj": date,
        "thematiques": [PERMIS],
        **LAVAL,
        **FULL,
        **fields,
    }
    return {name: value for name, value in record.items() if value is not None}


HOSTS: dict[str, Record] = {
    one["id"]: one
    for one in (
        structure("pdi--h", "Cap sur la Route", siret=SIRET),
        structure("pdi--i", "Roule Bocage", MAYENNE, siret=SIRET_OTHER_BODY),
        structure("annuaire--h", "Maison du Vélo de Laval"),
        structure("animateur--h", "La Clé des Champs", MAYENNE),
        structure("dora--h", "Association du Bocage", MAYENNE),
    )
}


def offered(record: Record, *, published: bool = True, **extension: Any) -> Offered:
    """The service with its structure and its private fields."""
    is_local = record["source"] not in ("dora", "france-travail")
    host = HOSTS.get(record["structure_id"], {})
    return Offered(record, host, extension, None, published, is_local)


def surveyed(
    *days: tuple[dt.date, Iterable[Any]],
    parameters: Suivi | None = None,
    judgements: Sequence[JudgementEntry] = (),
    confirmed: Mapping[str, dt.date] | None = None,
    sources: Mapping[dt.date, Sequence[str]] | None = None,
    readings: Mapping[dt.date, Mapping[str, Reading]] | None = None,
    silent: Mapping[dt.date, Mapping[str, frozenset[str]]] | None = None,
) -> list[Survey]:
    """One survey per day, each continuing the one before. The judgements of a later day are not known yet."""
    found: list[Survey] = []
    for number, (day, content) in enumerate(days, 1):
        services = [one if isinstance(one, Offered) else offered(one) for one in content]
        present = (sources or {}).get(day) or sorted({one.service["source"] for one in services})
        found.append(
            take_survey(
                services,
                run_id=number,
                day=day,
                taken_at=at(day),
                sources=present,
                parameters=parameters or Suivi(),
                spoken=Spoken(tuple(one for one in judgements if one.at <= at(day))),
                confirmed={name: said for name, said in (confirmed or {}).items() if said <= day},
                before=found[-1] if found else None,
                readings=(readings or {}).get(day),
                silent=(silent or {}).get(day),
            )
        )
    return found


def at(day: dt.date, hour: int = 20) -> dt.datetime:
    """An instant of a day."""
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def judged(left: str, right: str, verdict: str, day: dt.date, kind: Any = "service") -> JudgementEntry:
    """What somebody said of a pair."""
    return JudgementEntry(kind, left, right, verdict, "Camille", at(day, 10))


def told(surveys: Sequence[Survey], period: Period = T3, **more: Any) -> Story:
    """The story from the first of the surveys to the last."""
    return Story(period, surveys[0] if len(surveys) > 1 else None, surveys[-1], **more)


def rows(metric: Metric, key: str) -> dict[str, float | None]:
    """Label → value of a breakdown."""
    return {row.label: row.value for row in metric.breakdown(key).rows}
