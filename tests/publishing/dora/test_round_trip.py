"""Any valid record goes to DORA within its limits, and comes back with nothing lost in silence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.geography import expand_zone, load_geography
from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.drafts import DoraDraft
from offre_insertion.publishing.dora.hours import spell_days
from offre_insertion.publishing.dora.lists import EVERYONE
from offre_insertion.publishing.dora.models import DoraService, DoraStructure
from offre_insertion.publishing.dora.payloads import ServicePayload, StructurePayload
from offre_insertion.publishing.dora.service import from_dora_service, to_dora_service
from offre_insertion.publishing.dora.structure import from_dora_structure, to_dora_structure
from offre_insertion.publishing.dora.values import to_phone
from offre_insertion.schema import ENUMS, MODELS, Record
from tests.publishing.dora.records import as_answered

SOME_WORDS = ("aide", "au", "permis", "l’été,", "emploi;", "RSA.", "œuvre", "–", "2", "à", "4", "!", "?")
WORDS = st.lists(st.sampled_from(SOME_WORDS), min_size=1, max_size=40).map(" ".join)
LONG_URL = "https://exemple.fr/" + "a" * 200
LINES = st.lists(WORDS, min_size=1, max_size=5).map("\n".join)
NAME = WORDS.map(lambda text: f"Nom {text}"[:150].rstrip(" .") + "x").filter(lambda text: len(text) <= 150)


def some(values: list[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)


def codes(name: str) -> st.SearchStrategy[list[str]]:
    return st.lists(
        st.sampled_from([code for code in ENUMS[name] if code != EVERYONE]), min_size=1, unique=True
    )


ZONES = st.one_of(
    st.just(["france"]),
    some([one.code_insee for one in load_geography().communes[:3000]], 3),
    some([one.code for one in load_geography().epcis], 2),
    some(["53", "72", "2A", "974"], 3),
)
PLACES = st.fixed_dictionaries(
    {},
    optional={
        "adresse": WORDS,
        "complement_adresse": WORDS,
        "code_postal": st.just("53000"),
        "code_insee": st.sampled_from(["53130", "75112", "2A004"]),
        "longitude": st.floats(-5, 9),
        "latitude": st.floats(41, 51),
        "telephone": st.sampled_from(["+33243000001", "+262262123456", "3949", "+35227123456"]),
        "courriel": st.sampled_from(["contact@exemple.fr", "é@exemple.fr"]),
        "horaires_accueil": st.sampled_from(
            ["Mo-Fr 09:00-12:00", "Tu,Th-Fr 09:00-12:00", 'Mo 09:00-12:00 "sur rdv"']
        ),
    },
)
SERVICES = st.builds(
    lambda required, place, rest: {**required, **place, **rest},
    st.fixed_dictionaries({
        "source": st.just("cd53"), "id": st.just("cd53--a"), "structure_id": st.just("cd53--s"), "nom": NAME,
        "description": LINES.map(lambda text: f"Texte {text}"), "date_maj": st.just("2026-11-02"),
    }),
    PLACES,
    st.fixed_dictionaries({}, optional={
        "type": st.sampled_from(ENUMS["type"]), "thematiques": codes("thematiques"),
        "frais": st.sampled_from(ENUMS["frais"]), "frais_precisions": LINES,
        "publics": codes("publics") | st.just([EVERYONE]), "publics_precisions": LINES,
        "conditions_acces": LINES, "modes_accueil": codes("modes_accueil"), "zone_eligibilite": ZONES,
        "contact_nom_prenom": WORDS,
        "lien_mobilisation": st.sampled_from(["https://exemple.fr/a", LONG_URL]),
        "modes_mobilisation": codes("modes_mobilisation"), "mobilisable_par": codes("mobilisable_par"),
        "mobilisation_precisions": LINES, "volume_horaire_hebdomadaire": st.floats(0, 200),
        "nombre_semaines": st.integers(1, 200),
    }),
)  # fmt: skip
STRUCTURES = st.builds(
    lambda required, place, rest: {**required, **place, **rest},
    st.fixed_dictionaries({
        "source": st.just("cd53"), "id": st.just("cd53--s"), "nom": NAME, "date_maj": st.just("2026-11-02"),
    }),
    PLACES,
    st.fixed_dictionaries({}, optional={
        "description": LINES.map(lambda text: f"Texte {text}"), "siret": st.just("90000001900019"),
        "site_web": st.sampled_from(["https://exemple.fr/", LONG_URL]),
        "reseaux_porteurs": codes("reseaux_porteurs"),
        "accessibilite_lieu": st.sampled_from(["https://acceslibre.beta.gouv.fr/app/x/", "https://exemple.fr/"]),
    }),
)  # fmt: skip

#: Fields whose content has another form on the way back, beside what is reported: compared apart.
SHAPED = {"conditions_acces", "date_maj", "commune"}
SERVER = {"slug": "a", "structure": "s", "modificationDate": "2026-11-02T08:00:00+01:00"}


def same(name: str, ours: Any, back: Any) -> bool:
    if name in ("longitude", "latitude"):
        return back is not None and abs(ours - back) < 1e-6
    if name == "horaires_accueil":
        return back is not None and spell_days(ours) == spell_days(back)
    if name == "zone_eligibilite":  # a commune written beside its EPCI is in it
        return expand_zone(ours) == expand_zone(back or [])
    if name == "telephone":  # the digits to dial: DORA does not keep the country
        return back is not None and to_phone(ours) == to_phone(back)
    if name == "publics" and len(ours) == len(ENUMS["publics"]) - 1:
        return bool(back == [EVERYONE])
    if isinstance(ours, list):
        return sorted(ours) == sorted(back or [])
    return bool(ours == back)


def unreported(record: Record, back: Record, reported: set[str]) -> dict[str, tuple[object, object]]:
    """Fields that came back different without a word about it."""
    apart = (
        SHAPED
        | reported
        | ({"longitude", "latitude"} if not {"longitude", "latitude"} <= record.keys() else set())
    )
    return {
        name: (value, back.get(name))
        for name, value in record.items()
        if name not in apart and not same(name, value, back.get(name))
    }


def said_of(draft: DoraDraft) -> set[str]:
    """The fields that the losses speak of: one message may speak of several."""
    reported = {loss.field for loss in draft.losses}
    if "zone_eligibilite" in reported:
        reported.add("publics_precisions")  # the exact zone is written there
    if "mobilisable_par" in reported:
        reported |= {"modes_mobilisation", "mobilisation_precisions"}
    if reported & {"lien_mobilisation", "modes_mobilisation"}:
        reported |= {"modes_mobilisation", "mobilisable_par"}
    return reported


@settings(deadline=None, max_examples=150)
@given(SERVICES)
def test_a_service_comes_back_or_its_losses_are_said(record: Record) -> None:
    MODELS["service"].model_validate(record)
    draft = to_dora_service(record)
    assert ServicePayload.model_validate(draft.payload).fields() == draft.payload
    answer = as_answered(draft.payload)
    assert differences(draft.payload, answer) == {}
    back = from_dora_service(DoraService.model_validate(answer | SERVER), source="cd53")
    assert unreported(record, back.record, said_of(draft)) == {}


@settings(deadline=None, max_examples=150)
@given(STRUCTURES)
def test_a_structure_comes_back_or_its_losses_are_said(record: Record) -> None:
    MODELS["structure"].model_validate(record)
    draft = to_dora_structure(record)
    assert StructurePayload.model_validate(draft.payload).fields() == draft.payload
    answer = as_answered(draft.payload)
    assert differences(draft.payload, answer) == {}
    back = from_dora_structure(DoraStructure.model_validate(answer | draft.defaults | SERVER), source="cd53")
    assert (
        unreported(
            record,
            back.record | {"id": record["id"]},
            {loss.field for loss in draft.losses} | {"reseaux_porteurs"},
        )
        == {}
    )


@settings(deadline=None, max_examples=150)
@given(SERVICES)
def test_the_conditions_come_back_with_all_their_words(record: Record) -> None:
    back = from_dora_service(DoraService.model_validate(as_answered(to_dora_service(record).payload)))
    before = set(letters(record.get("conditions_acces", "")).split())
    after = set(letters(back.record.get("conditions_acces", "")).split())
    assert before == after


def letters(text: str) -> str:
    return "".join(character if character.isalnum() else " " for character in text)


@settings(deadline=None, max_examples=100)
@given(SERVICES)
def test_a_second_round_changes_nothing(record: Record) -> None:
    """What DORA gives back, converted again, is what DORA has: no ping-pong."""
    first = as_answered(to_dora_service(record).payload) | SERVER
    back = from_dora_service(DoraService.model_validate(first)).record
    again = to_dora_service({"description": "", **back, "date_maj": dt.date(2026, 11, 2).isoformat()}).payload
    changed = differences(again, first)
    assert set(changed) <= {
        # the same words, in the other list or under the other hand, once read back as the schema has them
        "requirements", "credentials", "beneficiariesAccessModes", "coachOrientationModes",
        "beneficiariesAccessModesOther", "coachOrientationModesOther", "publicsPrecisions", "contactPhone",
        "beneficiariesAccessModesExternalFormLink", "beneficiariesAccessModesExternalFormLinkText",
        "coachOrientationModesExternalFormLink", "coachOrientationModesExternalFormLinkText", "shortDesc", "publics",
    }  # fmt: skip
