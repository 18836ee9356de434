"""What the files of coverage are written from: the results, and what people said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from offre_insertion.coverage import Area, Assessment, Cell, Coverage, Maille
from offre_insertion.coverage.qualification import Qualification, red_cells
from offre_insertion.coverage.themes import FREINS, subs_of
from offre_insertion.coverage.usual import Usual
from offre_insertion.geography.contours import Polygon


@dataclass(frozen=True)
class AssessmentReport:
    """``shown`` are the thematiques or categories that come first (the three freins unless others were asked);
    ``contours``: code of a commune → its polygons, when known. ``measured_by``: the version that measured an assessment
    that was kept; ``None`` when it was computed now."""

    coverage: Assessment
    nom: str
    departement: str
    cog: int
    shown: tuple[str, ...] = FREINS
    qualifications: Sequence[Qualification] = ()
    contours: Mapping[str, Sequence[Polygon]] = field(default_factory=dict)
    measured_by: str | None = None

    @property
    def whole(self) -> Area:
        """The département."""
        return self.coverage.areas(Maille.DEPARTEMENT)[0]

    def areas(self, maille: Maille) -> tuple[Area, ...]:
        """The areas of a kind, those that weigh most first."""
        weights = self.coverage.weights.values
        return tuple(
            sorted(self.coverage.areas(maille), key=lambda area: -sum(weights[i] for i in area.communes))
        )

    @property
    def detailed(self) -> tuple[str, ...]:
        """What is shown first, each followed by its thematiques."""
        known = self.coverage.levels
        both = (code for one in self.shown for code in (one, *subs_of(one)))
        return tuple(dict.fromkeys(code for code in both if code in known))

    def qualification(self, cell: Cell) -> Qualification | None:
        """What people said of a cell."""
        key = (cell.thematique, cell.area.maille.value, cell.area.code)
        return next((one for one in self.qualifications if one.entry.cell == key), None)

    def to_qualify(
        self, thematiques: Sequence[str], maille: Maille = Maille.EPCI
    ) -> list[tuple[Cell, Qualification | None]]:
        """The red cells of thematiques, with what people said of each; then every other cell they spoke of."""
        red = [(cell, self.qualification(cell)) for cell in red_cells(self.coverage, thematiques, maille)]
        seen = {(cell.thematique, *cell.area.key) for cell, _ in red}
        others = [
            (one.cell, one)
            for one in self.qualifications
            if one.cell is not None and one.entry.cell not in seen
        ]
        return [*red, *others]


@dataclass(frozen=True)
class CoverageReport(AssessmentReport):
    """With all that the files of coverage say. ``usual``: thematique → the two usual measures."""

    coverage: Coverage
    usual: Mapping[str, Usual] = field(default_factory=dict)
