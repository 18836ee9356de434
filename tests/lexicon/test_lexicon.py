"""The files of the shared lexicon, and what their loader refuses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from offre_insertion.errors import ConnectorError
from offre_insertion.lexicon import lexicon_names, load_lexicon, read_lexicon, variants
from offre_insertion.resources import bundled
from offre_insertion.schema import ENUMS
from offre_insertion.text import fold

FIELDS = {"numerique": "thematiques", "v0": "thematiques", "v0-officiel": "thematiques", "types": "type"}
NAMES = [name.removeprefix("lexique:") for name in lexicon_names()]

#: Words whose singular and plural do not mean the same thing: each is known as written, and only so.
NOT_A_PLURAL = {
    "thematiques": {"aide mobilite", "dependance", "offre emploi"},
    "numerique": {"ordinateur", "culture numerique"},
}

#: Entries at least, so that a file emptied by mistake is seen.
AT_LEAST = {
    "thematiques": 600,
    "publics": 150,
    "numerique": 300,
    "types": 60,
    "frais": 60,
    "modes_accueil": 60,
    "modes_mobilisation": 60,
    "mobilisable_par": 60,
    "reseaux_porteurs": 400,
}


def _labels(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    data = tomllib.loads((bundled("connectors") / "lexique" / f"{name}.toml").read_text(encoding="utf-8"))
    for group in data.pop("groupes", []):
        yield from ((label, tuple(group["codes"])) for label in group["mots"])
    precisions = data.pop("precisions", {})
    for code, labels in [*data.items(), *precisions.items()]:
        yield from ((label, () if code == "aucun" else (code,)) for label in labels)


def _write(folder: Path, text: str) -> Path:
    path = folder / "publics.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_every_lexicon_loads_and_knows_the_official_codes(name: str) -> None:
    table = load_lexicon(f"lexique:{name}")
    assert all(table[fold(code)] == (code,) for code in ENUMS[FIELDS.get(name, name)])


@pytest.mark.parametrize("name", AT_LEAST)
def test_every_lexicon_has_its_words(name: str) -> None:
    assert sum(1 for _ in _labels(name)) >= AT_LEAST[name]


@pytest.mark.parametrize("name", AT_LEAST)
def test_articles_and_plurals_never_change_the_codes_of_a_lexicon(name: str) -> None:
    codes_of: dict[str, tuple[str, ...]] = {}
    clashing = set()
    for label, codes in _labels(name):
        words = variants.core(fold(label))
        if codes_of.setdefault(words, codes) != codes:
            clashing.add(words)
    assert clashing == NOT_A_PLURAL.get(name, set())


@pytest.mark.parametrize("name", AT_LEAST)
def test_official_labels_are_not_repeated(name: str) -> None:
    field = FIELDS.get(name, name)
    assert not {fold(label) for label, _ in _labels(name)} & {fold(code) for code in ENUMS[field]}


def test_nearly_every_network_has_other_names_than_its_official_one() -> None:
    named = {code for _, codes in _labels("reseaux_porteurs") for code in codes}
    # The others are only known by their official name: wimoov, anlci, france-active…
    assert len(named) >= 90


def test_codes_of_the_former_schema_are_known_but_not_its_ambiguous_labels() -> None:
    thematiques = load_lexicon("thematiques")
    assert thematiques[fold("apprendre-francais--suivre-formation")] == (
        "lecture-ecriture-calcul--maitriser-le-francais",
    )
    assert fold("Suivre une formation") not in thematiques
    assert load_lexicon("v0")[fold("Suivre une formation")] == (
        "lecture-ecriture-calcul--maitriser-le-francais",
    )


def test_the_prefix_is_optional_and_the_table_is_loaded_once() -> None:
    assert load_lexicon("publics") == load_lexicon("lexique:publics")
    assert load_lexicon("publics") is load_lexicon("publics")


def test_an_unknown_lexicon_names_the_nearest_and_all_of_them() -> None:
    with pytest.raises(ConnectorError, match=r"lexique:public ».*« lexique:publics ».*lexique:frais"):
        load_lexicon("lexique:public")


def test_a_lexicon_gives_one_several_or_no_code(tmp_path: Path) -> None:
    text = """
aucun = ["Adultes"]
jeunes = ["Ados"]
[[groupes]]
codes = ["jeunes", "familles"]
mots = ["Jeunes parents"]
[precisions]
jeunes = ["16-25 ans"]
"""
    lexicon = read_lexicon(_write(tmp_path, text), "publics")
    assert dict(lexicon) == {
        "adultes": (),
        "ados": ("jeunes",),
        "jeunes parents": ("jeunes", "familles"),
        "16 25 ans": ("jeunes",),
    }
    assert lexicon.wider == {"16 25 ans"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('jeune = ["Ados"]', "jeune : code inconnu « jeune » pour publics. Le plus proche : « jeunes »"),
        ('jeunes = ["Ados", "ADOS"]', "jeunes : le mot « ADOS » est déjà dans ce lexique"),
        ('jeunes = ["…"]', "jeunes : le mot « … » n'a ni lettre ni chiffre"),
        ('jeunes = "Ados"', "jeunes : une liste de textes est attendue"),
        ("jeunes = [1]", "jeunes : une liste de textes est attendue"),
        ('[[groupes]]\ncode = ["jeunes"]\nmots = ["Ados"]', r"groupes\[1\] : un groupe a deux clés"),
        ('[[groupes]]\ncodes = ["adultes"]\nmots = ["Ados"]', r"groupes\[1\] : code inconnu « adultes »"),
        ('groupes = ["Ados"]', r"groupes\[1\] : un groupe a deux clés"),
        ('precisions = ["Ados"]', "precisions : une table est attendue"),
        ('[precisions]\nados = ["16-25 ans"]', "precisions.ados : code inconnu « ados »"),
        ("jeunes = [", "TOML valide"),
    ],
)
def test_a_wrong_lexicon_says_which_file_which_key_and_what_to_write(
    tmp_path: Path, text: str, message: str
) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(ConnectorError, match=message) as raised:
        read_lexicon(path, "publics")
    assert raised.value.path == str(path)


def test_a_missing_lexicon_is_an_error_of_the_connector(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="fichier introuvable"):
        read_lexicon(tmp_path / "absent.toml", "publics")
