"""What a project says of its communes is read once, or refused with the file and the key; nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.coverage import Maille
from offre_insertion.errors import ConnectorError
from offre_insertion.geography import load_geography
from offre_insertion.review.territory import Territory, find_territoires
from offre_insertion.settings import Settings, load_settings
from tests.coverage.fictional import CA_LAVAL, CC_AVALOIRS, CC_ERNEE, ERNEE, LAVAL
from tests.projects import make_project

SABOLIEN = "247200090"
TABLE = f'departement = "53"\n[territoires."Autour de Laval"]\nepci = ["{CA_LAVAL}"]\n'
SARTHE = TABLE.replace('"53"', '"72"').replace(CA_LAVAL, SABOLIEN)


def settings_with(folder: Path, block: str, **files: str) -> Settings:
    """A project with a ``[couverture]`` block, and files beside it."""
    make_project(folder)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    project = folder / "offre-insertion.toml"
    project.write_text(f"{project.read_text(encoding='utf-8')}\n[couverture]\n{block}\n", encoding="utf-8")
    return load_settings(folder)


def read_territory(settings: Settings) -> Territory:
    """The whole of it: each part is read when it is asked for."""
    found = Territory(settings)
    _ = found.ground, found.weights, found.foyers
    return found


def test_a_project_without_files_weighs_by_population(tmp_path: Path) -> None:
    territory = read_territory(settings_with(tmp_path, ""))
    assert territory.weights.nom == "population municipale"
    assert (territory.foyers, territory.foyers_by_epci, territory.foyers_rsa) == (None, {}, None)
    assert list(territory.remarks()) == []


def test_weights_households_and_territories_are_those_of_the_files(tmp_path: Path) -> None:
    settings = settings_with(
        tmp_path,
        'poids = "chomeurs.csv"\nfoyers_rsa = "rsa.csv"\nterritoires = "ici.toml"',
        chomeurs_csv=f"code;demandeurs d'emploi\n{LAVAL};30\n{ERNEE};10\n",
        rsa_csv=f"Code EPCI;Foyers RSA\n{CA_LAVAL};2290\n{CC_ERNEE};270\n{SABOLIEN};520\n",
        ici_toml=TABLE,
    )
    territory = read_territory(settings)
    assert (territory.weights.nom, sum(territory.weights.values)) == (
        "chomeurs (colonne demandeurs d'emploi)",
        40,
    )
    assert [one.nom for one in territory.ground.areas if one.maille is Maille.TERRITOIRE] == [
        "Autour de Laval"
    ]
    foyers = territory.foyers_by_epci
    assert (foyers[CA_LAVAL], foyers[CC_ERNEE], foyers[CC_AVALOIRS]) == (2290, 270, None)
    assert 0 < (foyers[SABOLIEN] or 0) < 30  # one of its communes is in the département


def test_households_are_never_another_figure_of_their_file(tmp_path: Path) -> None:
    settings = settings_with(
        tmp_path,
        'foyers_rsa = "rsa.csv"',
        rsa_csv=f"Code EPCI;Demandeurs d'emploi;Nombre;Foyers allocataires du RSA\n{CA_LAVAL};9000;7;2290\n",
    )
    territory = read_territory(settings)
    assert territory.foyers_by_epci[CA_LAVAL] == 2290
    assert next(territory.remarks()).endswith("« rsa (colonne Foyers allocataires du RSA) ».")


def test_the_households_of_communes_add_up_by_epci_and_in_all_when_none_is_missing(tmp_path: Path) -> None:
    communes = load_geography().communes_of_departement("53")
    lines = "".join(f"{one.code_insee},2\n" for one in communes)
    settings = settings_with(tmp_path, 'foyers_rsa = "rsa.csv"', rsa_csv=f"code commune,nombre\n{lines}")
    territory = read_territory(settings)
    assert (territory.foyers_rsa, territory.foyers_by_epci[CC_ERNEE]) == (480, 30)


def test_what_is_not_read_is_said_and_what_is_said_twice_is_said_once(tmp_path: Path) -> None:
    text = f"code epci;foyers rsa\n{CA_LAVAL};100\n999999999;5\n{CC_ERNEE};-3\n{CC_AVALOIRS}\n"
    settings = settings_with(tmp_path, 'poids = "rsa.csv"\nfoyers_rsa = "rsa.csv"', rsa_csv=text)
    territory = read_territory(settings)
    assert list(territory.remarks()) == [
        "Foyers RSA du projet : ceux de « rsa (colonne foyers rsa) ».",
        "« rsa (colonne foyers rsa) » : 1 code inconnu (999999999).",
        "« rsa (colonne foyers rsa) » : 2 lignes sans nombre lisible, ou négatif (4, 5).",
        (
            "« rsa (colonne foyers rsa) » : 206 communes habitées sans nombre, comptées pour 0 "
            "(CC des Coëvrons, CC du Mont des Avaloirs, CC du Pays de Craon, CC Mayenne Communauté, "
            "CC du Pays de Meslay-Grez, …)."
        ),
    ]
    assert territory.foyers_rsa is None
    assert territory.foyers_by_epci[CC_ERNEE] is None


@pytest.mark.parametrize(
    ("block", "content", "words"),
    [
        ('poids = "absent.csv"', "", r"offre-insertion.toml · couverture.poids : .*absent.csv"),
        ('foyers_rsa = "rsa.csv"', f"nom;nombre\nLaval;{CA_LAVAL}\n", "foyers_rsa : .*aucune colonne « code »"),
        ('foyers_rsa = "rsa.csv"', f"code;personnes\n{CA_LAVAL};3\n", "aucune colonne « foyers rsa »"),
        ('poids = "rsa.csv"', f"code;nombre\n{CA_LAVAL};3\n{LAVAL};2\n", "ligne 3 : .*a déjà un poids"),
        ('foyers_rsa = "rsa.csv"', f"code;demandeurs d'emploi\n{CA_LAVAL};3\n", "aucune colonne « foyers rsa »"),
        ('poids = "rsa.csv"', f"code;Foyers RSA;Demandeurs d'emploi\n{CA_LAVAL};3;4\n",
         "« Foyers RSA » et « Demandeurs d'emploi ». N’en gardez qu’une"),
        ('poids = "rsa.csv"', "code;nombre\n75056;3\n", "aucune commune du territoire"),
        ('territoires = "absent.toml"', "", "absent.toml"),
        ('territoires = "rsa.csv"', SARTHE, "du département 72, le projet du 53"),
        ('poids = ""', "", "couverture.poids"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_key(tmp_path: Path, block: str, content: str, words: str) -> None:
    with pytest.raises(ConnectorError, match=words):
        read_territory(settings_with(tmp_path, block, rsa_csv=content))


def test_the_table_of_the_project_is_not_that_of_another_département(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, 'territoires = "ici.toml"', ici_toml=TABLE)
    assert find_territoires(settings, "53") is not None
    assert find_territoires(settings, "72") is None
