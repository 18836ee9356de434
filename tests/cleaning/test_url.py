from __future__ import annotations

import pytest

from offre_insertion.cleaning.url import clean_url


def codes(raw: str) -> list[str]:
    return [note.code for note in clean_url(raw).notes]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("www.asso.fr", "https://www.asso.fr/"),
        ("asso.fr/page", "https://asso.fr/page"),
        ("(www.asso.fr)", "https://www.asso.fr/"),
        ("Site : www.asso.fr.", "https://www.asso.fr/"),
        ("www.asso.fr (site de la ville)", "https://www.asso.fr/"),
        ("HTTP://WWW.ASSO.FR/Page", "http://www.asso.fr/Page"),
        ("http://www.asso.fr", "http://www.asso.fr/"),
        ("https ://www.asso.fr", "https://www.asso.fr/"),
        ("http:/www.asso.fr", "http://www.asso.fr/"),
        ("htpp://www.asso.fr", "http://www.asso.fr/"),
        ("https//www.asso.fr", "https://www.asso.fr/"),
        ("http://https://www.asso.fr", "https://www.asso.fr/"),
        ("https://www.asso.fr/123,page.html", "https://www.asso.fr/123,page.html"),
        ("https://www.asso.fr/@nous", "https://www.asso.fr/@nous"),
        ("https://www.asso.fr/wiki/A_(b)", "https://www.asso.fr/wiki/A_(b)"),
        ("https://été.fr/é", "https://xn--t-9fab.fr/%C3%A9"),
        ("https://asso.mairie", "https://asso.mairie/"),
    ],
)
def test_one_address_is_put_in_the_form_of_the_models(written: str, expected: str) -> None:
    noted = clean_url(written)
    assert (noted.value, noted.notes) == (expected, ())


@pytest.mark.parametrize(
    "written",
    [
        "n.c.",
        "NEANT",
        "Réunion.le lundi",
        "asso.mairie",
        "Facebook : Asso",
        "localhost",
        "https://",
        "ftp://asso.fr",
        "http://192.168.0.1/",
        "03 mars.pas",
    ],
)
def test_no_scheme_is_added_to_an_implausible_host(written: str) -> None:
    assert (clean_url(written).value, codes(written)) == (None, ["url-invalide"])


def test_an_address_cut_by_spaces_is_refused_rather_than_shortened() -> None:
    written = "http://www.bourg-fictif.Mairie et services53.fr/"
    assert (clean_url(written).value, codes(written)) == (None, ["url-invalide"])


def test_words_after_an_address_are_said() -> None:
    assert clean_url("https://asso.fr/mon document.pdf").value == "https://asso.fr/mon"
    assert codes("https://asso.fr/mon document.pdf") == ["url-extraite"]


def test_a_courriel_is_not_a_site() -> None:
    assert (clean_url("contact@asso.fr").value, codes("contact@asso.fr")) == (
        None,
        ["courriel-au-lieu-d-url"],
    )


@pytest.mark.parametrize("separator", [" ; ", ";", ", ", "\n", " ou ", " | "])
def test_the_other_addresses_of_a_cell_are_reported(separator: str) -> None:
    noted = clean_url(f"https://asso.fr/a{separator}https://asso.fr/b")
    assert noted.value == "https://asso.fr/a"
    assert [(note.code, note.suggestions) for note in noted.notes] == [
        ("urls-multiples", ("https://asso.fr/b",))
    ]
