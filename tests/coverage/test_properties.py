"""What holds whatever the offers."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from offre_insertion.coverage import (
    Couverture,
    Coverage,
    Level,
    Maille,
    Offer,
    Reason,
    Status,
    compute_coverage,
)
from offre_insertion.coverage.themes import FREINS, SUB_THEMATIQUES, subs_of
from offre_insertion.coverage.values import Dispositifs
from offre_insertion.geography import load_geography
from offre_insertion.schema import Record

from .fictional import (
    CA_LAVAL,
    CC_ERNEE,
    CHATEAU_GONTIER,
    ERNEE,
    FINANCER,
    GARDE,
    LAVAL,
    ON,
    PERMIS,
    PSY,
    mayenne,
    read,
    service,
)

CODES = (*FREINS, FINANCER, PERMIS, GARDE, PSY, "numerique--acceder-a-des-services-en-ligne")
ZONES = (None, ["53"], [CA_LAVAL], [CC_ERNEE, CA_LAVAL], [LAVAL], ["france"], ["99100", "53"], ["72"])
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def records(draw: st.DrawFn) -> Record:
    fields: dict[str, Any] = {
        "thematiques": draw(
            st.one_of(
                st.lists(st.sampled_from(CODES[3:]), min_size=1, max_size=3, unique=True),
                st.just(list(SUB_THEMATIQUES["mobilite"])),
            )
        ),
        "code_insee": draw(st.sampled_from((LAVAL, ERNEE, CHATEAU_GONTIER, "53271", "72181", None))),
        "zone_eligibilite": draw(st.sampled_from(ZONES)),
        "modes_accueil": draw(
            st.sampled_from((["en-presentiel"], ["a-distance"], ["a-distance", "en-presentiel"], None))
        ),
        "publics": draw(st.sampled_from((None, ["etudiants"], ["femmes"]))),
        "telephone": draw(st.sampled_from(("0261910001", None))),
        "date_maj": (ON - dt.timedelta(days=draw(st.sampled_from((0, 365, 366, 900))))).isoformat(),
        "structure_id": f"essai--s{draw(st.integers(0, 3))}",
    }
    return service(draw(st.integers(0, 10_000)), **fields)


def look(offers: list[Offer]) -> Coverage:
    return compute_coverage(offers, mayenne(), on=ON, thematiques=CODES)


def all_levels(coverage: Coverage) -> dict[str, bytes]:
    return {code: one.levels for code, one in coverage.levels.items()}


many = st.lists(records(), max_size=8, unique_by=lambda one: str(one["id"]))


@few
@given(many, records())
def test_adding_an_offer_never_lowers_a_level(before: list[Record], added: Record) -> None:
    # An id of its own: an offer is added, not changed.
    after = [*before, {**added, "id": "essai--ajoutee"}]
    old, new = all_levels(look(read(before))), all_levels(look(read(after)))
    assert all(a <= b for code in CODES for a, b in zip(old[code], new[code], strict=True))


@few
@given(many, records())
def test_adding_an_offer_never_makes_a_share_smaller(before: list[Record], added: Record) -> None:
    old, new = look(read(before)), look(read([*before, {**added, "id": "essai--ajoutee"}]))
    for key, cell in old.cells.items():
        assert (new.cells[key].judged or 0) >= (cell.judged or 0) - 1e-9


@few
@given(
    st.lists(st.sampled_from(CODES[3:]), min_size=1, max_size=4, unique=True),
    st.sampled_from(("france", "99100")),
)
def test_a_national_remote_aid_alone_never_makes_couverte(codes: list[str], zone: str) -> None:
    aid = service(thematiques=codes, zone_eligibilite=[zone], modes_accueil=["a-distance"])
    coverage = look(read([aid]))
    areas = [area for maille in Maille for area in coverage.areas(maille)]
    assert all(coverage.cell(code, area).status is not Status.COUVERTE for code in CODES for area in areas)


@few
@given(many, st.randoms(use_true_random=False))
def test_duplicates_change_nothing(before: list[Record], rng: random.Random) -> None:
    copies = [{**record, "id": f"copie--{record['id']}", "source": "copie"} for record in before]
    clusters = {copy["id"]: record["id"] for copy, record in zip(copies, before, strict=True)}
    together = [*before, *copies]
    rng.shuffle(together)
    old, new = look(read(before)), look(read(together, dispositifs=clusters))
    assert all_levels(old) == all_levels(new)
    assert old.cells == new.cells
    assert old.total.dispositifs == new.total.dispositifs
    assert [one.dispositifs for one in old.abundant] == [one.dispositifs for one in new.abundant]


@few
@given(many)
def test_a_null_zone_never_covers_more_than_the_epci_of_its_place(drawn: list[Record]) -> None:
    geography, ground = load_geography(), mayenne()
    for record in drawn:
        record = {name: value for name, value in record.items() if name != "zone_eligibilite"}
        coverage = look(read([record]))
        place = geography.commune(record["code_insee"]) if "code_insee" in record else None
        allowed = geography.codes_of_epci(place.code_epci) if place and place.code_epci else frozenset()
        for code in CODES:
            reached = {
                ground.communes[i].code_insee
                for i, level in enumerate(coverage.levels[code].levels)
                if level > (1 if place is None else 0)
            }
            assert reached <= allowed


@few
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(drawn: list[Record], rng: random.Random) -> None:
    shuffled = rng.sample(drawn, len(drawn))
    assert look(read(drawn)).cells == look(read(shuffled)).cells


@few
@given(many)
def test_weights_by_level_add_up_and_every_unserved_commune_has_a_reason(drawn: list[Record]) -> None:
    coverage = look(read(drawn))
    total = sum(one.population for one in coverage.ground.communes)
    for code in CODES:
        cell = coverage.cell(code, coverage.areas(Maille.DEPARTEMENT)[0])
        assert sum(cell.by_level.values()) == total
        levels = coverage.levels[code]
        assert all(levels.reason(i) or levels.level(i) == 5 for i in range(len(coverage.ground.communes)))


#: Offers for the whole country too, given on the spot here and there: near some, « nationale seule » for the others.
mixed = st.lists(
    st.tuples(records(), st.booleans()).map(
        lambda one: {**one[0], "zone_eligibilite": ["france"]} if one[1] else one[0]
    ),
    max_size=3,
    unique_by=lambda one: str(one["id"]),
)


@few
@given(mixed)
@example([service(zone_eligibilite=["france"])])
@example([service(zone_eligibilite=["france"], date_maj="2020-01-01")])
def test_no_reason_is_given_beside_counts_that_deny_it(drawn: list[Record]) -> None:
    coverage = look(read(drawn))
    for cell in coverage.cells.values():
        counts = cell.dispositifs
        usable = counts.proches + counts.autres + counts.nationaux
        if Level.NATIONALE in cell.by_level:
            assert counts.nationaux  # « nationale seule » beside « nationaux : 0 »
        if Level.INUTILISABLE in cell.by_level:
            assert counts.inutilisables or usable  # « périmée » beside nothing at all
        if Reason.ABSENTE in cell.by_reason:
            assert not counts.nationaux
        if cell.best is Level.AUCUNE:
            assert counts == Dispositifs()


def test_the_thresholds_are_those_of_the_definition() -> None:
    assert Couverture().model_dump()["couverte_min"] == 0.8
    assert set(subs_of("mobilite")) == set(SUB_THEMATIQUES["mobilite"])
    assert replace(read([service()])[0], places=2).places == 2
