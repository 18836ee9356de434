"""What several exports ask of a dispositif: each function answers one rubric."""

from __future__ import annotations

from collections.abc import Callable

from offre_insertion.extension import Quantite
from offre_insertion.reporting.fiches.dispositifs import Dispositif
from offre_insertion.reporting.fiches.rubrics import Given
from offre_insertion.reporting.fiches.words import label, legal, listed, tidy

Answer = Callable[[Dispositif], Given]


def quantities(one: Dispositif, name: str) -> list[Quantite]:
    """The different quantities of a private field that say something."""
    return [value for value in one.private(name) if isinstance(value, Quantite) and tidy(value.texte)]


def texts(name: str) -> Answer:
    """Answers with the different texts of a private field."""
    return lambda one: Given(listed(map(tidy, one.private(name))))


def nom(one: Dispositif) -> Given:
    """Its name, or its names."""
    return Given(listed(map(tidy, one.values("nom"))) or legal(one.nom))


def structure(one: Dispositif) -> Given:
    """Who carries it, and where."""
    name, commune = tidy(one.structure.get("nom")), tidy(one.structure.get("commune"))
    return Given(f"{name} ({commune})" if name and commune else name)


def description(one: Dispositif) -> Given:
    """What is offered, as described."""
    return Given("\n\n".join(dict.fromkeys(filter(None, map(tidy, one.values("description"))))))


def thematiques(one: Dispositif) -> Given:
    """The official labels of its thématiques."""
    return Given(listed(map(label, one.values("thematiques"))))
