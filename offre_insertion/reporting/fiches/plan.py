"""The plan de financement of volet 2: instruction DGEFP/DPE/2023/192, Annexe 7 annexe 2 (lines 2886 to 2982).

The text we have lost the layout of the table: its columns are as written there; the order of its natures is that of
the lines. A catalogue never says what the département needs nor what it asks: those columns are left to fill. Its
budget is shown under « Précisions », and named as such: it is neither the existing means nor the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from offre_insertion.reporting.fiches.answers import nom, quantities, structure, texts
from offre_insertion.reporting.fiches.dispositifs import Dispositif, Holding
from offre_insertion.reporting.fiches.rubrics import Given, Rubric, Table, fill
from offre_insertion.reporting.fiches.words import amount, french, listed, tidy
from offre_insertion.text import fold

_ARTICLE = "Annexe 7, annexe 2"
_FREINS = "Levée des freins socio-professionnels"
#: Words of a « ligne budgétaire » (folded) → the nature it is of, in the order of the annexe.
NATURES: tuple[tuple[str, str], ...] = (
    ("intensification", "Intensification de l’accompagnement des allocataires du RSA"),
    ("etp", "Intensification de l’accompagnement des allocataires du RSA"),
    ("remobilisation", "Remobilisation / entrée de parcours"),
    ("mobilite", f"{_FREINS} : mobilité"),
    ("garde", f"{_FREINS} : garde d’enfant"),
    ("sante", f"{_FREINS} : santé"),
    ("autre", f"{_FREINS} : autre"),
    ("complementaire", "Solutions d’accompagnement complémentaires"),
    ("complementaires", "Solutions d’accompagnement complémentaires"),
    ("referencement", "Référencement de l’offre de solutions locales d’accompagnement"),
)
#: First words of thématiques that suggest a line; only ever a hint, since financing is decided by people.
_SUGGESTED = {"mobilite": "mobilité", "sante": "santé", "famille--garde-denfants": "garde d’enfant"}


def nature_of(line: str) -> str:
    """The nature of the annexe that a « ligne budgétaire » is of; its own words when it is none of them."""
    words = fold(line).split()
    return french(next((nature for word, nature in NATURES if word in words), tidy(line)))


def _nature(one: Dispositif) -> Given:
    lines = listed(nature_of(tidy(value)) for value in one.private("ligne_budgetaire"))
    if lines:
        return Given(lines)
    codes = [str(code) for code in one.values("thematiques")]
    near = listed(word for start, word in _SUGGESTED.items() if any(code.startswith(start) for code in codes))
    return Given(hint=french(f"d’après ses thématiques : {near}") if near else None)


def _precisions(one: Dispositif) -> Given:
    budget = listed(amount(quantity)[0] for quantity in quantities(one, "cout_total"))
    said = (structure(one).text, french(f"Budget au catalogue : {budget}") if budget else "")
    return Given("\n".join(filter(None, said)))


def _by_hand(_one: Dispositif) -> Given:
    return Given()


COLUMNS = (
    Rubric("nature", "Nature de dépenses", _nature, ("prive.ligne_budgetaire",), article=_ARTICLE, width=26),
    Rubric("objet", "Objet de la dépense", nom, ("service.nom",), article=_ARTICLE, width=26),
    Rubric(
        "precisions", "Précisions sur l’action / objet", _precisions, article=_ARTICLE, is_asked=False, width=26
    ),
    Rubric(
        "existant", "Ressources existantes (ETP et volumes financiers)", _by_hand, article=_ARTICLE, width=18
    ),
    Rubric("cible", "Cible (besoins en ETP et volumes financiers)", _by_hand, article=_ARTICLE, width=18),
    Rubric(
        "delta", "Delta entre la cible et l’existant (en ETP et volumes financiers)", _by_hand, article=_ARTICLE,
        width=18,
    ),
    Rubric(
        "montant_delta",
        "Montant delta (en volume financier compte tenu d’une montée en charge progressive)", _by_hand,
        article=_ARTICLE, width=18, form="euros",
    ),
    Rubric(
        "sources", "Si source(s) de financement complémentaire identifiée(s), préciser", texts("financeurs"),
        ("prive.financeurs",), "pilotes, redéploiement interne, FSE…", _ARTICLE, width=24,
    ),
)  # fmt: skip


def plan_table(dispositifs: Sequence[Dispositif], holding: Holding) -> Table:
    """One line for each action, in the order of the natures of the annexe; those of no known nature last."""
    order = {french(nature): rank for rank, (_, nature) in enumerate(NATURES)}

    def rank(one: Dispositif) -> tuple[int, str]:
        nature = _nature(one).text
        return order.get(nature, len(order) if nature else len(order) + 1), nature

    table = fill("Plan de financement", COLUMNS, sorted(dispositifs, key=rank), holding)
    return replace(table, total=french("TOTAL BESOINS DÉPARTEMENTAUX AU TITRE DU VOLET 2 :"))
