"""What coverage counts: lieux of one action, duplicates of structures and of services, places that are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from offre_insertion.coverage import Couverture, Coverage, compute_coverage
from offre_insertion.coverage.values import Reason
from offre_insertion.review import Spoken
from offre_insertion.review.dispositifs import count_dispositifs, is_countable
from offre_insertion.schema import Record
from tests.coverage.fictional import ERNEE, LAVAL, MAYENNE, ON, PERMIS, cell, mayenne
from tests.coverage.fictional import service as invent
from tests.review.offers import CCAS, CCAS_AGAIN, offer

LIEUX = (LAVAL, MAYENNE, ERNEE)


def permanences(**fields: Any) -> tuple[Record, ...]:
    """Three lieux of one action."""
    return tuple(
        invent(i, structure_id="essai--a", nom="Permanence mobilité", code_insee=lieu, **fields)
        for i, lieu in enumerate(LIEUX)
    )


def count(
    services: tuple[Record, ...],
    *structures: Record,
    private: Mapping[str, Mapping[str, Any]] | None = None,
) -> Coverage:
    counted = count_dispositifs(
        [offer(structures, services)],
        Spoken(),
        ground=mayenne(),
        parameters=Couverture(),
        on=ON,
        private=private or {},
    )
    return compute_coverage(counted, mayenne(), on=ON, thematiques=[PERMIS])


def written(texte: str, **bounds: float) -> dict[str, Any]:
    return {"dispositif": "42", "places": {"texte": texte, **bounds}}


def test_the_lieux_of_one_action_are_one_dispositif_recorded_once_with_its_places_once() -> None:
    services = permanences()
    found = count(services, private={one["id"]: written("24", valeur=24) for one in services})
    assert cell(found).dispositifs.proches == 1
    assert round(cell(found).places or 0, 6) == 24
    recorded = found.recorded[PERMIS]
    assert (recorded.records, recorded.dispositifs, recorded.surplus, recorded.groups) == (1, 1, 0, ())


def test_lieux_without_a_key_of_their_action_stand_alone() -> None:
    services = (*permanences(), invent(9, nom="Vélo-école", code_insee=LAVAL))
    assert cell(count(services)).dispositifs.proches == 4


def test_one_line_of_two_sources_is_two_records_of_one_dispositif() -> None:
    """The lieux of a line never hide that another source records the same dispositif."""
    again = invent(
        7, id="autre--7", source="autre", structure_id="essai--a", nom="Permanence mobilité", code_insee=LAVAL
    )
    services = permanences()
    found = count((*services, again), private={one["id"]: {"dispositif": "42"} for one in services})
    recorded = found.recorded[PERMIS]
    assert (recorded.records, recorded.dispositifs) == (2, 1)
    assert recorded.groups == (("autre--7", "essai--0"),)
    assert recorded.sources == {("autre", "essai"): 1}


def test_a_structure_in_two_sources_is_one_structure() -> None:
    services = (
        invent(1, structure_id=CCAS["id"], nom="Prêt de véhicule"),
        invent(2, structure_id=CCAS_AGAIN["id"], nom="Préparer le code de la route"),
    )
    assert cell(count(services, CCAS, CCAS_AGAIN)).structures == 1


def test_places_given_as_bounds_count_for_what_is_sure() -> None:
    between = count((invent(0),), private={"essai--0": written("15 à 20", minimum=15, maximum=20)})
    at_most = count((invent(0),), private={"essai--0": written("20 au plus", maximum=20)})
    assert (round(cell(between).places or 0, 6), cell(at_most).places) == (15, None)


def test_a_code_that_our_schema_does_not_know_counts_for_nothing() -> None:
    """Students, and a public nobody here can name: open to no other, as « etudiants » alone."""
    said, alone = (
        count((invent(1, publics=publics),)) for publics in (["etudiants", "martiens"], ["etudiants"])
    )
    assert (cell(said).status, cell(said).reason) == (cell(alone).status, cell(alone).reason)
    assert Reason.PUBLICS_EXCLUS in cell(said).reason


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date_maj", "12/05/2026"),
        ("date_maj", None),
        ("nom", None),
        ("description", None),
        ("structure_id", "x"),
    ],
)
def test_a_national_service_without_what_the_schema_requires_is_not_counted(
    field: str, value: object
) -> None:
    record = {**invent(1, description="Un accompagnement."), field: value}
    assert is_countable(invent(1, description="Un accompagnement."), {"essai--s1": {}})
    assert not is_countable(record, {"essai--s1": {}})
