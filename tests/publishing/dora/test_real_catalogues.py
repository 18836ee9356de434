"""Every record of the real catalogues goes to DORA and comes back, when they are beside the project."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.models import DoraService, DoraStructure
from offre_insertion.publishing.dora.service import from_dora_service, to_dora_service
from offre_insertion.publishing.dora.structure import from_dora_structure, to_dora_structure
from tests.publishing.dora.records import as_answered
from tests.publishing.dora.test_round_trip import SERVER, said_of, unreported
from tests.shared import SHARED, needs_shared
from tests.test_shared_catalogues import PROFILES, REAL, convert, real_file

pytestmark = [pytest.mark.shared, needs_shared]

#: Not sent: DORA has its own dates and addresses, and the key is the slug.
NOT_SENT = {"lien_source", "id", "structure_id", "source"}


@pytest.mark.parametrize("name", [*REAL, *PROFILES])
def test_nothing_is_lost_in_silence(name: str) -> None:
    path = SHARED / "profils" / PROFILES[name] if name in PROFILES else real_file(name)
    catalogue = convert(name, path)
    structures = {one["id"]: one for one in catalogue.structures}
    for service in catalogue.services:
        draft = to_dora_service(service, structures[service["structure_id"]])
        answer = as_answered(draft.payload)
        assert differences(draft.payload, answer) == {}
        back = from_dora_service(DoraService.model_validate(answer | SERVER)).record
        assert unreported(service, back, said_of(draft) | NOT_SENT) == {}
    for structure in catalogue.structures:
        draft = to_dora_structure(structure)
        answer = as_answered(draft.payload) | draft.defaults | SERVER
        assert differences(draft.payload, answer) == {}
        found = from_dora_structure(DoraStructure.model_validate(answer)).record
        assert unreported(structure, found, said_of(draft) | NOT_SENT | {"reseaux_porteurs"}) == {}


@pytest.mark.parametrize("name", [*REAL, *PROFILES])
def test_a_record_of_these_catalogues_says_what_it_lacks(name: str) -> None:
    """None of them says how people are received: none may be published as it is."""
    path = SHARED / "profils" / PROFILES[name] if name in PROFILES else real_file(name)
    for service in convert(name, path).services:
        draft = to_dora_service(service)
        assert draft.status == "DRAFT"
        assert "locationKinds" in {one.dora_field for one in draft.missing}
