"""What other parts measured and the indicators only show; absent, the indicator is « non mesuré »."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from offre_insertion.settings.coverage import Couverture

_DEFAULT = Couverture()
#: Sums of weights are not exact: a threshold is reached all the same.
_EPSILON = 1e-9
Status = Literal["couverte", "a-renforcer", "non-couverte"]
#: What the animator said of a red or orange cell; only a confirmed hole goes to the comité. « À revoir »: something was
#: said, on facts that are no more.
Qualification = Literal["a-recenser", "trou-confirme", "couvert-hors-base", "sans-objet", "a-revoir"]


@dataclass(frozen=True, slots=True)
class FreinCoverage:
    """Coverage of one frein in the département: ``c4`` and ``c3`` from 0 to 1 (``referencement.md`` §4.2).

    ``subthemes`` → share of level 4: the « éventail » counts those of enough people.
    """

    frein: str
    label: str
    c4: float | None
    c3: float | None
    subthemes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One thématique (or frein) in one EPCI, its status, the reason of a hole, what the animator said of it."""

    theme: str
    theme_label: str
    epci: str
    epci_label: str
    status: Status
    reason: str = ""
    qualification: Qualification | None = None

    @property
    def is_hole(self) -> bool:
        """Red or orange, and not said to be without object or covered elsewhere."""
        return self.status != "couverte" and self.qualification not in ("sans-objet", "couvert-hors-base")


@dataclass(frozen=True, slots=True)
class Density:
    """Dispositifs of an EPCI for 1,000 people of the target; ``scattered`` of them have few places.

    ``documented`` have their places written: the only ones that ``scattered`` speaks of.
    """

    epci: str
    label: str
    dispositifs: int
    per_thousand: float | None
    scattered: int
    documented: int


@dataclass(frozen=True, slots=True)
class Reach:
    """The « éventail » of one EPCI: share of its people near each sub-theme of the freins (C4, from 0 to 1), in the
    order of the freins; ``None`` where nobody lives."""

    epci: str
    label: str
    shares: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What ``couverture`` computed on one day.

    ``reached_from`` is the share from which a sub-theme counts in the « éventail », ``few_places`` the number of places
    under which a dispositif is scattered.
    """

    freins: tuple[FreinCoverage, ...] = ()
    cells: tuple[Cell, ...] = ()
    densities: tuple[Density, ...] = ()
    reach: tuple[Reach, ...] = ()
    reached_from: float = _DEFAULT.eventail_min
    few_places: int = _DEFAULT.places_dispersion
    parameters: Mapping[str, str] = field(default_factory=dict)

    def reaches(self, share: float | None) -> bool:
        """Whether a sub-theme is near enough people; the threshold is included, in spite of rounding."""
        return share is not None and share + _EPSILON >= self.reached_from


@dataclass(frozen=True, slots=True)
class Funnel:
    """Services valid → published → seen in the API → with a score that DORA shows. ``None``: nobody looked."""

    valid: int
    published: int | None = None
    seen: int | None = None
    shown: int | None = None
    median_delay_days: float | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All of it, at the end of a period; ``coverage_start`` is that of its beginning."""

    coverage: Coverage | None = None
    #: Why there is no coverage, when somebody knows: a French sentence.
    no_coverage: str | None = None
    coverage_start: Coverage | None = None
    funnel: Funnel | None = None
    #: Why there is no funnel, when somebody knows: a French sentence.
    no_funnel: str | None = None
    #: Why the households that the project names are not known, when somebody knows: a French sentence.
    no_foyers: str | None = None
    #: EPCI → households with RSA, ``None`` where nobody says; when known by EPCI.
    foyers_by_epci: Mapping[str, int | None] | None = None
