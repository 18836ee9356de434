from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.geography import (
    Territoires,
    Zone,
    expand_zone,
    load_geography,
    load_territoires,
    read_zone,
    zone_reader,
)
from offre_insertion.geography.zone_codes import is_zone_code
from offre_insertion.issues import CODES

COEVRONS, AVALOIRS, CRAON = "200033298", "200042182", "200048551"
MAYENNE_COMMUNAUTE, LAVAL_AGGLO, MESLAY = "200055887", "200083392", "245300223"
ERNEE, BOCAGE, CHATEAU_GONTIER, SABOLIEN = "245300355", "245300389", "245300447", "247200090"

TABLE = """
departement = "53"
[territoires."UT Laval"]
epci = ["Laval Agglomération"]
[territoires."UT Nord Mayenne"]
alias = ["UT Nord", "UT Mayenne", "Secteur Nord"]
epci = ["CC du Mont des Avaloirs", "Mayenne Communauté", "CC du Bocage Mayennais", "CC de l'Ernée"]
"""


@pytest.fixture(scope="module")
def territoires(tmp_path_factory: pytest.TempPathFactory) -> Territoires:
    path: Path = tmp_path_factory.mktemp("table") / "territoires.toml"
    path.write_text(TABLE, encoding="utf-8")
    return load_territoires(path)


def zone_of(text: str, departement: str | None = "53") -> Zone:
    zone = read_zone(text, departement=departement).value
    assert zone is not None
    return zone


def notes_of(text: str, departement: str | None = "53") -> list[str]:
    return [note.code for note in read_zone(text, departement=departement).notes]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("53", ("53",)),
        ("2a", ("2A",)),
        ("974", ("974",)),
        ("53 72", ("53", "72")),
        ("53, 72 ; 49", ("53", "72", "49")),
        ("53147", ("53147",)),
        ("53;53", ("53",)),
        ("245300447; 200048551", (CHATEAU_GONTIER, CRAON)),
        ("245300447 200048551", (CHATEAU_GONTIER, CRAON)),
        ("france", ("france",)),
        ("99100", ("99100",)),
        ("France entière", ("france",)),
        ("Territoire national", ("france",)),
        ("Tout le département", ("53",)),
        ("Département", ("53",)),
        ("ensemble du département", ("53",)),
        ("Département entier", ("53",)),
        ("département de la Mayenne", ("53",)),
        ("Département 53", ("53",)),
        ("la Mayenne", ("53",)),
        ("Toute la Mayenne", ("53",)),
        ("Mayenne (53)", ("53",)),
        ("53 - Mayenne", ("53",)),
        ("53 (Mayenne)", ("53",)),
        ("ville de Mayenne", ("53147",)),
        ("Commune : Mayenne", ("53147",)),
        ("Sarthe", ("72",)),
        ("Ille et Vilaine", ("35",)),
        ("départements 53 et 72", ("53", "72")),
        ("Mayenne, Sarthe", ("53", "72")),
        ("Sarthe et Mayenne", ("72", "53")),
        ("Région Pays de la Loire", ("44", "49", "53", "72", "85")),
        ("Pays de la Loire", ("44", "49", "53", "72", "85")),
        ("Bretagne", ("22", "29", "35", "56")),
        ("Laval", ("53130",)),
        ("LAVAL", ("53130",)),
        ("Gorron/Ernée", ("53107", "53096")),
        ("Gorron ; Ernée", ("53107", "53096")),
        ("Gorron - Ernée", ("53107", "53096")),
        ("Gorron, Ernée et Lassay-les-Châteaux", ("53107", "53096", "53127")),
        ("communes de Gorron et Ernée", ("53107", "53096")),
        ("Mayenne, Laval", ("53147", "53130")),
        ("Laval Agglo", (LAVAL_AGGLO,)),
        ("Laval Agglomération", (LAVAL_AGGLO,)),
        ("CA Laval", (LAVAL_AGGLO,)),
        ("CC des Coëvrons", (COEVRONS,)),
        ("CC Coevrons", (COEVRONS,)),
        ("Communauté de communes du Pays de Meslay-Grez", (MESLAY,)),
        ("com com de l'Ernée", (ERNEE,)),
        ("CC de Craon", (CRAON,)),
        ("Pays de Craon", (CRAON,)),
        ("Mayenne Communauté", (MAYENNE_COMMUNAUTE,)),
        ("CCMA", (AVALOIRS,)),
        ("CC du Pays Sabolien", (SABOLIEN,)),
        ("CC du Bocage Mayennais (245300389)", (BOCAGE,)),
        ("CC du Bocage Mayennais + CC de l'Ernée", (BOCAGE, ERNEE)),
        ("CC du Bocage Mayennais et de l'Ernée", (BOCAGE, ERNEE)),
        ("CC Pays de Château-Gontier et CC Pays de Craon", (CHATEAU_GONTIER, CRAON)),
        ("Bocage Mayennais, Ernée", (BOCAGE, ERNEE)),
        ("Bocage Mayennais / Ernée", (BOCAGE, ERNEE)),
        ("CC des Coëvrons\nLaval", (COEVRONS, "53130")),
    ],
)
def test_zones_are_read_as_a_person_of_the_departement_reads_them(text: str, codes: tuple[str, ...]) -> None:
    noted = read_zone(text, departement="53")
    assert noted.value == Zone(codes)
    assert noted.notes == ()


