from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.cleaning.lists import ITEM_SEPARATOR
from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.reading.json_file import read_json
from offre_insertion.reading.source import Source
from tests.reading.tables import codes, numbers, read, values


def write(path: Path, data: object, encoding: str = "utf-8") -> Path:
    path.write_bytes(json.dumps(data, ensure_ascii=False).encode(encoding))
    return path


def flat(item: object, **form: Any) -> dict[str, str]:
    return values(read_json(Source("c.json", json.dumps([item]).encode()), Format.model_validate(form)))[0]


def test_a_list_of_records_is_a_table(tmp_path: Path) -> None:
    table = read(write(tmp_path / "c.json", [{"Nom": "Épicerie"}, {"Nom": " B ", "Commune": "Évron"}]))
    assert table.columns == ("Nom", "Commune")
    assert [(row.number, row.values) for row in table.rows] == [
        (1, {"Nom": "Épicerie"}),
        (2, {"Nom": "B", "Commune": "Évron"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    table = read(write(tmp_path / "c.json", [{"Nom": "Épicerie à Évron"}], encoding))
    assert values(table) == [{"Nom": "Épicerie à Évron"}]


def test_values_become_the_text_a_person_would_write() -> None:
    item = {"n": 12, "siret": 12345678901234.0, "d": 1.5, "oui": True, "non": False, "rien": None, "vide": ""}
    assert flat(item) == {"n": "12", "siret": "12345678901234", "d": "1.5", "oui": "oui", "non": "non"}


def test_objects_are_flattened_with_dots() -> None:
    assert flat({"a": {"b": {"c": 1}}, "x  y": 2}) == {"a.b.c": "1", "x y": "2"}


def test_lists_of_texts_are_joined_and_lists_of_objects_kept_as_json() -> None:
    assert flat({"t": ["a", None, "b"], "o": [{"k": 1}]}) == {"t": f"a{ITEM_SEPARATOR}b", "o": '[{"k":1}]'}


def test_the_path_says_where_the_list_is(tmp_path: Path) -> None:
    path = write(tmp_path / "c.json", {"data": {"items": [{"Nom": "A"}]}, "autres": [{"Nom": "B"}]})
    assert values(read(path, path="data.items")) == [{"Nom": "A"}]


def test_a_wrong_path_lists_the_keys(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"« items ».*format\.path.*Clés : éléments, total"):
        read(write(tmp_path / "c.json", {"data": {"éléments": [], "total": 0}}), path="data.items")


def test_a_path_to_no_list_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="ne contient pas de liste"):
        read(write(tmp_path / "c.json", {"data": {"a": 1}}), path="data")


def test_the_only_list_is_found_and_two_must_be_chosen_from(tmp_path: Path) -> None:
    assert values(read(write(tmp_path / "c.json", {"total": 1, "results": [{"Nom": "A"}]}))) == [{"Nom": "A"}]
    with pytest.raises(ReadError, match=r"plusieurs listes \(a, b\).*format\.path"):
        read(write(tmp_path / "d.json", {"a": [{"Nom": "A"}], "b": [{"Nom": "B"}]}))


def test_nested_lists_are_unfolded_and_childless_parents_kept(tmp_path: Path) -> None:
    data = [
        {
            "nom": "O1",
            "actions": [{"titre": "A1", "lieux": [{"ville": "Laval"}, {"ville": "Craon"}]}, {"titre": "A2"}],
        },
        {"nom": "O2", "actions": []},
    ]
    table = read(write(tmp_path / "c.json", data), explode=["actions", "lieux"])
    assert [(row.number, row.values) for row in table.rows] == [
        (1, {"nom": "O1", "actions.titre": "A1", "actions.lieux.ville": "Laval"}),
        (1, {"nom": "O1", "actions.titre": "A1", "actions.lieux.ville": "Craon"}),
        (1, {"nom": "O1", "actions.titre": "A2"}),
        (2, {"nom": "O2"}),
    ]


def test_geojson_gives_properties_and_the_place_of_points(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [-0.77, 48.07]}
    features = [
        {
            "type": "Feature",
            "id": 7,
            "properties": {"Nom": "A"},
            "geometry": point,
        },
        {"type": "Feature", "properties": {"Nom": "B", "longitude": 1}, "geometry": None},
        {"type": "Feature", "properties": {"Nom": "C"}, "geometry": {"type": "Polygon", "coordinates": []}},
    ]
    table = read(write(tmp_path / "c.geojson", {"type": "FeatureCollection", "features": features}))
    assert values(table) == [
        {"Nom": "A", "id": "7", "longitude": "-0.77", "latitude": "48.07"},
        {"Nom": "B", "longitude": "1"},
        {"Nom": "C"},
    ]


def test_ndjson_rows_carry_their_line_and_a_broken_line_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "c.ndjson"
    path.write_text('{"Nom": "A"}\n\n{"Nom": \n{"Nom": "B"}\n', encoding="utf-8")
    table = read(path)
    assert [(issue.code, issue.row) for issue in table.issues] == [("json-invalide", 3)]
    assert numbers(table) == [1, 4]


def test_what_is_no_record_is_reported(tmp_path: Path) -> None:
    table = read(write(tmp_path / "c.json", [{"Nom": "A"}, 3, ["x"], None]))
    assert values(table) == [{"Nom": "A"}]
    assert [(code, issue.row) for code, issue in zip(codes(table.issues), table.issues, strict=True)] == [
        ("json-invalide", 2),
        ("json-invalide", 3),
        ("json-invalide", 4),
    ]


def test_words_that_mean_nothing_are_empty(tmp_path: Path) -> None:
    assert values(read(write(tmp_path / "c.json", [{"Nom": "A", "Commune": "N.C."}]), empty=["n.c."])) == [
        {"Nom": "A"}
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"Nom": "A"}, {"Nom"', "s'arrête en plein milieu"),
        ('[{"Nom": NaN}]', "« NaN » n'existe pas en JSON"),
        ('[{"Nom": "\\ud800"}]', "un caractère y est coupé en deux"),
        ('[\n{"Nom": "A"},\n{Nom: 1}]', "ligne 3"),
    ],
)
def test_invalid_json_says_where_and_why(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=reason):
        read(path)


def test_deep_values_never_break_the_reading() -> None:
    for depth in (20, 300):
        nested = "1"
        for _ in range(depth):
            nested = f'{{"a": {nested}}}'
        table = read_json(Source("c.json", f'[{{"Nom": "A", "x": {nested}}}]'.encode()), Format())
        assert values(table)[0]["Nom"] == "A"


def test_too_many_fields_are_no_list_of_records(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"3000 champs différents.*format\.path"):
        read(write(tmp_path / "c.json", [{f"c{n}": 1 for n in range(3_000)}]))


@settings(deadline=None, max_examples=80)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=12,
    )
)
def test_any_json_gives_a_table_or_a_sentence(data: object) -> None:
    content = json.dumps(data).encode()
    with contextlib.suppress(ReadError):
        table = read_json(Source("c.json", content), Format(explode=("a", "b")))
        assert all(text for row in table.rows for text in row.values.values())
