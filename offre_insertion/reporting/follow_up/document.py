"""``rapport.json``: the whole report, for programs. Its schema is ``schemas/report.schema.json``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from offre_insertion.reporting.chart import Kind
from offre_insertion.reporting.follow_up.report import Heatmap, Report
from offre_insertion.tracking.periods import Period

#: Changes when a program that reads the document must change.
FORMAT = 1


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Periode(_Value):
    """Du premier au dernier jour, compris."""

    code: Annotated[str, Field(description="2026-T3, 2026-09, 2026 ou 2026-07-15..2026-09-30.")]
    libelle: str
    debut: dt.date
    fin: dt.date


class LigneDeTableau(_Value):
    """Une ligne ; une valeur nulle n'a pas été mesurée."""

    libelle: str
    valeur: float | None
    numerateur: float | None
    denominateur: float | None


class Tableau(_Value):
    """Ce dont un chiffre est fait."""

    cle: str
    titre: str
    unite: str
    s_additionne: Annotated[
        bool, Field(description="Les lignes font le chiffre ; sinon, ne pas les additionner.")
    ]
    lignes: list[LigneDeTableau]


class LigneDeGraphique(_Value):
    """Un libellé et une valeur par série."""

    libelle: str
    valeurs: list[float | None]


class Seuil(_Value):
    """Une ligne en travers d'un graphique."""

    valeur: float
    libelle: str


class Graphique(_Value):
    """Un graphique et ses données."""

    cle: str
    forme: Kind
    titre: str
    unite: Annotated[str, Field(description="« part » : de 0 à 1.")]
    source: str
    entete: str
    series: list[str]
    unites: Annotated[list[str], Field(description="De chaque série.")]
    lecture: Annotated[str, Field(description="Ce qu'on y voit, en une phrase.")]
    seuil: Annotated[
        Seuil | None,
        Field(description="D'une matrice : ce qu'il faut atteindre ; d'un nuage : de sa seconde série."),
    ]
    seuil_en_travers: Annotated[Seuil | None, Field(description="D'un nuage : de sa première série.")]
    lignes: list[LigneDeGraphique]


class Indicateur(_Value):
    """Un indicateur de l'outil : son chiffre, sa formule, ce que personne n'a documenté."""

    numero: int
    cle: str
    titre: str
    mission: Annotated[int, Field(ge=1, le=5, description="Mission de l'annexe 5 de l'instruction.")]
    unite: str
    valeur: float | None
    numerateur: float | None
    denominateur: float | None
    precedent: float | None
    ecart: float | None
    formule: str
    parametres: dict[str, str]
    sources: list[str]
    non_documente: int | None
    non_documente_libelle: str
    remarques: list[str]
    tableaux: list[Tableau]
    graphiques: list[Graphique]


class Case(_Value):
    """Une thématique dans un territoire."""

    territoire: str
    statut: str
    part: Annotated[float | None, Field(ge=0, le=1)]
    raison: str
    qualification: str


class LigneDeCouverture(_Value):
    """Une thématique."""

    thematique: str
    cases: list[Case]


class Couverture(_Value):
    """La couverture, thématique par thématique ; le premier territoire est le département."""

    titre: str
    source: str
    lignes: list[LigneDeCouverture]


class Fiche(_Value):
    """Une fiche, une paire ou un couple dont parle une tâche."""

    id: str
    nom: str
    detail: str


class Tache(_Value):
    """Une chose à faire."""

    sorte: str
    titre: str
    effet: str
    gain: int
    echeance: dt.date | None
    fiches: list[Fiche]


class Paire(_Value):
    """Deux fiches à juger."""

    nature: str
    gauche: str
    droite: str
    noms: tuple[str, str]
    depuis: dt.date


class SourceLue(_Value):
    """Une source au relevé de fin."""

    source: str
    fiches: int
    actives: int
    date_la_plus_recente: dt.date | None


class Document(_Value):
    """Le rapport d'une période."""

    format: Literal[1] = 1
    avertissement: str
    territoire: str
    periode: Periode
    periode_precedente: Periode | None
    releve_de_fin: dt.date
    releve_de_debut: dt.date | None
    ecrit_le: dt.datetime
    version: str
    cog: str
    phrase: str
    missions: dict[int, str]
    indicateurs: list[Indicateur]
    couverture: Couverture | None
    couverture_locale: Annotated[
        Couverture | None, Field(description="La même par territoire local, quand le projet en a.")
    ]
    a_faire: Annotated[
        list[Tache],
        Field(description="D'après `releve_de_fin` ; pour aujourd'hui, la commande a-faire."),
    ]
    doublons: list[Paire]
    sources: list[SourceLue]
    parametres: dict[str, str]
    limites: list[str]


def build_document(report: Report) -> Document:
    """The document of a report."""
    return Document(
        format=FORMAT,
        avertissement=report.label,
        territoire=report.territoire,
        periode=_period(report.period),
        periode_precedente=_period(report.compared_to) if report.compared_to else None,
        releve_de_fin=report.day,
        releve_de_debut=report.start_day,
        ecrit_le=report.made_at,
        version=report.version,
        cog=report.cog,
        phrase=report.headline,
        missions={section.mission: section.title for section in report.sections},
        indicateurs=[Indicateur.model_validate(one) for one in _indicators(report)],
        couverture=_coverage(report.heatmap),
        couverture_locale=_coverage(report.local_heatmap),
        a_faire=[Tache.model_validate(task.as_dict()) for task in report.tasks],
        doublons=[
            Paire(nature=one.kind, gauche=one.left, droite=one.right, noms=one.names, depuis=one.since)
            for one in report.pairs
        ],
        sources=[
            SourceLue(source=one.nom, fiches=one.records, actives=one.active, date_la_plus_recente=one.latest)
            for one in report.sources
        ],
        parametres=dict(report.parameters),
        limites=list(report.limits),
    )


def _period(period: Period) -> Periode:
    return Periode(code=period.code, libelle=period.label, debut=period.start, fin=period.end)


def _indicators(report: Report) -> list[dict[str, Any]]:
    return [
        {**figure.metric.as_dict(), "graphiques": [chart.as_dict() for chart in figure.charts]}
        for section in report.sections
        for figure in section.figures
    ]


def _coverage(heatmap: Heatmap | None) -> Couverture | None:
    if heatmap is None:
        return None
    return Couverture(
        titre=heatmap.title,
        source=heatmap.source,
        lignes=[
            LigneDeCouverture(
                thematique=label,
                cases=[
                    Case(
                        territoire=territoire,
                        statut=square.status,
                        part=square.share,
                        raison=square.reason,
                        qualification=square.qualification,
                    )
                    for territoire, square in zip(heatmap.columns, squares, strict=True)
                ],
            )
            for label, squares in heatmap.rows
        ],
    )
