from __future__ import annotations

import pytest

from offre_insertion.cleaning.courriel import clean_courriel, is_masked_in_open_data, is_personal_courriel


def codes(raw: str) -> list[str]:
    return [note.code for note in clean_courriel(raw).notes]


@pytest.mark.parametrize(
    "written",
    [
        "contact@asso.fr",
        " contact@ASSO.fr ",
        ": contact@asso.fr",
        "contact@asso.fr.",
        "contact@asso.fr,",
        "mailto:contact@asso.fr",
        "<contact@asso.fr>",
        "contact @ asso.fr",
        "contact[at]asso.fr",
        "contact (at) asso.fr",
        "contact@asso.fr%A0",
    ],
)
def test_one_address_is_read_however_it_is_wrapped(written: str) -> None:
    noted = clean_courriel(written)
    assert (noted.value, noted.notes) == ("contact@asso.fr", ())


def test_a_name_that_begins_like_mailto_is_left_alone() -> None:
    assert clean_courriel("mailtoto@asso.fr").value == "mailtoto@asso.fr"


@pytest.mark.parametrize("separator", [" ; ", ";", ", ", " / ", "\n", " ou "])
def test_the_other_addresses_of_a_cell_are_reported(separator: str) -> None:
    noted = clean_courriel(f"contact@asso.fr{separator}accueil@asso.fr")
    assert noted.value == "contact@asso.fr"
    assert [(note.code, note.suggestions) for note in noted.notes] == [
        ("courriels-multiples", ("accueil@asso.fr",))
    ]


def test_an_address_taken_out_of_words_is_said_to_be_so() -> None:
    assert clean_courriel("espace jeunes@ville.fr").value == "jeunes@ville.fr"
    assert codes("espace jeunes@ville.fr") == ["courriel-extrait"]


@pytest.mark.parametrize(
    "written", ["www@caf.fr", "https://ville.fr/contact", "https://ville.fr/?m=a@b.fr", "www.caf.fr"]
)
def test_a_web_address_is_not_an_address_to_write_to(written: str) -> None:
    assert (clean_courriel(written).value, codes(written)) == (None, ["url-au-lieu-de-courriel"])


@pytest.mark.parametrize(
    "written", ["idem", "twitter@cpam", "a..b@asso.fr", "@asso.fr", "contact@", "02 61 91 00 01"]
)
def test_what_the_schema_would_refuse_is_refused_and_said(written: str) -> None:
    assert (clean_courriel(written).value, codes(written)) == (None, ["courriel-invalide"])


def test_an_accent_is_kept_and_flagged() -> None:
    assert clean_courriel("médiathèque@ville.fr").value == "médiathèque@ville.fr"
    assert codes("médiathèque@ville.fr") == ["courriel-accentue"]


@pytest.mark.parametrize(
    "courriel",
    [
        "jeanne.martin@asso.fr",
        "martin.jeanne@asso.fr",
        "jeanne-martin@asso.fr",
        "j.martin@asso.fr",
        "jeanne@asso.fr",
        "françoise.martin2@gmail.com",
        "Jeanne.MARTIN@asso.fr",
    ],
)
def test_nominative_addresses_are_suspected_on_any_domain(courriel: str) -> None:
    assert is_personal_courriel(courriel)


@pytest.mark.parametrize(
    "courriel",
    [
        "contact@asso.fr",
        "accueil@asso.fr",
        "mission.locale@asso.fr",
        "mairie.laval@wanadoo.fr",
        "antenne.nord@asso.fr",
        "c.social@asso.fr",
        "cidff.mayenne@asso.fr",
        "rsa53@asso.fr",
        "service-rh@asso.fr",
    ],
)
def test_generic_addresses_are_not_suspected(courriel: str) -> None:
    assert not is_personal_courriel(courriel)


def test_open_data_masks_first_names_at_webmails_only() -> None:
    assert is_masked_in_open_data("jeanne.martin@gmail.com")
    assert is_masked_in_open_data("Jeanne.martin@wanadoo.fr")
    assert not is_masked_in_open_data("jeanne.martin@asso.fr")
    assert not is_masked_in_open_data("asso.mobilite@gmail.com")
    assert not is_masked_in_open_data("jeanne@gmail.com")
