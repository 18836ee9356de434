"""The conversion against what a real instance of DORA recorded, when it is beside the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from offre_insertion.publishing.dora.answers import read_service_row
from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.lists import (
    BUILTIN,
    CONDITIONS,
    VALUES,
    ReferenceLists,
    build_lists,
    compare_lists,
)
from offre_insertion.publishing.dora.models import (
    DoraService,
    DoraStructure,
    ServicesOptions,
    StructuresOptions,
)
from offre_insertion.publishing.dora.payloads import ServicePayload, StructurePayload
from offre_insertion.publishing.dora.service import from_dora_service, to_dora_service
from offre_insertion.publishing.dora.structure import from_dora_structure, to_dora_structure
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.shared, needs_shared]

RECORDINGS = SHARED / "contracts" / "dora" / "recordings"


def recording(number: str) -> dict[str, Any]:
    (path,) = RECORDINGS.glob(f"{number}-*.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def answered(path: Path) -> Any:
    exchange = json.loads(path.read_text(encoding="utf-8"))
    return exchange["response"].get("json") if isinstance(exchange, dict) and "response" in exchange else None


def answers_with(*keys: str) -> list[dict[str, Any]]:
    """Every answer of the recordings that is one object with these keys."""
    found = map(answered, sorted(RECORDINGS.glob("*.json"))) if SHARED.is_dir() else ()
    return [answer for answer in found if isinstance(answer, dict) and set(keys) <= answer.keys()]


def lists() -> ReferenceLists:
    services = ServicesOptions.model_validate(recording("10")["response"]["json"])
    structures = StructuresOptions.model_validate(recording("12")["response"]["json"])
    return build_lists(services, structures)


def test_the_lists_of_the_instance_are_ours() -> None:
    assert compare_lists(lists()) == ()
    assert lists().values == dict(VALUES)
    assert "france-travail" not in lists().national_labels  # restricted
    assert "mission-locale" in lists().national_labels


def test_a_list_that_changed_is_said() -> None:
    changed = ReferenceLists({**VALUES, "kinds": VALUES["kinds"] - {"atelier"} | {"suivi"}})
    (difference,) = compare_lists(changed)
    assert (difference.name, difference.absent, difference.unknown) == ("kinds", ("atelier",), ("suivi",))
    assert "« atelier »" in difference.message
    assert "« suivi »" in difference.message


def test_the_conditions_of_everyone_are_known_by_their_words() -> None:
    known = lists()
    spelt = "Maitriser l'écriture, la lecture"
    assert known.known_condition("requirements", "Maîtriser l’écriture, la lecture") == spelt
    assert known.known_condition("requirements", "Savoir lire") is None
    assert set(known.conditions) == set(CONDITIONS)
    assert BUILTIN.known_condition("requirements", "Maitriser l'écriture, la lecture") is None


def test_every_service_that_dora_answered_is_read_and_converted_without_an_error() -> None:
    services = answers_with("structure", "requirementsDisplay", "slug", "contactName")
    assert len(services) > 40
    for answer in services:
        record = from_dora_service(DoraService.model_validate(answer)).record
        payload = to_dora_service({"description": "", **record}).payload
        assert set(payload) <= answer.keys()


def test_every_structure_that_dora_answered_is_read_and_converted_without_an_error() -> None:
    structures = answers_with("siret", "typology", "fullDesc", "openingHours")
    assert len(structures) > 15
    for answer in structures:
        record = from_dora_structure(DoraStructure.model_validate(answer)).record
        assert set(to_dora_structure(record).payload) <= answer.keys()


def test_rows_of_a_list_are_read() -> None:
    rows = [read_service_row(row) for row in recording("150")["response"]["json"]]
    assert {"DRAFT", "PUBLISHED"} <= {row.status for row in rows}
    assert all(row.slug and row.modified for row in rows)


def test_a_service_read_then_sent_again_differs_only_by_what_it_cannot_say() -> None:
    answer = recording("75")["response"]["json"]
    back = from_dora_service(DoraService.model_validate(answer))
    draft = to_dora_service(back.record)
    assert back.record["modes_mobilisation"] == [
        "envoyer-un-courriel", "se-presenter", "telephoner", "utiliser-lien-mobilisation",
    ]  # fmt: skip
    assert set(differences(draft.payload, answer)) == {
        # one list of modes for both hands in the schema, and a summary made from the description
        "beneficiariesAccessModes", "coachOrientationModes", "coachOrientationModesOther", "shortDesc",
        "beneficiariesAccessModesExternalFormLink", "beneficiariesAccessModesExternalFormLinkText",
        "coachOrientationModesExternalFormLink", "coachOrientationModesExternalFormLinkText",
    }  # fmt: skip


def test_data_inclusion_receives_what_we_read() -> None:
    """The recorded export to data·inclusion and our reading agree on the same service."""
    exported = next(
        row
        for row in recording("205")["response"]["json"]
        if row["lien_source"].endswith("aide-a-la-mobilite-ytzk")
    )
    record = from_dora_service(DoraService.model_validate(recording("76")["response"]["json"])).record
    for name in ("nom", "frais", "thematiques", "code_insee", "adresse", "code_postal", "commune", "courriel",
                 "contact_nom_prenom", "publics", "publics_precisions", "longitude", "latitude"):  # fmt: skip
        assert record[name] == exported[name], name
    assert record["conditions_acces"] == "\n".join(exported["pre_requis"] + exported["justificatifs"])
    assert record["telephone"] == "+33299000000"


@pytest.mark.parametrize(("number", "model"), [("82", ServicePayload), ("41", StructurePayload)])
def test_a_value_that_dora_refused_would_not_leave(
    number: str, model: type[ServicePayload] | type[StructurePayload]
) -> None:
    """Each managed field that DORA refused for its form is refused here before it is sent."""
    exchange = recording(number)
    sent, refused = exchange["request"]["json"], exchange["response"]["json"]
    by_reference = {"kind", "categories", "subcategories", "publics", "locationKinds", "coachOrientationModes",
                    "beneficiariesAccessModes", "typology", "nationalLabels", "openingHours"}  # fmt: skip
    managed = {info.alias for info in model.model_fields.values()} - by_reference
    for name in sorted(refused.keys() & managed):
        with pytest.raises(ValidationError):
            model.model_validate({"name": "Nom", name: sent[name]})
