"""Modes of mobilisation, both ways."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.dora.drafts import DoraDraft, DoraOptions, Losses
from offre_insertion.publishing.dora.lists import VALUES, ReferenceLists
from offre_insertion.publishing.dora.mobilisation import LINK_TEXT, from_dora_modes
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.service import to_dora_service
from offre_insertion.schema import ENUMS
from tests.publishing.dora.records import a_service

LINK = "https://exemple.fr/demande"
COACH, BENEFICIARY = "coachOrientationModes", "beneficiariesAccessModes"


def draft_of(modes: list[str] | None, people: list[str] | None, **changes: object) -> DoraDraft:
    return to_dora_service(a_service(modes_mobilisation=modes, mobilisable_par=people, **changes))


@pytest.mark.parametrize(
    ("mode", "coach", "beneficiary"),
    [
        ("envoyer-un-courriel", ["envoyer-un-mail"], ["envoyer-un-mail"]),
        ("telephoner", ["telephoner"], ["telephoner"]),
        ("se-presenter", ["autre"], ["se-presenter"]),
        (
            "utiliser-lien-mobilisation",
            ["completer-le-formulaire-dadhesion"],
            ["completer-le-formulaire-dadhesion"],
        ),
    ],
)
def test_each_mode_has_its_equivalent_on_both_sides(
    mode: str, coach: list[str], beneficiary: list[str]
) -> None:
    draft = draft_of(
        [mode], ["professionnels", "usagers"], lien_mobilisation=LINK if "lien" in mode else None
    )
    assert (draft.payload[COACH], draft.payload[BENEFICIARY]) == (coach, beneficiary)
    assert draft.losses == ()
    assert draft.status == "PUBLISHED"


def test_the_four_modes_of_the_schema_are_covered() -> None:
    assert set(ENUMS["modes_mobilisation"]) == {
        "envoyer-un-courriel", "telephoner", "se-presenter", "utiliser-lien-mobilisation",
    }  # fmt: skip


def test_only_the_people_named_receive_modes() -> None:
    draft = draft_of(["telephoner"], ["usagers"])
    assert (draft.payload[COACH], draft.payload[BENEFICIARY]) == ([], ["telephoner"])


def test_professionals_who_may_come_read_it_in_words() -> None:
    draft = draft_of(["se-presenter"], ["professionnels"], mobilisation_precisions="Le mardi.")
    assert draft.payload["coachOrientationModesOther"] == "Se présenter sur place. Le mardi."


def test_the_link_is_sent_with_its_text_and_as_an_online_form() -> None:
    payload = draft_of(["utiliser-lien-mobilisation"], ["usagers"], lien_mobilisation=LINK).payload
    assert payload["beneficiariesAccessModesExternalFormLink"] == LINK
    assert payload["beneficiariesAccessModesExternalFormLinkText"] == LINK_TEXT
    assert payload["coachOrientationModesExternalFormLink"] == ""
    assert payload["onlineForm"] == LINK
    assert len(LINK_TEXT) <= 27


@pytest.mark.parametrize("link", [None, f"https://exemple.fr/{'a' * 200}", "ftp://exemple.fr/x"])
def test_a_link_mode_without_a_link_is_not_sent_and_said(link: str | None) -> None:
    draft = draft_of(["telephoner", "utiliser-lien-mobilisation"], ["usagers"], lien_mobilisation=link)
    assert draft.payload[BENEFICIARY] == ["telephoner"]
    assert draft.payload["onlineForm"] == ""
    assert {loss.field for loss in draft.losses} == {"modes_mobilisation"} | (
        {"lien_mobilisation"} if link else set()
    )
    assert draft.status == "PUBLISHED"


def test_a_link_without_its_mode_is_sent_and_what_comes_of_it_is_said() -> None:
    draft = draft_of(["telephoner"], ["usagers"], lien_mobilisation=LINK)
    assert draft.payload["onlineForm"] == LINK
    assert [(loss.field, loss.kind) for loss in draft.losses] == [("lien_mobilisation", "elargi")]


def test_words_alone_are_another_way() -> None:
    draft = draft_of(None, ["usagers"], mobilisation_precisions="Par courrier.")
    assert (draft.payload[BENEFICIARY], draft.payload["beneficiariesAccessModesOther"]) == (
        ["autre"],
        "Par courrier.",
    )
    assert draft.status == "PUBLISHED"


def test_words_too_long_are_cut_and_said() -> None:
    draft = draft_of(["telephoner"], ["usagers"], mobilisation_precisions="mot " * 100)
    text = draft.payload["beneficiariesAccessModesOther"]
    assert isinstance(text, str)
    assert len(text) <= 280
    assert text.endswith("mot…")
    assert [(loss.field, loss.kind) for loss in draft.losses] == [("mobilisation_precisions", "coupe")]


def test_without_knowing_for_whom_nothing_is_assumed() -> None:
    draft = draft_of(["telephoner"], None)
    assert (draft.payload[COACH], draft.payload[BENEFICIARY], draft.status) == ([], [], "DRAFT")
    assert [one.dora_field for one in draft.missing] == [BENEFICIARY]
    assert [loss.field for loss in draft.losses] == ["mobilisable_par"]


def test_knowing_for_whom_and_not_how_is_said() -> None:
    draft = draft_of(None, ["professionnels"])
    assert (draft.payload[COACH], draft.status) == ([], "DRAFT")
    assert [(loss.field, loss.kind) for loss in draft.losses] == [("mobilisable_par", "ecarte")]


def test_a_project_may_decide_for_whom() -> None:
    options = DoraOptions(mobilisable_par=("professionnels",))
    draft = to_dora_service(a_service(mobilisable_par=None), options=options)
    assert (draft.payload[COACH], draft.payload[BENEFICIARY]) == (["telephoner"], [])


def test_the_form_of_dora_is_opened_only_when_chosen_and_writes_to_an_address() -> None:
    options = DoraOptions(open_dora_form=True)
    assert to_dora_service(a_service(), options=options).payload[COACH] == ["formulaire-dora", "telephoner"]
    assert to_dora_service(a_service(courriel=None), options=options).payload[COACH] == ["telephoner"]
    assert to_dora_service(a_service()).payload[COACH] == ["telephoner"]


def test_a_mode_that_the_instance_lacks_is_left_out() -> None:
    lists = ReferenceLists({**VALUES, BENEFICIARY: frozenset({"autre"})})
    draft = to_dora_service(a_service(), options=DoraOptions(lists=lists))
    assert (draft.payload[BENEFICIARY], draft.payload[COACH]) == ([], ["telephoner"])
    assert "telephoner" in draft.losses[0].message


@pytest.mark.parametrize(
    ("field", "value", "modes", "people"),
    [
        (COACH, "envoyer-un-mail", ["envoyer-un-courriel"], ["professionnels"]),
        (
            COACH,
            "envoyer-un-mail-avec-une-fiche-de-prescription",
            ["envoyer-un-courriel"],
            ["professionnels"],
        ),
        (COACH, "telephoner", ["telephoner"], ["professionnels"]),
        (COACH, "completer-le-formulaire-dadhesion", ["utiliser-lien-mobilisation"], ["professionnels"]),
        (COACH, "formulaire-dora", ["utiliser-lien-mobilisation"], ["professionnels"]),
        (COACH, "autre", None, ["professionnels"]),
        (BENEFICIARY, "envoyer-un-mail", ["envoyer-un-courriel"], ["usagers"]),
        (BENEFICIARY, "telephoner", ["telephoner"], ["usagers"]),
        (BENEFICIARY, "se-presenter", ["se-presenter"], ["usagers"]),
        (BENEFICIARY, "completer-le-formulaire-dadhesion", ["utiliser-lien-mobilisation"], ["usagers"]),
        (BENEFICIARY, "autre", None, ["usagers"]),
        (BENEFICIARY, "professionnel", None, ["professionnels"]),
    ],
)
def test_each_mode_of_dora_is_read(
    field: str, value: str, modes: list[str] | None, people: list[str]
) -> None:
    record = from_dora_modes(DoraService.model_validate({field: [value]}), Losses())
    assert (record["modes_mobilisation"], record["mobilisable_par"]) == (modes, people)


def test_every_mode_of_dora_is_one_of_the_table() -> None:
    assert VALUES[COACH] == {
        "autre", "envoyer-un-mail", "envoyer-un-mail-avec-une-fiche-de-prescription", "telephoner", "formulaire-dora",
        "completer-le-formulaire-dadhesion",
    }  # fmt: skip
    assert VALUES[BENEFICIARY] - VALUES[COACH] == {"se-presenter", "professionnel"}


def test_an_online_form_is_a_link_and_a_mode() -> None:
    record = from_dora_modes(DoraService(online_form=LINK), Losses())
    assert (record["lien_mobilisation"], record["modes_mobilisation"]) == (
        LINK,
        ["utiliser-lien-mobilisation"],
    )


def test_what_only_dora_has_is_said() -> None:
    losses = Losses()
    service = DoraService(
        coach_orientation_modes=("formulaire-dora", "envoyer-un-mail-avec-une-fiche-de-prescription"),
        online_form=LINK,
        beneficiaries_access_modes_external_form_link="https://exemple.fr/autre",
    )
    assert from_dora_modes(service, losses)["lien_mobilisation"] == LINK
    assert len(losses.found()) == 3


def test_the_words_of_both_sides_are_kept_once_each() -> None:
    service = DoraService(
        coach_orientation_modes=("autre",), coach_orientation_modes_other="Se présenter sur place. Le mardi.",
        beneficiaries_access_modes=("autre",), beneficiaries_access_modes_other="Par courrier.",
    )  # fmt: skip
    record = from_dora_modes(service, Losses())
    assert record["mobilisation_precisions"] == "Le mardi.\nPar courrier."
    assert record["modes_mobilisation"] == ["se-presenter"]
