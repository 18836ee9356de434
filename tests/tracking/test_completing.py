"""A partner of the register is completed: nothing new is lost, nothing that it says is lost either."""

from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.errors import ReadError
from offre_insertion.tracking.completing import check_completion, complete_partner, taken_words
from offre_insertion.tracking.partner_file import read_partner_file
from offre_insertion.tracking.partners import NewPartner, Partner, read_partners
from tests.matching.fictional import SIRET, SIRET_OTHER_BODY
from tests.tracking.stories import AUGUST, JUNE, at

ROUTE, BOCAGE = SIRET[:9], SIRET_OTHER_BODY[:9]
CCAS = Partner(
    "CCAS d’Évron", JUNE, stage="accord", structures=("pdi--h",), courriel="accueil@ccas.example.org"
)
OTHER = Partner("Roule Bocage", JUNE, siren=BOCAGE)
KNOWN = {"pdi--h", "pdi--i"}


def test_what_is_new_is_taken_and_structures_add_up() -> None:
    given = NewPartner(CCAS.nom, SIRET, "CCAS", ("pdi--h", "pdi--i"), etape="autonome")
    found = complete_partner(CCAS, given, [CCAS, OTHER], structures=KNOWN, replaces=False)
    assert (found.taken, found.left) == (
        {"siren": ROUTE, "type": "CCAS", "structures": ["pdi--i"], "etape": "autonome"}, (),
    )  # fmt: skip
    assert taken_words(found.taken) == "SIREN, type, 1 structure, étape « autonome »"
    added = NewPartner(CCAS.nom, structures=("pdi--h",)).event(author="Camille", day=JUNE, at=at(JUNE))
    said = found.event(author="Camille", day=AUGUST, at=at(AUGUST))
    (before,), (after,) = read_partners([added, said], on=JUNE), read_partners([added, said])
    assert (before.siren, before.structures, before.stage) == (None, ("pdi--h",), "identifie")
    assert (after.siren, after.structures, after.stage) == (ROUTE, ("pdi--h", "pdi--i"), "autonome")


def test_what_the_register_says_otherwise_is_left_and_told_without_repeating_an_address() -> None:
    given = NewPartner(CCAS.nom, type="CCAS", courriel="mairie@ccas.example.org", etape="contacte")
    found = complete_partner(CCAS, given, [CCAS], structures=KNOWN, replaces=False)
    assert found.taken == {"type": "CCAS"}
    assert found.left == (
        "courriel (le registre en a un autre)", "étape (le registre en est à « accord »)",
    )  # fmt: skip


def test_a_person_who_completes_a_partner_corrects_it_too() -> None:
    given = NewPartner(CCAS.nom, courriel="mairie@ccas.example.org")
    found = complete_partner(CCAS, given, [CCAS], structures=KNOWN, replaces=True)
    assert (found.taken, found.left) == ({"courriel": "mairie@ccas.example.org"}, ())
    with pytest.raises(ReadError, match="Rien de nouveau pour « CCAS d’Évron »"):
        check_completion(complete_partner(CCAS, NewPartner(CCAS.nom), [CCAS], structures=(), replaces=True))


def test_the_siren_of_another_partner_and_an_unknown_structure_are_refused() -> None:
    with pytest.raises(ReadError, match="déjà celui de « Roule Bocage »"):
        complete_partner(CCAS, NewPartner(CCAS.nom, BOCAGE), [CCAS, OTHER], structures=KNOWN, replaces=True)
    with pytest.raises(ReadError, match="aucune structure n’a l’identifiant « pdi--x »"):
        complete_partner(
            CCAS, NewPartner(CCAS.nom, structures=("pdi--x",)), [CCAS], structures=KNOWN, replaces=True
        )


def test_each_line_of_a_file_is_added_completes_is_known_or_refused(tmp_path: Path) -> None:
    """The last two lines speak of one new partner: the second completes what the first adds."""
    path = tmp_path / "partenaires.csv"
    path.write_text(
        "nom;siren;structures;courriel;etape\n"
        f"CCAS d'Évron;{ROUTE};pdi--i;mairie@ccas.example.org;\n"
        f"Roule Bocage;{BOCAGE};;;\n"
        "CPAM;;pdi--x;;\n"
        f"Antenne;{ROUTE};;;\n"
        "MSA;;;;contacté\n"
        "msa;;;accueil@msa.example.org;accord\n",
        encoding="utf-8",
    )
    found = read_partner_file(path, [CCAS, OTHER], structures=KNOWN)
    assert [(one.number, one.nom, one.action, one.taken, one.left) for one in found.lines] == [
        (
            2, "CCAS d’Évron", "complete", {"siren": ROUTE, "structures": ["pdi--i"]},
            ("courriel (le registre en a un autre)",),
        ),
        (3, "Roule Bocage", "complete", {}, ()),
        (6, "MSA", "ajoute", {"nom": "MSA", "etape": "contacte"}, ()),
        (7, "MSA", "complete", {"courriel": "accueil@msa.example.org", "etape": "accord"}, ()),
    ]  # fmt: skip
    assert [one.split(" : ")[:2] for one in found.refused] == [
        ["Ligne 4", "« CPAM »"],
        ["Ligne 5", "« Antenne »"],
    ]