@pytest.mark.parametrize(
    ("text", "departement", "codes"),
    [
        ("MEL", "59", ("200093201",)),
        ("Nord", "59", ("59",)),
        ("CINOR", "974", ("249740119",)),
        ("Métropole de Nantes", "44", ("244400404",)),
        ("Nantes Métropole", "44", ("244400404",)),
        ("Granville, Terre et Mer", "50", ("200042604",)),
        ("Métropole de Lyon", None, ("200046977",)),
        ("La Réunion", None, ("974",)),
        ("Meurthe et Moselle", None, ("54",)),
        ("CC de Granville, Terre et Mer", None, ("200042604",)),
        ("CC Castillon/Pujols", "33", ("243301454",)),
        ("CA de Dembeni / Mamoudzou", "976", ("200060457",)),
        ("Territoire de Belfort", "90", ("90",)),
        ("Belfort", "90", ("90010",)),
        ("Seyssel", "01", ("01407",)),
        ("La Vergne", "17", ("17465",)),
        ("Vienne", "86", ("86",)),
        ("Vienne", "38", ("38544",)),
        ("la Vienne", "86", ("86",)),
        ("Toute la Vienne", "38", ("86",)),
        ("La Marne", "44", ("44090",)),
        ("La Marne", "51", ("51",)),
    ],
)
def test_other_departements_are_read_the_same_way(
    text: str, departement: str | None, codes: tuple[str, ...]
) -> None:
    assert read_zone(text, departement=departement).value == Zone(codes)


def test_a_departement_comes_before_its_town_and_it_is_said() -> None:
    assert zone_of("Mayenne").codes == ("53",)
    noted = read_zone("Mayenne", departement="53")
    assert [note.code for note in noted.notes] == ["zone-ambigue"]
    assert noted.notes[0].suggestions == ("53147",)


def test_in_another_departement_the_name_is_the_departement_without_doubt() -> None:
    assert zone_of("Mayenne", "72").codes == ("53",)
    assert notes_of("Mayenne", "72") == []


def test_a_full_name_comes_before_a_shortened_one_and_it_is_said() -> None:
    assert zone_of("Ernée").codes == ("53096",)
    assert notes_of("Ernée") == ["zone-ambigue"]


def test_a_direction_is_not_a_far_departement() -> None:
    assert read_zone("Nord", departement="53").value is None


