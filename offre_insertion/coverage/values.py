"""The words of coverage: levels, reasons, statuses, territories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag, StrEnum
from functools import cache


class Level(IntEnum):
    """N(commune, thematique), the best last (referencement.md §4.2). « 2a » and « 2b » are both level 2."""

    AUCUNE = 0
    INUTILISABLE = 1
    NATIONALE = 2
    TROP_LOIN = 3
    DISTANCE = 4
    PROXIMITE = 5

    @property
    def code(self) -> str:
        """« 4 », « 3 », « 2b », « 2a », « 1 », « 0 »."""
        return ("0", "1", "2a", "2b", "3", "4")[self]

    @property
    def label(self) -> str:
        """In words, in French."""
        return (
            "aucune offre",
            "recensée mais inutilisable",
            "nationale seule",
            "éligible mais trop loin",
            "à distance, locale",
            "à proximité",
        )[self]


class Reason(IntFlag):
    """Why a commune stands at its level; several may hold. The order is that in which one is shown alone.

    ``MANQUE_DE_PLACES`` is said of a territory alone."""

    PERIMEE = 1
    SANS_CONTACT = 2
    PUBLICS_EXCLUS = 4
    ZONE_INCONNUE = 8
    NATIONALE_SEULE = 16
    HORS_DE_PORTEE = 32
    MODE_INCONNU = 64
    LIEU_INCONNU = 128
    DISTANCE_SEULE = 256
    MONO_PORTEUR = 512
    ABSENTE = 1024
    MANQUE_DE_PLACES = 2048

    @property
    def code(self) -> str:
        """« hors-de-portee »: stable, for programs. Of several, the first one."""
        return self.first.name.lower().replace("_", "-") if self.first.name else ""

    @property
    def first(self) -> Reason:
        """The one that is shown alone; none of none."""
        return _first(self)

    @property
    def label(self) -> str:
        """Every reason, in French words."""
        return ", ".join(_REASON_LABELS[one] for one in self)

    @property
    def sense(self) -> str:
        """What one reason means, in a French sentence."""
        return _REASON_SENSES[self]


@cache
def _first(reasons: Reason) -> Reason:
    return next(iter(reasons), Reason(0))


_REASON_LABELS: Mapping[Reason, str] = {
    Reason.PERIMEE: "périmée",
    Reason.SANS_CONTACT: "sans contact",
    Reason.PUBLICS_EXCLUS: "publics exclus",
    Reason.ZONE_INCONNUE: "zone inconnue",
    Reason.NATIONALE_SEULE: "nationale seule",
    Reason.HORS_DE_PORTEE: "hors de portée",
    Reason.MODE_INCONNU: "mode d’accueil inconnu",
    Reason.LIEU_INCONNU: "lieu inconnu",
    Reason.DISTANCE_SEULE: "distance seule",
    Reason.MONO_PORTEUR: "mono-porteur",
    Reason.ABSENTE: "absente",
    Reason.MANQUE_DE_PLACES: "manque de places",
}


_REASON_SENSES: Mapping[Reason, str] = {
    Reason.PERIMEE: "une offre est recensée, mais sa fiche est trop ancienne",
    Reason.SANS_CONTACT: "une offre est recensée, sans courriel, téléphone ni lien",
    Reason.PUBLICS_EXCLUS: "l’offre recensée ne s’ouvre ni aux allocataires du RSA ni aux demandeurs d’emploi",
    Reason.ZONE_INCONNUE: "l’offre recensée ne dit pas où elle vaut",
    Reason.NATIONALE_SEULE: "rien d’autre qu’une offre nationale",
    Reason.HORS_DE_PORTEE: "une offre à laquelle on a droit, mais trop loin",
    Reason.MODE_INCONNU: "l’offre ne dit pas si elle reçoit sur place",
    Reason.LIEU_INCONNU: "l’offre reçoit sur place, on ne sait pas où",
    Reason.DISTANCE_SEULE: "une offre locale, à distance seulement",
    Reason.MONO_PORTEUR: "une seule structure porte l’offre",
    Reason.ABSENTE: "aucune offre n’y est recensée",
    Reason.MANQUE_DE_PLACES: "trop peu de places au regard des autres territoires",
}


class Status(StrEnum):
    """What is said of a thematique in a territory. ``MASQUE``: too few inhabitants, or no weight, to say it."""

    COUVERTE = "couverte"
    A_RENFORCER = "a-renforcer"
    NON_COUVERTE = "non-couverte"
    MASQUE = "masque"

    @property
    def label(self) -> str:
        """In French words."""
        return _STATUS_LABELS[self]


_STATUS_LABELS: Mapping[Status, str] = {
    Status.COUVERTE: "couverte",
    Status.A_RENFORCER: "à renforcer",
    Status.NON_COUVERTE: "non couverte",
    Status.MASQUE: "trop peu d’habitants",
}


class Maille(StrEnum):
    """Kinds of territory."""

    COMMUNE = "commune"
    EPCI = "epci"
    TERRITOIRE = "territoire"
    DEPARTEMENT = "departement"

    @property
    def label(self) -> str:
        """In French words."""
        return {"epci": "EPCI", "departement": "département"}.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Area:
    """A territory. ``communes`` are positions in :attr:`Ground.communes`, in order; ``group`` is its département:
    medians are those of the areas of one maille and one group."""

    maille: Maille
    code: str
    nom: str
    communes: tuple[int, ...]
    group: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """(maille, code): no other area has it."""
        return self.maille.value, self.code


@dataclass(frozen=True, slots=True)
class Dispositifs:
    """How many dispositifs a thematique has in an area, by the best that each one does there.

    ``nationaux`` are counted apart: every one that has a usable national offer, though it be near some communes, since
    it is all that the others have (« nationale seule »).
    """

    proches: int = 0
    autres: int = 0
    inutilisables: int = 0
    nationaux: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One thematique in one area.

    ``by_level`` and ``by_reason`` are weights; ``c4``, ``c3`` and ``judged`` are shares of the weight, ``None`` in
    an area that weighs nothing. ``judged`` is what the status is read on: C4, or C3 and national offers for the
    thematiques that are remote by nature. ``places`` sums those that are documented, ``None`` when none is.
    """

    thematique: str
    area: Area
    population: int
    weight: float
    by_level: Mapping[Level, float]
    by_reason: Mapping[Reason, float]
    c4: float | None
    c3: float | None
    judged: float | None
    status: Status
    reason: Reason
    structures: int
    dispositifs: Dispositifs
    imprecise: int = 0
    places: float | None = None
    documented: int = 0
    is_fragile: bool = False
    is_short_of_places: bool = False

    @property
    def best(self) -> Level:
        """The best level of its communes."""
        return max(self.by_level, default=Level.AUCUNE)

    @property
    def status_label(self) -> str:
        """The status in French words; an area that weighs nothing is not one with too few inhabitants."""
        return "sans poids" if self.judged is None else self.status.label

    @property
    def places_pour_100(self) -> float | None:
        """Documented places for 100 units of weight (inhabitants, households…)."""
        return None if self.places is None or not self.weight else 100 * self.places / self.weight
