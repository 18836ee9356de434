"""A record keeps its id when its row moves and when it is renamed; doubt is a question, not a guess."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.pipeline.identity import Memory, Settled, settle
from offre_insertion.pipeline.identity_score import similarity
from offre_insertion.schema import Kind, Record

CAP: Record = {"nom": "Cap sur la route", "commune": "Laval", "telephone": "+33243000001"}
ROULE: Record = {"nom": "Roule bocage", "commune": "Gorron", "telephone": "+33243000002"}
CLE: Record = {"nom": "Auto-école La Clé", "commune": "Mayenne", "siret": "99999101100019"}


def remember(
    before: Mapping[str, Record],
    *,
    keys: Mapping[str, str] | None = None,
    claims: Mapping[str, str] | None = None,
    decisions: Mapping[str, str] | None = None,
) -> Memory:
    """A memory of records by id, whose keys are their ids unless said."""

    def load(ids: Collection[str]) -> dict[str, Record]:
        return {record_id: before[record_id] for record_id in ids}

    return Memory(keys or {record_id: record_id for record_id in before}, claims or {}, decisions or {}, load)


def run(
    now: Mapping[str, Record], memory: Memory, *, kind: Kind = "structure", has_own_ids: bool = False
) -> Settled:
    def is_same(key: str, record_id: str) -> bool:
        return record_id in memory.ids.values() and memory.load([record_id])[record_id] == now[key]

    return settle(kind, now, memory, threshold=0.8, is_same=is_same, has_own_ids=has_own_ids)


def test_the_same_key_is_the_same_id_whatever_else_changed() -> None:
    settled = run({"a": {**ROULE}}, remember({"a": CAP}))
    assert (settled.ids, settled.renamed) == ({"a": "a"}, [])


def test_the_order_of_the_file_changes_nothing() -> None:
    memory = remember({"a": CAP, "b": ROULE, "c": CLE})
    assert run({"c": CLE, "a": CAP, "b": ROULE}, memory).ids == {"a": "a", "b": "b", "c": "c"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CAP, {**CAP, "siret": "99999101100019"}),  # the SIRET is known at last: the key was the name
        (CAP, {**CAP, "nom": "Cap sur la route 53"}),
        (CAP, {**CAP, "nom": "CAP SUR LA ROUTE", "telephone": "+33243000009"}),
        (CLE, {**CLE, "siret": "99999101100027"}),  # another establishment number
        (
            {**CAP, "courriel": "a@b.example.org"},
            {**CAP, "courriel": "a@b.example.org", "nom": "Mobilité 53"},
        ),
    ],
)
def test_a_record_whose_key_changed_keeps_its_id(before: Record, after: Record) -> None:
    settled = run({"nouvelle": after}, remember({"ancienne": before, "b": ROULE}))
    assert settled.ids == {"nouvelle": "ancienne"}
    assert [(claim.key, claim.record_id) for claim in settled.renamed] == [("nouvelle", "ancienne")]


@pytest.mark.parametrize(
    "after",
    [
        ROULE,
        {"nom": "Cap sur l'emploi", "commune": "Laval"},
        {"nom": "Cap sur la route", "commune": "Mayenne"},
        {**CAP, "nom": "Mission locale", "telephone": "+33243000009"},
    ],
)
def test_another_record_is_new(after: Record) -> None:
    settled = run({"b": after}, remember({"a": CAP}))
    assert settled.ids == {"b": "b"}
    assert not settled.renamed


def test_two_records_that_may_be_the_old_one_are_a_question() -> None:
    now = {"b": {**CAP, "nom": "Cap sur la route nord"}, "c": {**CAP, "nom": "Cap sur la route sud"}}
    settled = run(now, remember({"a": CAP}))
    assert settled.ids == {"b": "b", "c": "c"}
    assert [(claim.key, claim.candidates) for claim in settled.doubtful] == [("b", ("a",)), ("c", ("a",))]


def test_two_old_records_that_it_may_be_are_a_question() -> None:
    before = {"a": {**CAP, "nom": "Cap sur la route nord"}, "b": {**CAP, "nom": "Cap sur la route sud"}}
    settled = run({"c": CAP}, remember(before))
    assert settled.ids == {"c": "c"}
    assert settled.doubtful[0].candidates == ("a", "b")


def test_what_a_person_decided_comes_first() -> None:
    memory = remember({"a": CAP, "c": CAP}, keys={"a": "a", "c": "c"}, decisions={"c": "a"})
    assert run({"c": CAP}, memory).ids == {"c": "a"}


def test_a_record_that_comes_back_finds_its_id_again() -> None:
    assert run({"ancienne": CAP}, remember({"b": ROULE})).ids == {"ancienne": "ancienne"}
    renamed_before = remember({"b": ROULE}, claims={"nouvelle": "ancienne"})
    assert run({"nouvelle": CAP}, renamed_before).ids == {"nouvelle": "ancienne"}


def test_a_new_record_never_takes_the_id_of_another_one() -> None:
    memory = remember({"a": CAP}, keys={"nouvelle": "a"})  # « a » lives on under another key
    settled = run({"nouvelle": CAP, "a": ROULE}, memory)
    assert settled.ids == {"nouvelle": "a", "a": "a-2"}
    assert [(claim.key, claim.record_id) for claim in settled.displaced] == [("a", "a-2")]


def test_a_catalogue_with_its_own_ids_is_believed() -> None:
    settled = run({"2": {**CAP, "adresse": "x"}}, remember({"1": CAP}), has_own_ids=True)
    assert settled.ids == {"2": "2"}


# --- records of a same key -------------------------------------------------------------------------------

FIRST: Record = {"nom": "Atelier", "description": "Pour réparer son vélo avec un mécanicien."}
SECOND: Record = {"nom": "Atelier", "description": "Pour préparer un entretien d'embauche."}
THIRD: Record = {"nom": "Atelier", "description": "Pour cuisiner à petit prix, en groupe."}


def test_two_rows_of_a_same_key_that_swap_keep_their_ids() -> None:
    settled = run({"x": SECOND, "x-2": FIRST}, remember({"x": FIRST, "x-2": SECOND}), kind="service")
    assert settled.ids == {"x": "x-2", "x-2": "x"}


def test_a_row_of_a_same_key_removed_leaves_their_ids_to_the_others() -> None:
    memory = remember({"x": FIRST, "x-2": SECOND, "x-3": THIRD})
    assert run({"x": SECOND, "x-2": THIRD}, memory, kind="service").ids == {"x": "x-2", "x-2": "x-3"}


def test_a_row_of_a_same_key_put_first_is_the_new_one() -> None:
    memory = remember({"x": FIRST, "x-2": SECOND})
    settled = run({"x": THIRD, "x-2": FIRST, "x-3": SECOND}, memory, kind="service")
    assert settled.ids == {"x": "x-3", "x-2": "x", "x-3": "x-2"}


def test_a_row_of_a_same_key_moved_and_corrected_is_followed() -> None:
    corrected = {**FIRST, "description": "Pour réparer son vélo avec une mécanicienne."}
    settled = run({"x": SECOND, "x-2": corrected}, remember({"x": FIRST, "x-2": SECOND}), kind="service")
    assert settled.ids == {"x": "x-2", "x-2": "x"}


def test_names_that_end_with_a_number_and_do_not_move_stay() -> None:
    before = {"atelier": FIRST, "atelier-2": SECOND}
    now = {"atelier": {**FIRST, "frais": "gratuit"}, "atelier-2": {**SECOND, "frais": "payant"}}
    assert run(now, remember(before), kind="service").ids == {"atelier": "atelier", "atelier-2": "atelier-2"}


# --- properties ------------------------------------------------------------------------------------------

RECORDS = st.fixed_dictionaries(
    {"nom": st.sampled_from(["Cap", "Cap route", "Mission locale", "Épicerie solidaire"])},
    optional={
        "commune": st.sampled_from(["Laval", "Mayenne"]),
        "telephone": st.sampled_from(["+33243000001", "+33243000002"]),
        "siret": st.sampled_from(["99999101100019", "99999101100027", "99999117700018"]),
    },
)
CATALOGUES = st.dictionaries(st.sampled_from(["a", "b", "a-2", "a-3", "c", "d"]), RECORDS)


@settings(max_examples=300, deadline=None)
@given(CATALOGUES, CATALOGUES, st.sampled_from(["structure", "service"]))
def test_every_record_has_one_id_of_its_own(
    before: dict[str, Record], now: dict[str, Record], kind: Kind
) -> None:
    settled = run(now, remember(before), kind=kind)
    assert settled.ids.keys() == now.keys()
    assert len(set(settled.ids.values())) == len(now)


@settings(max_examples=200, deadline=None)
@given(CATALOGUES, st.randoms(use_true_random=False))
def test_the_same_records_in_any_order_keep_their_ids(before: dict[str, Record], random: object) -> None:
    keys = list(before)
    random.shuffle(keys)  # type: ignore[attr-defined]
    settled = run({key: before[key] for key in keys}, remember(before))
    assert settled.ids == {key: key for key in before}
    assert not settled.renamed + settled.displaced + settled.doubtful


@settings(max_examples=200, deadline=None)
@given(RECORDS, RECORDS)
def test_similarity_is_symmetric_and_bounded(a: Record, b: Record) -> None:
    assert 0 <= similarity("structure", a, b) == similarity("structure", b, a) <= 1


def test_two_blanks_are_not_alike() -> None:
    assert similarity("structure", {"nom": "Abc"}, {"nom": "Xyz"}) == 0