def test_local_territories_come_from_the_table(territoires: Territoires) -> None:
    noted = read_zone("UT Laval, Secteur Nord", territoires=territoires)
    assert noted.value == Zone((LAVAL_AGGLO, AVALOIRS, MAYENNE_COMMUNAUTE, BOCAGE, ERNEE))
    assert noted.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "UT Nord Mayenne (hors CC Mont des Avaloirs)",
        "UT Mayenne (hors CC Mont des Avaloirs)",
        "UT Nord sauf CCMA",
        "UT Nord à l'exception de la CC du Mont des Avaloirs",
        "UT Nord ; hors CCMA",
    ],
)
def test_an_exclusion_is_taken_from_what_stands_before(text: str, territoires: Territoires) -> None:
    noted = read_zone(text, departement="53", territoires=territoires)
    assert noted.value is not None
    assert noted.value.codes == (MAYENNE_COMMUNAUTE, ERNEE, BOCAGE)
    assert noted.notes == ()


def test_a_part_of_the_name_is_enough_in_an_exclusion_and_it_is_said(territoires: Territoires) -> None:
    noted = read_zone("UT Nord hors Avaloirs", departement="53", territoires=territoires)
    assert noted.value is not None
    assert noted.value.codes == (MAYENNE_COMMUNAUTE, ERNEE, BOCAGE)
    assert [note.code for note in noted.notes] == ["zone-corrigee"]


def test_parentheses_only_exclude_from_the_territory_they_follow(territoires: Territoires) -> None:
    noted = read_zone(
        "UT Nord (hors CC de l'Ernée, CCMA), UT Laval", departement="53", territoires=territoires
    )
    assert noted.value == Zone((MAYENNE_COMMUNAUTE, BOCAGE, LAVAL_AGGLO))


def test_an_exclusion_alone_is_taken_from_the_departement_and_it_is_said() -> None:
    noted = read_zone("hors CCMA", departement="53")
    assert noted.value is not None
    geography = load_geography()
    assert noted.value.communes == geography.codes_of_departement("53") - geography.codes_of_epci(AVALOIRS)
    assert [note.code for note in noted.notes] == ["zone-ambigue"]


def test_a_departement_without_an_epci_adds_no_commune_of_a_neighbour() -> None:
    zone = zone_of("Tout le département hors Laval Agglomération")
    geography = load_geography()
    assert zone.communes == geography.codes_of_departement("53") - geography.codes_of_epci(LAVAL_AGGLO)
    assert SABOLIEN not in zone.codes


def test_an_epci_without_its_town_becomes_a_list_of_communes() -> None:
    zone = zone_of("Laval Agglomération hors Laval")
    assert set(zone.codes) == load_geography().codes_of_epci(LAVAL_AGGLO) - {"53130"}


@pytest.mark.parametrize(
    "text", ["Laval Agglomération hors Bidule", "UT Inconnue hors Laval", "UT Inconnue ; hors Laval"]
)
def test_an_exclusion_half_understood_gives_no_code(text: str) -> None:
    noted = read_zone(text, departement="53")
    assert noted.value is not None
    assert noted.value.codes == ()
    assert noted.notes != ()


def test_an_exclusion_that_leaves_nothing_is_said() -> None:
    assert zone_of("Laval hors Laval") == Zone(precisions=("Laval hors Laval",))
    assert notes_of("Laval hors Laval") == ["zone-inconnue"]


@pytest.mark.parametrize(
    "text", ["QPV", "dont QPV", "canton de Gorron", "UTAS Est", "Bassin de Mayenne", "itinérant"]
)
def test_what_the_schema_cannot_say_is_kept_as_a_precision(text: str) -> None:
    assert zone_of(text) == Zone(precisions=(text,))
    assert notes_of(text) == ["zone-non-exprimable"]


def test_the_nearest_territories_of_the_table_are_suggested(territoires: Territoires) -> None:
    noted = read_zone("UT Nord Mayene", departement="53", territoires=territoires)
    assert noted.value == Zone(precisions=("UT Nord Mayene",))
    assert noted.notes[0].suggestions[0] == "UT Nord Mayenne"


