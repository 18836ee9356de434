"""What communes weigh: their inhabitants, or the figures that a person gives (foyers RSA, demandeurs d'emploi)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from offre_insertion.coverage.ground import Ground
from offre_insertion.coverage.values import Maille
from offre_insertion.errors import ReadError
from offre_insertion.geography import Geography
from offre_insertion.text import counted

#: Names of the columns that hold a code, folded; the first that is there.
CODE_COLUMNS = ("code", "code insee", "codgeo", "code commune", "code epci", "code geographique")
_NEUTRAL = ("effectif", "nombre", "valeur")
_FOYERS = (
    "foyers rsa",
    "foyers allocataires du rsa",
    "foyers beneficiaires du rsa",
    "allocataires du rsa",
    "allocataires rsa",
)
#: Names of the columns of figures, folded, by what is asked: those of the first line, else of the next one. Households
#: are never those of a column that says that it counts something else.
WEIGHT_COLUMNS = (("poids",), (*_NEUTRAL, *_FOYERS, "demandeurs emploi", "demandeurs d emploi"))
FOYERS_COLUMNS = (_FOYERS, ("poids", *_NEUTRAL))
#: Name of the default weight.
POPULATION = "population municipale"
#: Codes and lines that a sentence names.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight by commune of the ground, in the same order. ``nom`` says what they count, in French.

    ``unknown`` are codes that the geography does not know, ``refused`` lines without a figure, or with one under zero:
    both left out. ``ungiven`` are the communes that no line gave, ``missing`` counts those that are inhabited,
    ``lacking`` names them: an EPCI of which none was given, else each commune.
    """

    nom: str
    values: tuple[float, ...]
    unknown: tuple[str, ...] = ()
    refused: tuple[int, ...] = ()
    missing: int = 0
    ungiven: frozenset[int] = frozenset()
    lacking: tuple[str, ...] = ()

    @property
    def share_of(self) -> str:
        """« de la population », or « du poids » of another weight: what a share is a share of."""
        return "de la population" if self.nom == POPULATION else "du poids"

    def left_out(self) -> Iterator[str]:
        """What the file gave and that was not taken, and what it does not give: French sentences."""
        if self.unknown:
            codes = counted(len(self.unknown), "code inconnu", "codes inconnus")
            yield f"« {self.nom} » : {codes} ({_some(self.unknown)})."
        if self.refused:
            lines = counted(len(self.refused), "ligne")
            yield f"« {self.nom} » : {lines} sans nombre lisible, ou négatif ({_some(self.refused)})."
        if self.missing:
            missing = counted(self.missing, "commune habitée")
            yield f"« {self.nom} » : {missing} sans nombre, comptées pour 0 ({_some(self.lacking)})."


def _some(values: Sequence[object]) -> str:
    """The first ones."""
    return f"{', '.join(map(str, values[:_SHOWN]))}{', …' if len(values) > _SHOWN else ''}"


def by_population(ground: Ground) -> Weights:
    """Inhabitants: the default."""
    return Weights(POPULATION, tuple(float(one.population) for one in ground.communes))


def weigh_communes(
    lines: Iterable[tuple[int, str, str]], ground: Ground, *, nom: str, geography: Geography
) -> Weights:
    """Weights of lines (number, code, figure) where a code is that of a commune or of an EPCI.

    The figure of an EPCI is shared between its communes, of every département, as their inhabitants are. Raises
    :class:`ReadError` when a commune is given twice, by itself or through its EPCI: it would count twice.
    """
    figures: dict[str, float] = {}
    givers: dict[str, list[str]] = {}
    unknown: list[str] = []
    refused: list[int] = []
    for number, text, figure_text in lines:
        code, figure = text.strip(), _figure(figure_text)
        communes = _spread(code, geography)
        if figure is None:
            refused.append(number)
            continue
        if not communes:
            unknown.append(code)
        for commune, part in communes.items():
            _note_giver(givers.setdefault(commune, []), code, line=number, geography=geography)
            figures[commune] = figures.get(commune, 0.0) + figure * part
    values = tuple(figures.get(one.code_insee, 0.0) for one in ground.communes)
    if not any(values):
        raise ReadError(f"« {nom} » ne donne de poids à aucune commune du territoire. Vérifiez les codes.")
    ungiven = frozenset(i for i, one in enumerate(ground.communes) if one.code_insee not in figures)
    missing = frozenset(i for i in ungiven if ground.communes[i].population > 0)
    lacking = tuple(_lacking(missing, ground))
    return Weights(nom, values, tuple(unknown), tuple(refused), len(missing), ungiven, lacking)


def _lacking(missing: frozenset[int], ground: Ground) -> Iterator[str]:
    left = set(missing)
    for area in ground.areas:
        inhabited = [i for i in area.communes if ground.communes[i].population > 0]
        if area.maille is Maille.EPCI and inhabited and missing.issuperset(inhabited):
            left.difference_update(inhabited)
            yield area.nom
    yield from (ground.communes[i].nom for i in sorted(left))


def _figure(text: str) -> float | None:
    try:
        figure = float("".join(text.split()).replace(",", "."))
    except ValueError:
        return None
    return figure if 0 <= figure < float("inf") else None


def _spread(code: str, geography: Geography) -> Mapping[str, float]:
    """Commune → its part of the figure of a code; several arrondissements add up in their city."""
    if geography.epci(code) is None:
        current = geography.current_code(code) or geography.current_code(code.zfill(5))
        return {current: 1.0} if current else {}
    communes = geography.communes_of_epci(code)
    total = sum(one.population for one in communes)
    return {one.code_insee: one.population / total if total else 1 / len(communes) for one in communes}


def _note_giver(givers: list[str], code: str, *, line: int, geography: Geography) -> None:
    """A city may be given by its arrondissements, a new commune by the former ones; an EPCI excludes all others."""
    if givers and (code in givers or any(geography.epci(one) for one in (code, *givers))):
        raise ReadError(
            f"ligne {line} : le territoire « {code} » a déjà un poids, par lui-même, par ses communes ou par son EPCI. "
            "Donnez soit les communes, soit les EPCI, chacun une fois."
        )
    givers.append(code)
