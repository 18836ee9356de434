"""What looks like a person, however it is written, and what only looks like it."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.nominative import is_nominative
from offre_insertion.publishing.personal import NOTHING_ACCEPTED, REMOVED, Accepted, remove_personal
from offre_insertion.schema import Record


def published(accepted: Accepted = NOTHING_ACCEPTED, **fields: str) -> Record:
    return remove_personal(dict(fields), accepted)[0]


@pytest.mark.parametrize(
    "text",
    [
        "06/12/34/56/78", "06·12·34·56·78", "06_12_34_56_78", "06 – 12 – 34 – 56 – 78", "O6 12 34 56 78",
        "0612345678", "+33 6.12.34.56.78", "+33 (0)6 12 34 56 78", "camille.exemple @ gmail.com",
        "camille.exemple [at] gmail.com", "camille.exemple(at)gmail(point)com", "camille.exemple (arobase) x.fr",
    ],
)  # fmt: skip
def test_no_writing_hides_a_person_in_a_text(text: str) -> None:
    assert published(description=f"Voir {text}, le matin.") == {"description": f"Voir {REMOVED}, le matin."}


@pytest.mark.parametrize(
    "text",
    [
        "du 06/12/2026 au 06/01/2027", "07.30 - 12.00 / 13.30 - 17.00", "départements 06, 12, 34, 56, 78",
        "02/61/91/00/01", "SIRET 99999106123456", "accueil [at] asso.fr", "rendez-vous @ Laval", "habitant(a)s",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert published(description=text) == {"description": text}


def test_what_the_project_accepts_is_published_in_any_writing() -> None:
    accepted = Accepted.of(courriels=["camille.exemple@gmail.com"], telephones=["0612345678"])
    record = {
        "description": "06/12/34/56/78, camille.exemple [at] gmail.com",
        "site_web": "https://wa.me/33612345678",
    }
    assert remove_personal(dict(record), accepted) == (record, ())


@pytest.mark.parametrize(
    "courriel",
    [
        "jeanexemple@gmail.com", "jexemple@gmail.com", "exemple53@orange.fr", "mme.exemple@x.fr",
        "ngoc.exempl@asso.fr", "exempl.t@asso.fr", "personne.1234@laposte.net",
    ],
)  # fmt: skip
def test_an_address_that_is_not_clearly_a_place_is_withheld(courriel: str) -> None:
    assert is_nominative(courriel)


@pytest.mark.parametrize(
    ("courriel", "name"),
    [
        ("contact53@gmail.com", ""), ("mairie.gorron@wanadoo.fr", ""), ("assolesamis@free.fr", ""),
        ("ccas@orange.fr", ""), ("biblio.stlambert@laposte.net", ""), ("roulebocage@gmail.com", "Roule Bocage"),
        ("rbm53@gmail.com", "Roule Bocage Mayenne"), ("relais.bocage@relaisbocage.fr", ""),
        ("roule.bocage@asso.fr", "Roule Bocage"), ("cyberbase.escm@exemple.fr", ""), ("epn@exemple.fr", ""),
    ],
)  # fmt: skip
def test_the_address_of_a_place_is_published(courriel: str, name: str) -> None:
    assert not is_nominative(courriel, [name])


@pytest.mark.parametrize(
    ("courriel", "name"),
    [
        ("jeanexempl@gmail.com", "École Saint-Jean"),
        ("dexempl@gmail.com", "Pour des exemples"),
        ("lesx@free.fr", "Les X"),
    ],
)
def test_a_word_that_any_name_has_makes_no_place(courriel: str, name: str) -> None:
    assert is_nominative(courriel, [name])


def test_a_service_may_have_the_address_of_its_structure() -> None:
    record = {"nom": "Garage solidaire", "courriel": "roulebocage@gmail.com"}
    assert remove_personal(record, NOTHING_ACCEPTED, structure="Roule Bocage") == (record, ())
    assert "courriel" not in remove_personal(dict(record), NOTHING_ACCEPTED)[0]


@pytest.mark.parametrize("field", ["site_web", "lien_source", "lien_mobilisation", "accessibilite_lieu"])
@pytest.mark.parametrize(
    "link",
    [
        "https://wa.me/33612345678", "https://x.fr/?tel=%2B33612345678", "tel:0612345678",
        "mailto:camille.exemple@gmail.com", "https://x.fr/?mail=camille.exemple%40gmail.com",
    ],
)  # fmt: skip
def test_a_link_that_holds_a_person_is_withheld(field: str, link: str) -> None:
    record, withheld = remove_personal({field: link}, NOTHING_ACCEPTED)
    assert record == {}
    assert [one.field for one in withheld] == [field]


@pytest.mark.parametrize(
    "link",
    [
        "https://x.fr/page/20260612345678",
        "https://www.exemple.fr/carte/@48.07,-0.77",
        "mailto:accueil@asso.fr",
    ],
)
def test_another_link_is_published(link: str) -> None:
    assert published(site_web=link) == {"site_web": link}


def test_a_long_text_is_read_once() -> None:
    text = "a" * 200_000 + " 0" * 50_000
    assert published(description=text) == {"description": text}