def test_an_arrondissement_is_widened_to_its_city_and_kept_in_words() -> None:
    assert zone_of("Lyon 3e", "69") == Zone(("69123",), ("Lyon 3e",))
    assert notes_of("Lyon 3e", "69") == ["zone-non-exprimable"]


def test_a_typo_is_accepted_and_reported() -> None:
    assert zone_of("Boccage Mayenais").codes == (BOCAGE,)
    assert notes_of("Boccage Mayenais") == ["zone-corrigee"]


@pytest.mark.parametrize("text", ["Blabla", "999999999", "Laval Est", "CC du Craonnais"])
def test_unknown_words_give_nothing_and_are_said(text: str) -> None:
    noted = read_zone(text, departement="53")
    assert noted.value is None
    assert [note.code for note in noted.notes] == ["zone-inconnue"]


def test_unknown_words_list_the_nearest() -> None:
    assert "53127" in read_zone("Lassay les Chat", departement="53").notes[0].suggestions


def test_known_words_of_a_list_are_kept_beside_unknown_ones() -> None:
    assert zone_of("Évron, Blabla").codes == ("53097",)
    assert notes_of("Évron, Blabla") == ["zone-inconnue"]


def test_a_postal_code_is_no_zone_unless_it_has_one_commune() -> None:
    assert zone_of("53000").codes == ("53130",)
    assert notes_of("53000") == ["commune-deduite"]
    assert read_zone("53600", departement="53").value is None


def test_without_a_departement_the_whole_one_is_unknown_and_the_fix_is_said() -> None:
    noted = read_zone("Tout le département")
    assert noted.value is None
    assert "dans le connecteur" in noted.notes[0].message


def test_a_name_of_several_communes_is_not_guessed() -> None:
    noted = read_zone("Saint-Denis")
    assert noted.value is None
    assert noted.notes[0].suggestions == ("11339", "30247", "93066", "97411")


def test_the_place_of_the_record_gives_its_commune_and_its_epci() -> None:
    assert read_zone("Commune d'implantation", commune="53130").value == Zone(("53130",))
    assert read_zone("EPCI", commune="53130").value == Zone((LAVAL_AGGLO,))
    assert read_zone("Tout le département", commune="53130").value == Zone(("53",))


def test_a_reader_keeps_the_territory_of_its_catalogue() -> None:
    read = zone_reader(departement="Mayenne")
    assert read("Tout le département").value == Zone(("53",))


@pytest.mark.parametrize("text", ["", "  ", "-", "()", ";;"])
def test_nothing_written_says_nothing(text: str) -> None:
    noted = read_zone(text, departement="53")
    assert noted.value is None
    assert noted.notes == ()


def test_every_epci_is_read_by_its_own_name_in_its_departement() -> None:
    geography = load_geography()
    for epci in geography.epcis:
        commune = geography.commune(epci.communes[0])
        assert commune is not None
        noted = read_zone(epci.nom, departement=commune.code_departement)
        assert (noted.value, noted.notes) == (Zone((epci.code,)), ()), epci.nom


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "hors",
                "(",
                ")",
                ",",
                "et",
                "+",
                "/",
                "CC",
                "UT",
                "Laval",
                "Ernée",
                "53",
                "Mayenne",
                "tout",
                "le",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=8,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(text=WORDS, departement=st.sampled_from([None, "53", "974", "inconnu"]))
def test_whatever_is_written_gives_known_codes_and_is_read_again_the_same(
    text: str, departement: str | None
) -> None:
    noted = read_zone(text, departement=departement)
    assert {note.code for note in noted.notes} <= CODES.keys()
    if noted.value is None:
        return
    assert all(map(is_zone_code, noted.value.codes))
    assert noted.value.communes == expand_zone(noted.value.codes)
    if noted.value.codes:
        again = read_zone("; ".join(noted.value.codes), departement=departement)
        assert again.value == Zone(noted.value.codes)
        assert again.notes == ()
