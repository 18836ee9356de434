"""The « fiche action » of volet 2: instruction DGEFP/DPE/2023/192, Annexe 7 annexe 1 (lines 2779 to 2813).

Its rubrics, in its order and its words; the year of its four counts is a parameter (the text says 2024). They are
figures of the département and of the carriers, that no catalogue holds: left to fill, but for those that are given.
The line of the action in the plan de financement (Annexe 7 annexe 2) comes with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from offre_insertion.reporting.fiches.answers import (
    Answer,
    description,
    nom,
    quantities,
    structure,
    texts,
    thematiques,
)
from offre_insertion.reporting.fiches.dispositifs import Dispositif, Holding
from offre_insertion.reporting.fiches.plan import plan_table
from offre_insertion.reporting.fiches.rubrics import Export, Given, Rubric, fill
from offre_insertion.reporting.fiches.words import amount, french, legal, listed, number_text, tidy
from offre_insertion.reporting.text import day
from offre_insertion.text import slug

_ARTICLE = "Annexe 7, annexe 1"
_SHARES = "la part de l’État et celle de la collectivité"
_DELAY = "en cas d’impossibilité à paramétrer le délai de 15 jours, le délai d’un mois sera retenu"


def _convention(one: Dispositif) -> Given:
    """« n° 2026-12, du 01/01/2026 au 31/12/2026 », as far as it is known."""
    numbers = listed(f"n°\u00a0{text}" for text in map(tidy, one.private("convention_numero")) if text)
    start, end = _days(one, "convention_debut"), _days(one, "convention_fin")
    if start and end:
        dates = f"du {start} au {end}"
    else:
        dates = f"depuis le {start}" if start else f"jusqu’au {end}" if end else ""
    return Given(", ".join(filter(None, (numbers, dates))))


def _days(one: Dispositif, name: str) -> str:
    found: list[Any] = one.private(name)
    return listed(map(day, found))


def _else_convention(name: str) -> Answer:
    """A text; without it, the dates of the convention are a hint."""
    read = texts(name)

    def answer(one: Dispositif) -> Given:
        said, convention = read(one), _convention(one).text
        return said if said.text or not convention else Given(hint=f"convention {convention}")

    return answer


def _budget(one: Dispositif) -> Given:
    """The total, the share of the State and that of the collectivité, as far as they are said."""
    parts = (
        ("", quantities(one, "cout_total")),
        ("État : ", quantities(one, "montant_etat")),
        ("Collectivité : ", quantities(one, "montant_departement")),
    )
    said = [
        french(words) + listed(amount(quantity)[0] for quantity in found) for words, found in parts if found
    ]
    is_lone_number = len(said) == 1 and all(amount(one)[1] is not None for _, found in parts for one in found)
    return Given("\n".join(said), missing=_SHARES if is_lone_number else None)


def _year_counts(year: int, figures: Mapping[str, int]) -> tuple[Rubric, ...]:
    """The four figures of a year; those of the whole département may be given, the same in each fiche."""
    asked = (
        ("nouveaux_entrants", f"Nombre de nouveaux entrants {year}", None),
        ("orientes_15_jours", f"Nombre de nouveaux entrants orientés en 15 jours et moins en {year}", _DELAY),
        ("entrants_concernes", f"Nombre de nouveaux entrants concernés par l’action en {year}", None),
        (
            "allocataires_concernes",
            f"Nombre d’allocataires concernés par l’action en {year}",
            "nouveaux entrants + ARSA avec antériorité dans le dispositif",
        ),
    )
    return tuple(
        Rubric(
            key, words, _figure(figures.get(key)), prompt=prompt, article=_ARTICLE, width=20, form="nombre"
        )
        for key, words, prompt in asked
    )


def _figure(figure: int | None) -> Answer:
    given = Given() if figure is None else Given(number_text(figure), figure)
    return lambda _one: given


def rubrics(year: int, figures: Mapping[str, int]) -> tuple[Rubric, ...]:
    """Those of the annexe, in its order; after the first, three landmarks of ours."""
    return (
        Rubric("intitule", "Intitulé de l’action", nom, ("service.nom",), article=_ARTICLE, width=28),
        Rubric("structure", "Structure porteuse", structure, is_asked=False),
        Rubric("axe", "Axe du PDI", texts("axe"), is_asked=False, width=18),
        Rubric("convention", "Convention", _convention, is_asked=False, width=22),
        Rubric(
            "contexte", "Contexte / État du préexistant", texts("contexte"), ("prive.contexte",),
            article=_ARTICLE, width=34,
        ),
        Rubric(
            "objectifs", "Enjeux identifiés et objectifs visés par l’action", texts("objectifs"),
            ("prive.objectifs",), article=_ARTICLE, width=34,
        ),
        Rubric(
            "description", "Description de l’action", description, ("service.description",), article=_ARTICLE,
            width=80,
        ),
        Rubric(
            "date_mise_en_place", "Date de mise en place de l’action", _else_convention("date_mise_en_place"),
            ("prive.date_mise_en_place",),
            "action existante renforcée, action à mettre en place au 1er semestre [préciser date], etc.", _ARTICLE,
        ),
        Rubric(
            "duree_action", "Durée de l’action", _else_convention("duree_action"), ("prive.duree_action",),
            "indéterminée ; expérimentation ; ponctuelle, ex. : un appui ponctuel d’ingénierie ; etc.", _ARTICLE,
        ),
        Rubric(
            "financeurs", "Partenaires et co-financeurs", texts("financeurs"), ("prive.financeurs",),
            article=_ARTICLE, width=28,
        ),
        Rubric(
            "budget", "Budget détaillé", _budget,
            ("prive.cout_total", "prive.montant_etat", "prive.montant_departement"),
            "montant apporté par l’État et montant apporté par la collectivité ; détail par poste de dépenses",
            _ARTICLE, width=28,
        ),
        Rubric(
            "calendrier", "Calendrier prévisionnel", _else_convention("calendrier"), ("prive.calendrier",),
            article=_ARTICLE, width=26,
        ),
        Rubric(
            "indicateurs", "Indicateurs de suivi et de pilotage de l’action", texts("indicateurs"),
            ("prive.indicateurs",), "le cas échéant à compléter par les porteurs", _ARTICLE, width=28,
        ),
        *_year_counts(year, figures),
        Rubric("thematiques", "Thématiques data·inclusion", thematiques, is_asked=False, width=28),
        Rubric("id", "Identifiant", lambda one: Given(legal(one.id)), is_asked=False, width=30),
    )  # fmt: skip


def actions_export(
    holding: Holding,
    dispositifs: Sequence[Dispositif],
    *,
    year: int,
    figures: Mapping[str, int] = MappingProxyType({}),
    named: bool = False,
) -> Export:
    """The fiches action of some dispositifs, and their lines in the plan de financement.

    ``year`` is that of the counts; ``figures`` those of the département that are known (``nouveaux_entrants``,
    ``orientes_15_jours``); ``named``: the files bear the name of the only dispositif, so that they do not
    replace those of all.
    """
    is_alone = named and len(dispositifs) == 1
    words = "fiche action" if is_alone else "fiches action"
    return Export(
        stem=f"prive-fiche-action-{slug(dispositifs[0].id)[:80]}" if is_alone else "prive-fiches-action",
        title=french(f"Plan d’action : {words} (volet 2)"),
        subtitle=holding.subtitle,
        reference="Instruction DGEFP/DPE/2023/192, annexe 7, annexes 1 et 2",
        tables=(
            fill("Fiches action", rubrics(year, figures), dispositifs, holding),
            plan_table(dispositifs, holding),
        ),
    )
