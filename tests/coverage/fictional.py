"""Small fictional offers on the real geography of Mayenne."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from offre_insertion.coverage import (
    Area,
    Cell,
    Couverture,
    Coverage,
    Ground,
    Knowledge,
    Maille,
    Offer,
    compute_coverage,
    ground_of_departement,
    read_offers,
)
from offre_insertion.coverage.themes import FREINS, subs_of
from offre_insertion.geography import load_geography
from offre_insertion.schema import Record

ON = dt.date(2026, 11, 23)
LAVAL, MAYENNE, CHATEAU_GONTIER, ERNEE, VILLAINES = "53130", "53147", "53062", "53096", "53271"
CA_LAVAL, CC_MAYENNE, CC_ERNEE, CC_AVALOIRS = "200083392", "200055887", "245300355", "200042182"
PERMIS, VEHICULE = "mobilite--preparer-un-permis", "mobilite--acceder-a-un-vehicule"
FINANCER, GARDE = "mobilite--financer-ma-mobilite", "famille--garde-denfants"
PSY = "sante--sante-mentale"
#: What most tests look at: the three freins and the family they belong to.
SOME = (*FREINS, "famille", *(code for frein in FREINS for code in subs_of(frein)))


@cache
def mayenne() -> Ground:
    return ground_of_departement(load_geography(), "53")


def service(number: object = 1, **fields: Any) -> Record:
    """A service that is usable, on site in Laval, for the whole département."""
    record: Record = {
        "id": f"essai--{number}",
        "source": "essai",
        "structure_id": f"essai--s{number}",
        "nom": f"Service {number}",
        "thematiques": [PERMIS],
        "code_insee": LAVAL,
        "modes_accueil": ["en-presentiel"],
        "zone_eligibilite": ["53"],
        "telephone": "0261910001",
        "date_maj": "2026-09-01",
        **fields,
    }
    return {name: value for name, value in record.items() if value is not None}


def read(
    services: Iterable[Record],
    *,
    structure_records: Sequence[Record] = (),
    parameters: Couverture | None = None,
    on: dt.date = ON,
    **known: Any,
) -> list[Offer]:
    return read_offers(
        structure_records,
        services,
        geography=load_geography(),
        parameters=parameters or Couverture(),
        on=on,
        knowledge=Knowledge(**known),
    )


def cover(
    services: Iterable[Record],
    *,
    parameters: Couverture | None = None,
    thematiques: Iterable[str] = SOME,
    **known: Any,
) -> Coverage:
    offers = read(services, parameters=parameters, **known)
    return compute_coverage(offers, mayenne(), on=ON, parameters=parameters, thematiques=thematiques)


def level(coverage: Coverage, code_insee: str, thematique: str = PERMIS) -> str:
    """« 4 », « 3 »… of a commune."""
    return coverage.levels[thematique].level(coverage.ground.index[code_insee]).code


def reason(coverage: Coverage, code_insee: str, thematique: str = PERMIS) -> str:
    return coverage.levels[thematique].reason(coverage.ground.index[code_insee]).label


def counts(coverage: Coverage, thematique: str = PERMIS) -> Mapping[str, int]:
    """Number of communes by level."""
    found: dict[str, int] = {}
    for i in range(len(coverage.ground.communes)):
        code = coverage.levels[thematique].level(i).code
        found[code] = found.get(code, 0) + 1
    return found


def area_of(coverage: Coverage, code: str, maille: Maille = Maille.EPCI) -> Area:
    return next(area for area in coverage.areas(maille) if area.code == code)


def cell(coverage: Coverage, code: str = "53", thematique: str = PERMIS) -> Cell:
    maille = Maille.DEPARTEMENT if len(code) == 2 else Maille.EPCI
    return coverage.cell(thematique, area_of(coverage, code, maille))
