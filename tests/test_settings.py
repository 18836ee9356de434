"""A wrong project gives one French sentence that names the file, the key and the fix; secrets stay secret."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.errors import ConnectorError
from offre_insertion.project_template import render_project
from offre_insertion.settings import build_settings, load_settings
from offre_insertion.settings.dora import DoraSettings

RIGHT: dict[str, Any] = {
    "territoire": {"departement": "53", "source": "cd53"},
    "catalogues": [{"fichier": "pdi.csv", "connecteur": "exemple"}],
}
TEXT = render_project(departement="53", source="cd53", fichier="pdi.csv", connecteur="exemple")


def refusal(**changes: Any) -> str:
    with pytest.raises(ConnectorError) as caught:
        build_settings({**deepcopy(RIGHT), **changes}, path=Path("offre-insertion.toml"))
    return str(caught.value)


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    message = refusal(seuils={"baise_max": 0.3})
    assert "offre-insertion.toml · seuils.baise_max" in message
    assert "Vouliez-vous dire « baisse_max » ?" in message


def test_an_unknown_key_of_a_catalogue_is_named_with_those_of_a_catalogue() -> None:
    message = refusal(catalogues=[{**RIGHT["catalogues"][0], "feuille": "PDI"}])
    assert "« feuille »" in message
    assert "Clés possibles : fichier, connecteur." in message


def test_a_threshold_out_of_bounds_is_refused_with_the_bound() -> None:
    assert "au plus 1" in refusal(seuils={"baisse_max": 20})


def test_a_project_without_catalogue_is_refused() -> None:
    assert "catalogues" in refusal(catalogues=[])


def test_a_password_in_the_project_file_is_refused_and_not_repeated() -> None:
    message = refusal(historique={"url": "postgresql://pdi:sesame@serveur/base"})
    assert "OFFRE_INSERTION_HISTORIQUE_URL" in message
    assert "sesame" not in message


def test_a_missing_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="offre-insertion initialiser"):
        load_settings(tmp_path)


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "offre-insertion.toml").write_text("[territoire\n", encoding="utf-8")
    with pytest.raises(ConnectorError, match="line 1"):
        load_settings(tmp_path)


def test_paths_start_from_the_folder_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "offre-insertion.toml").write_text(TEXT, encoding="utf-8")
    settings = load_settings(tmp_path)
    assert settings.locate("pdi.csv") == str(tmp_path / "pdi.csv")
    assert settings.locate("https://exemple.org/pdi.csv") == "https://exemple.org/pdi.csv"
    assert settings.locate_connector("exemple") == "exemple"
    assert settings.locate_connector("mien.toml") == str(tmp_path / "mien.toml")
    assert (
        settings.history_url.get_secret_value() == f"sqlite:///{tmp_path}/.offre-insertion/historique.sqlite3"
    )


def test_the_address_with_a_password_comes_from_the_env_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "offre-insertion.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / ".env").write_text(
        "OFFRE_INSERTION_HISTORIQUE_URL=postgresql://a:sesame@b/c\nAUTRE=1\n", encoding="utf-8"
    )
    settings = load_settings(tmp_path)
    assert settings.history_url.get_secret_value() == "postgresql://a:sesame@b/c"
    assert "sesame" not in repr(settings) + repr(settings.history_url) + settings.model_dump_json()


def test_the_environment_comes_before_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "offre-insertion.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / ".env").write_text("OFFRE_INSERTION_HISTORIQUE_URL=sqlite:///a\n", encoding="utf-8")
    monkeypatch.setenv("OFFRE_INSERTION_HISTORIQUE_URL", "sqlite:///b")
    assert load_settings(tmp_path).history_url.get_secret_value() == "sqlite:///b"


def test_the_template_shows_the_default_values_and_loads() -> None:
    shown = tomllib.loads(TEXT)
    settings = build_settings(shown)
    for table in ("seuils", "dossiers", "historique"):
        assert shown[table].items() <= getattr(settings, table).model_dump().items()
        assert getattr(settings, table) == type(getattr(settings, table))()


def test_the_commented_table_of_dora_shows_the_default_values_and_loads() -> None:
    block = TEXT[TEXT.index("# [dora]") :].split("\n\n")[0]
    shown = tomllib.loads("\n".join(line.removeprefix("# ") for line in block.splitlines()))["dora"]
    loaded = build_settings({**tomllib.loads(TEXT), "dora": {**shown, "url": "https://dora.exemple.fr"}}).dora
    assert loaded == DoraSettings(url="https://dora.exemple.fr")


def test_a_name_with_quotes_does_not_break_the_template() -> None:
    text = render_project(
        departement="53", source="cd53", fichier='offre "2026" \\ été.csv', connecteur="exemple"
    )
    assert build_settings(tomllib.loads(text)).catalogues[0].fichier == 'offre "2026" \\ été.csv'
