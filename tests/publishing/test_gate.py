"""What data·inclusion would drop is held back, what would freeze the source stops, what is a person's is withheld."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from offre_insertion.publishing.gate import Sifted, sift
from offre_insertion.publishing.personal import REMOVED, Accepted
from offre_insertion.schema import Record
from tests.publishing.records import service, structure

TOMORROW = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)).isoformat()


def sifted(*, accepted: Accepted | None = None, **changes: Any) -> Sifted:
    return sift([structure(**changes)], [service()], accepted=accepted or Accepted())


def only(result: Sifted) -> Record:
    (record,) = result.structures
    return record


def test_a_valid_dataset_leaves_whole() -> None:
    result = sift([structure()], [service()])
    assert (result.structures, result.services) == ((structure(),), (service(),))
    assert (result.held, result.masked, result.repeated, result.stops) == ((), (), (), ())


@pytest.mark.parametrize(
    ("changes", "field", "fix"),
    [
        ({"code_insee": None}, "code_insee", "commune"),
        ({"code_insee": "53999"}, "code_insee", "code INSEE"),
        ({"nom": "Cap sur la Route."}, "nom", "Retirez le point"),
        ({"nom": "Ab"}, "nom", "Corrigez « nom »"),
        ({"date_maj": TOMORROW}, "date_maj", "Corrigez « date_maj »"),
        ({"site_web": "cap.example.org"}, "site_web", "Corrigez « site_web »"),
        ({"reseaux_porteurs": ["inconnu"]}, "reseaux_porteurs", "Corrigez"),
        ({"date_maj": None}, "date_maj", "Remplissez « date_maj »"),
    ],
)
def test_what_the_loader_would_drop_is_held_back_with_its_services(
    changes: dict[str, Any], field: str, fix: str
) -> None:
    result = sifted(**changes)
    assert (result.structures, result.services, result.stops) == ((), (), ())
    first, second = result.held
    assert [why.field for why in first.reasons] == [field]
    assert first.reasons[0].message
    assert fix in first.reasons[0].fix
    assert (second.kind, second.reasons[0].field) == ("service", "structure_id")
    assert "cd53--1" in second.reasons[0].fix


def test_a_service_alone_may_be_held_back() -> None:
    result = sift([structure()], [service("1", code_insee=None), service("2")])
    assert [one["id"] for one in result.services] == ["cd53--2"]
    assert len(result.structures) == 1
    assert [one.id for one in result.held] == ["cd53--1"]


def test_a_bad_zone_is_one_reason_and_not_five() -> None:
    result = sift([structure()], [service(zone_eligibilite=["Bretagne"])])
    assert len(result.held[0].reasons) == 1


def test_a_former_commune_is_known_to_the_table_of_data_inclusion() -> None:
    assert sifted(code_insee="75112").held == ()


# --- what would freeze the source ------------------------------------------------------------------------


def test_two_different_records_of_one_id_stop_everything() -> None:
    result = sift([structure(), structure(nom="Autre nom")], [service(), service(nom="Autre")])
    assert len(result.stops) == 2
    assert "structures différentes" in result.stops[0]
    assert "services différents" in result.stops[1]
    assert "cd53--1" in result.stops[0]


def test_two_identical_records_are_one_and_it_is_said() -> None:
    result = sift([structure(), structure()], [])
    assert (len(result.structures), result.repeated, result.stops) == (1, ("cd53--1",), ())


def test_a_structure_and_a_service_may_bear_the_same_id() -> None:
    assert sift([structure("x")], [service("x", parent="x")]).stops == ()


def test_an_orphan_stops_everything() -> None:
    (stop,) = sift([structure()], [service(parent="ailleurs")]).stops
    assert "cd53--ailleurs" in stop
    assert "Ajoutez la structure" in stop


# --- what is a person's ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "courriel",
    ["camille.exemple@asso.example.org", "c.exemple@asso.example.org", "camille.exemple@gmail.com"],
)
def test_an_address_that_looks_like_a_person_is_withheld_and_the_record_published(courriel: str) -> None:
    result = sifted(courriel=courriel)
    assert "courriel" not in only(result)
    assert result.masked[0].withheld[0].field == "courriel"
    assert courriel not in str(result.as_dict())


def test_the_telephone_beside_a_personal_webmail_is_withheld_as_data_inclusion_does() -> None:
    assert "telephone" not in only(sifted(courriel="camille.exemple@gmail.com"))
    assert "telephone" in only(sifted(courriel="camille.exemple@asso.example.org"))


@pytest.mark.parametrize(
    "telephone",
    [
        "+33612345678",
        "07 61 91 00 01",
        "+262692123456",
        "0261910001 / 0612345678",
        "06 12 34 56 78 (Camille)",
    ],
)
def test_a_mobile_is_withheld(telephone: str) -> None:
    result = sifted(telephone=telephone)
    assert "telephone" not in only(result)
    assert result.masked[0].withheld[0].reason.endswith("mobile")


@pytest.mark.parametrize("telephone", ["+33261910001", "3949", "0800 12 34 56"])
def test_a_switchboard_is_published(telephone: str) -> None:
    assert only(sifted(telephone=telephone))["telephone"] == telephone


def test_what_the_project_accepts_by_name_is_published_however_it_is_spelt() -> None:
    accepted = Accepted.of(courriels=["Camille.Exemple@gmail.com "], telephones=["06 12 34 56 78"])
    record = only(sifted(accepted=accepted, courriel="camille.exemple@gmail.com", telephone="+33612345678"))
    assert (record["courriel"], record["telephone"]) == ("camille.exemple@gmail.com", "+33612345678")


def test_the_name_of_a_contact_is_never_published() -> None:
    result = sift([structure()], [service(contact_nom_prenom="Camille Exemple")])
    assert "contact_nom_prenom" not in result.services[0]
    assert "Camille" not in str(result.as_dict())


def test_persons_inside_texts_are_replaced_and_the_rest_is_left_as_it_is() -> None:
    text = "Écrire à c.exemple@a.example.org, au 06.12.34.56.78 ou au 02 61 91 00 01 (accueil@a.example.org)."
    record = only(sifted(description=text))
    assert record["description"] == (
        f"Écrire à {REMOVED}, au {REMOVED} ou au 02 61 91 00 01 (accueil@a.example.org)."
    )


@pytest.mark.parametrize(
    "spelt",
    ["0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "+33 6 12 34 56 78", "+33(0)6 12 34 56 78",
     "0033 6 12 34 56 78", "07 61 91 00 01", "+262 692 12 34 56"],
)  # fmt: skip
def test_a_mobile_is_found_in_a_text_however_it_is_spelt(spelt: str) -> None:
    assert only(sifted(description=f"Camille répond au {spelt}, le matin."))["description"] == (
        f"Camille répond au {REMOVED}, le matin."
    )


def test_an_accepted_mobile_stays_in_texts() -> None:
    text = "Appeler le 06 12 34 56 78 avant midi."
    assert (
        only(sifted(accepted=Accepted.of(telephones=["+33612345678"]), description=text))["description"]
        == text
    )


def test_numbers_that_are_not_telephones_stay() -> None:
    text = "Ouvert depuis 2016, SIRET 99999101100019, 7 séances de 60 minutes, 0,67 € le km."
    assert only(sifted(description=text))["description"] == text


def test_sifting_what_was_sifted_changes_nothing() -> None:
    once = sifted(courriel="camille.exemple@gmail.com", description="Voir avec 06 12 34 56 78, sur place.")
    again = sift(once.structures, once.services)
    assert (again.structures, again.services, again.masked, again.held) == (
        once.structures,
        once.services,
        (),
        (),
    )


def test_the_order_of_the_records_does_not_matter() -> None:
    structures, services = [structure("1"), structure("2")], [service("1"), service("2", parent="2")]
    assert sift(structures, services) == sift(structures[::-1], services[::-1])
