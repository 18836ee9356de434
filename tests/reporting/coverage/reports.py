"""A small report: three freins in Mayenne, one hostile name, one qualification."""

from __future__ import annotations

import datetime as dt

from offre_insertion.coverage import Coverage, Maille
from offre_insertion.coverage.qualification import facts_of, standing
from offre_insertion.coverage.usual import Usual
from offre_insertion.geography.contours import Polygon
from offre_insertion.history.qualifications import QualificationEntry
from offre_insertion.reporting.coverage import CoverageReport
from tests.coverage.fictional import CA_LAVAL, CC_ERNEE, GARDE, LAVAL, PERMIS, PSY, area_of, cover, service

HOSTILE = "<script>alert('x')</script>=1+1"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SQUARE: Polygon = (((-0.8, 48.0), (-0.7, 48.0), (-0.7, 48.1), (-0.8, 48.0)),)


def small_coverage() -> Coverage:
    records = [
        *(service(n, nom=HOSTILE, source="pdi<b>", zone_eligibilite=[CA_LAVAL]) for n in range(3)),
        *(service(f"copie-{n}", source="dora", zone_eligibilite=[CA_LAVAL]) for n in range(3)),
        service(10, thematiques=[GARDE], code_insee=None, zone_eligibilite=[CC_ERNEE]),
        service(11, thematiques=[GARDE], zone_eligibilite=["france"], modes_accueil=["a-distance"]),
        service(12, thematiques=[PSY], zone_eligibilite=None),
        service(13, thematiques=["mobilite"]),
    ]
    return cover(
        records,
        dispositifs={f"essai--copie-{n}": f"essai--{n}" for n in range(3)},
        places={"essai--0": 4.0},
    )


def small_report(*, contours: bool = False) -> CoverageReport:
    coverage = small_coverage()
    facts = facts_of(coverage.cell(PERMIS, area_of(coverage, CC_ERNEE)))
    said = [
        QualificationEntry(
            PERMIS,
            "epci",
            CC_ERNEE,
            "trou-confirme",
            "Camille",
            NOON,
            NOON.date(),
            f"réunion {HOSTILE}",
            facts,
        ),
        QualificationEntry(
            PSY, "epci", CC_ERNEE, "sans-objet", "Camille", NOON, NOON.date(), None, {"proches": 9}
        ),
    ]
    return CoverageReport(
        coverage=coverage,
        nom="Mayenne (53)",
        departement="53",
        cog=2026,
        qualifications=standing(said, coverage),
        usual={"mobilite": Usual(0.25, 1.0)},
        contours={LAVAL: (SQUARE,)} if contours else {},
    )


def communes(report: CoverageReport) -> int:
    return len(report.coverage.areas(Maille.COMMUNE))
