"""An indicator as a value: its figure, what it is made of, how it was computed, what nobody documented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

#: Printed with every set of indicators.
LABEL = "Indicateurs propres à cet outil : aucun indicateur officiel n’existe."
UNMEASURED = "non mesuré"
#: The five missions of Annexe 5 of the instruction DGEFP/DPE/2023/192.
MISSIONS: dict[int, str] = {
    1: "opérer un travail de veille",
    2: "suivre l’augmentation du nombre de dispositifs recensés et mis à jour",
    3: "identifier les thématiques à renforcer et les thématiques pluri-recensées",
    4: "mobiliser les partenaires locaux",
    5: "au besoin, recenser soi-même",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a breakdown. ``value`` is ``None`` when it was not measured: never zero."""

    label: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "libelle": self.label,
            "valeur": self.value,
            "numerateur": self.numerator,
            "denominateur": self.denominator,
        }


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table behind a figure. ``adds_up``: its rows sum to the figure (else they must never be added)."""

    key: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    adds_up: bool = False

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "cle": self.key,
            "titre": self.title,
            "unite": self.unit,
            "s_additionne": self.adds_up,
            "lignes": [row.as_dict() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator is, whatever its figure. ``number`` is that of ``referencement.md`` §4.1.

    Title and formula may leave room for parameters, between braces (:meth:`stated`).
    """

    number: int
    key: str
    title: str
    mission: int
    unit: str
    formula: str
    sources: tuple[str, ...]

    def stated(self, **values: object) -> Definition:
        """With the parameters in its title and formula, where they are between braces."""
        return replace(self, title=self.title.format(**values), formula=self.formula.format(**values))


@dataclass(frozen=True, slots=True)
class Metric:
    """An indicator at the end of a period.

    ``value`` is ``None`` when it could not be measured, and ``notes`` say why. Shares are from 0 to 1.
    ``undocumented`` counts what nobody filled in (left out of the figure, never taken for zero). ``previous`` is the
    value of the period before.
    """

    definition: Definition
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    parameters: Mapping[str, str] | None = None
    undocumented: int | None = None
    undocumented_label: str = ""
    notes: tuple[str, ...] = ()
    previous: float | None = None

    @property
    def is_measured(self) -> bool:
        """Whether there is a figure."""
        return self.value is not None

    @property
    def left_out(self) -> str:
        """« 12 dispositifs sans volume horaire », « 1 dispositif sans volume horaire »; empty without any."""
        if not self.undocumented:
            return ""
        head, _, rest = self.undocumented_label.partition(" ")
        return f"{self.undocumented} {head.removesuffix('s') if self.undocumented == 1 else head} {rest}"

    @property
    def delta(self) -> float | None:
        """The figure less that of the period before."""
        return None if self.value is None or self.previous is None else self.value - self.previous

    def breakdown(self, key: str) -> Breakdown:
        """The table of that key. Raises ``KeyError``."""
        found = {one.key: one for one in self.breakdowns}
        return found[key]

    def compared_with(self, other: Metric | None) -> Metric:
        """The same beside the figure of the period before."""
        return replace(self, previous=other.value if other is not None else None)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        definition = self.definition
        return {
            "numero": definition.number,
            "cle": definition.key,
            "titre": definition.title,
            "mission": definition.mission,
            "unite": definition.unit,
            "valeur": self.value,
            "numerateur": self.numerator,
            "denominateur": self.denominator,
            "precedent": self.previous,
            "ecart": self.delta,
            "formule": definition.formula,
            "parametres": dict(self.parameters or {}),
            "sources": list(definition.sources),
            "non_documente": self.undocumented,
            "non_documente_libelle": self.undocumented_label,
            "remarques": list(self.notes),
            "tableaux": [one.as_dict() for one in self.breakdowns],
        }


def share(numerator: float, denominator: float) -> float | None:
    """The share, or ``None`` over nothing: no dispositif is not « 0 % »."""
    return numerator / denominator if denominator else None


def unmeasured(definition: Definition, reason: str) -> Metric:
    """The indicator without a figure, and why."""
    return Metric(definition, None, notes=(f"{UNMEASURED.capitalize()} : {reason}",))
