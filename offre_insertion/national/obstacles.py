"""Why data·inclusion does not have, or would not take, one of our records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from offre_insertion.checking import model_notes
from offre_insertion.geography import load_geography
from offre_insertion.issues import Severity
from offre_insertion.schema import Kind, Record


class Reason(StrEnum):
    """A probable reason, by what is to be done."""

    CODE_INSEE_VIDE = "code-insee-vide"
    CODE_INSEE_INCONNU = "code-insee-inconnu"
    NOM_POINT_FINAL = "nom-point-final"
    DATE_FUTURE = "date-future"
    NON_CONFORME = "non-conforme"
    STRUCTURE_ECARTEE = "structure-ecartee"
    STRUCTURE_ABSENTE = "structure-absente"
    HORS_DEPARTEMENTS_LUS = "hors-departements-lus"
    SOURCE_NON_DECLAREE = "source-non-declaree"
    SOURCE_SANS_FICHE = "source-sans-fiche"
    PLUS_RECENTE = "plus-recente"
    SIRET_FERME = "siret-ferme-peut-etre"
    INCONNUE = "inconnue"


class Obstacle(NamedTuple):
    """A reason and its sentence."""

    reason: Reason
    message: str


#: Stop a record whatever the day (contract §2): the record, or its structure, must be corrected.
TO_CORRECT = frozenset({
    Reason.CODE_INSEE_VIDE, Reason.CODE_INSEE_INCONNU, Reason.NOM_POINT_FINAL, Reason.DATE_FUTURE,
    Reason.NON_CONFORME, Reason.STRUCTURE_ECARTEE,
})  # fmt: skip


def find_obstacles(kind: Kind, record: Record, *, on: dt.date) -> list[Obstacle]:
    """What makes the API drop this record by itself, the likeliest first; none for one that it takes.

    The loader of the API takes the warnings of the schema for errors, and wants a known ``code_insee`` (contract §2).
    """
    found = [*_place(record), *_name(record), *_date(record, on)]
    named = {"code_insee", "nom", "date_maj"} if found else set()
    found += [
        Obstacle(Reason.NON_CONFORME, f"« {one.field} » : {one.note.message}")
        for one in model_notes(kind, record)
        if one.note.severity in {Severity.ERREUR, Severity.AVERTISSEMENT} and one.field not in named
    ]
    return found


def _place(record: Record) -> Iterator[Obstacle]:
    code = record.get("code_insee")
    if not code:
        yield Obstacle(
            Reason.CODE_INSEE_VIDE,
            "pas de code_insee : sans adresse que la Base adresse nationale reconnaisse, la fiche est écartée",
        )
    elif load_geography().current_code(str(code)) is None:
        yield Obstacle(
            Reason.CODE_INSEE_INCONNU, f"le code commune {code} n’existe pas : la fiche est écartée"
        )


def _name(record: Record) -> Iterator[Obstacle]:
    nom = str(record.get("nom") or "")
    if nom.endswith(".") and not nom.endswith(("etc.", "...")):
        yield Obstacle(Reason.NOM_POINT_FINAL, "le nom finit par un point : l’API écarte la fiche")


def _date(record: Record, on: dt.date) -> Iterator[Obstacle]:
    date_maj = str(record.get("date_maj") or "")[:10]
    if date_maj > on.isoformat():
        yield Obstacle(Reason.DATE_FUTURE, f"date_maj à venir ({date_maj}) : la fiche est écartée jusque-là")


class Surroundings(NamedTuple):
    """What is around a record that is not in the national offer.

    ``dropped`` are our structures that the API does not take, ``seen`` those that it has; ``sources`` are those it
    declares (``None``: not known), ``present`` those of its records. ``day`` is that of the offer.
    """

    departements: Collection[str]
    day: dt.date
    today: dt.date
    dropped: Mapping[str, Obstacle]
    seen: Collection[str]
    sources: Collection[str] | None
    present: Collection[str]


def explain_absence(kind: Kind, record: Record, around: Surroundings) -> list[Obstacle]:
    """Why a record of ours is not in the national offer, the likeliest reason first; never none."""
    found = find_obstacles(kind, record, on=around.today)
    if kind == "service":
        found += _structure(str(record.get("structure_id") or ""), around)
    found += [*_territory(record, around), *_source(record, around)]
    if not found and str(record.get("date_maj") or "")[:10] >= around.day.isoformat():
        found.append(
            Obstacle(Reason.PLUS_RECENTE, f"fiche plus récente que l’offre lue ({around.day:%d/%m/%Y})")
        )
    if not found and record.get("siret"):
        message = (
            "rien de visible d’ici ; son SIRET est peut-être fermé, ou la fiche n’est pas encore moissonnée"
        )
        found.append(Obstacle(Reason.SIRET_FERME, message))
    return found or [
        Obstacle(Reason.INCONNUE, "rien de visible d’ici : la fiche n’est peut-être pas encore moissonnée")
    ]


def _structure(structure_id: str, around: Surroundings) -> Iterator[Obstacle]:
    if structure_id in around.seen:
        return
    if structure_id in around.dropped:
        why = around.dropped[structure_id].message
        yield Obstacle(Reason.STRUCTURE_ECARTEE, f"sa structure « {structure_id} » est écartée : {why}")
    else:
        yield Obstacle(Reason.STRUCTURE_ABSENTE, f"sa structure « {structure_id} » est absente elle aussi")


def _territory(record: Record, around: Surroundings) -> Iterator[Obstacle]:
    code = str(record.get("code_insee") or "")
    if code and not code.startswith(tuple(around.departements)):
        yield Obstacle(
            Reason.HORS_DEPARTEMENTS_LUS,
            f"commune {code}, hors des départements lus ({', '.join(around.departements)})",
        )


def _source(record: Record, around: Surroundings) -> Iterator[Obstacle]:
    """The declared list is kept by hand: a source that has records is there whatever the list says."""
    source = str(record.get("source") or "")
    if source in around.present:
        return
    if around.sources is not None and source not in around.sources:
        yield Obstacle(
            Reason.SOURCE_NON_DECLAREE,
            f"data·inclusion ne déclare pas encore la source « {source} » : demandez-le à son équipe",
        )
    else:
        yield Obstacle(
            Reason.SOURCE_SANS_FICHE, f"aucune fiche de la source « {source} » dans les départements lus"
        )
