"""What somebody else wrote on DORA, and persons: neither is replaced, erased nor shown by a publication."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from offre_insertion.errors import RemoteError
from offre_insertion.publishing.dora.api import Dora
from offre_insertion.publishing.dora.apply import apply_plan
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.models import ServicesOptions
from offre_insertion.publishing.dora.operations import Action
from offre_insertion.publishing.dora.session import make_plan
from offre_insertion.schema import Record
from tests.publishing.dora.fake import Service
from tests.publishing.dora.harness import Bench, KilledError, make_offer, make_service

TOLD = frozenset({"cd53--1"})


def without(record: Record, *names: str) -> Record:
    return {name: value for name, value in record.items() if name not in names}


def theirs(bench: Bench, **fields: Any) -> Service:
    """A sheet that the structure wrote."""
    written = {
        "name": "Atelier mobilité des quartiers", "shortDesc": "Résumé de la structure", "cityCode": "53130",
        "description": "Longue description écrite par la structure.", "kind": "formation",
        "contactName": "Paul Vrai", "contactPhone": "0299999999", "contactEmail": "a@structure.exemple.fr",
    }  # fmt: skip
    return bench.world.add_service(bench.structures[0], **(written | fields))


def contact(service: Service) -> tuple[Any, ...]:
    return tuple(service.fields[name] for name in ("contactName", "contactPhone", "contactEmail"))


def edit(bench: Bench, service: Service, **fields: Any) -> None:
    """Somebody edits the sheet with the web site."""
    bench.clock.sleep(1)
    service.fields.update(fields)
    service.modified = bench.clock.stamp()


# --- what somebody else wrote -----------------------------------------------------------------------------------


def test_what_an_adoption_kept_stays_when_our_values_change_or_go(bench: Bench) -> None:
    sheet = theirs(bench)
    bench.publish(make_offer([make_service(1)]), adopt={"cd53--1": sheet.slug})
    before = dict(sheet.fields)
    changed = make_service(1, description="Description du service 1, en groupe !", telephone="+33243990001")
    bench.publish(make_offer([changed]))
    bench.publish(make_offer([without(changed, "contact_nom_prenom", "courriel", "telephone")]))
    assert sheet.fields == before
    assert contact(sheet) == ("Paul Vrai", "0299999999", "a@structure.exemple.fr")
    bench.publish(make_offer([changed]), overwrite=TOLD)
    assert sheet.fields["description"] == "Description du service 1, en groupe !"
    assert sheet.fields["contactPhone"] == "0243990001"


def test_what_an_adoption_filled_follows_us_but_is_never_emptied(bench: Bench) -> None:
    sheet = theirs(bench, contactName="", contactPhone="", contactEmail="", isContactInfoPublic=False)
    bench.publish(make_offer([make_service(1)]), adopt={"cd53--1": sheet.slug})
    bench.publish(make_offer([make_service(1, telephone="+33243990001")]))
    assert sheet.fields["contactPhone"] == "0243990001"
    bench.publish(make_offer([without(make_service(1), "contact_nom_prenom")]))
    assert sheet.fields["contactName"] == "Camille Fictif 1"


def test_a_sheet_whose_fields_were_kept_is_not_read_again_for_nothing(bench: Bench) -> None:
    sheet = theirs(bench)
    bench.publish(make_offer([make_service(1)]), adopt={"cd53--1": sheet.slug})
    bench.dora.requests.clear()
    assert bench.publish(make_offer([make_service(1)]))[0].counts() == {"inchange": 1}
    assert [one.path for one in bench.dora.requests if sheet.slug in one.path] == []


def test_replacing_an_edited_sheet_never_erases_what_we_do_not_have(bench: Bench) -> None:
    record = without(make_service(1), "contact_nom_prenom", "longitude", "latitude")
    bench.publish(make_offer([record]))
    (sheet,) = bench.world.services
    point = {"type": "Point", "coordinates": [-0.77, 48.07]}
    edit(bench, sheet, contactName="Jeanne Vraie", shortDesc="Changé sur DORA", geom=point)
    bench.publish(make_offer([record]), overwrite=TOLD)
    assert sheet.fields["shortDesc"] == "Description du service 1, en groupe."
    assert (sheet.fields["contactName"], sheet.fields["geom"]) == ("Jeanne Vraie", point)
    assert bench.publish(make_offer([record]))[0].counts() == {"inchange": 1}


def test_replacing_an_adopted_sheet_never_erases_what_we_do_not_have(bench: Bench) -> None:
    record = without(make_service(1), "contact_nom_prenom", "courriel", "longitude", "latitude")
    sheet = theirs(bench, geom={"type": "Point", "coordinates": [-0.77, 48.07]})
    bench.publish(make_offer([record]), adopt={"cd53--1": sheet.slug})
    bench.publish(make_offer([record]), overwrite=TOLD)
    assert contact(sheet) == ("Paul Vrai", "0243000001", "a@structure.exemple.fr")
    assert sheet.fields["geom"] is not None
    assert sheet.fields["description"] == record["description"]


def test_replacing_a_place_takes_its_point_away_with_it(bench: Bench) -> None:
    record = without(make_service(1), "longitude", "latitude")
    sheet = theirs(
        bench, geom={"type": "Point", "coordinates": [-0.6, 48.3]}, cityCode="53147", postalCode="53100"
    )
    bench.publish(make_offer([record]), adopt={"cd53--1": sheet.slug})
    bench.publish(make_offer([record]), overwrite=TOLD)
    assert (sheet.fields["cityCode"], sheet.fields["geom"]) == ("53130", None)


@pytest.mark.parametrize(
    ("lost", "edits"),
    [
        ("adresse", {"address1": "12 place de Hercé", "postalCode": "53100", "cityCode": "53147",
                     "geom": {"type": "Point", "coordinates": [-0.6, 48.3]}}),
        ("telephone", {"contactName": "Paul Vrai", "contactPhone": "0299999999", "contactEmail": "p@exemple.fr"}),
    ],
)  # fmt: skip
def test_replacing_by_an_incomplete_record_keeps_a_place_or_a_contact_whole(
    bench: Bench, lost: str, edits: dict[str, Any]
) -> None:
    bench.publish(make_offer([make_service(1)]))
    (sheet,) = bench.world.services
    edit(bench, sheet, shortDesc="Changé sur DORA", **edits)
    record = without(make_service(1), lost)
    plan, _ = bench.publish(make_offer([record]), overwrite=TOLD)
    assert {name: sheet.fields[name] for name in edits} == edits
    assert (sheet.fields["shortDesc"], sheet.status) == ("Description du service 1, en groupe.", "PUBLISHED")
    (reason,) = plan.operations[0].reasons
    assert "le catalogue n’a pas de quoi les remplacer" in reason
    assert all(name in reason for name in edits)
    assert bench.publish(make_offer([record]))[0].counts() == {"bloquer": 1}
    assert {name: sheet.fields[name] for name in edits} == edits


def test_an_adoption_never_puts_half_a_place_beside_another(bench: Bench) -> None:
    sheet = theirs(bench, cityCode="53147", postalCode="53100", diffusionZoneType="country", contactName="",
                   feeCondition="payant")  # fmt: skip
    plan, _ = bench.publish(make_offer([make_service(1)]), adopt={"cd53--1": sheet.slug})
    assert [sheet.fields[name] for name in ("address1", "geom", "diffusionZoneDetails", "contactName")] == [
        "", None, "", "",
    ]  # fmt: skip
    (adopted,) = plan.operations
    assert (adopted.action, "address1" in " ".join(adopted.reasons)) == (Action.ADOPTER, True)
    assert bench.publish(make_offer([make_service(1)]))[0].counts() == {"inchange": 1}


# --- persons ----------------------------------------------------------------------------------------------------


PERSON = make_service(
    1, contact_nom_prenom="Jeanne Fictive", courriel="jeanne.fictive@gmail.com", telephone="+33612345678"
)


def seen_by_all(bench: Bench, service: Service) -> tuple[Any, ...]:
    answer = httpx.get(f"{bench.url}/services/{service.slug}/").json()
    return tuple(answer[name] for name in ("contactName", "contactPhone", "contactEmail"))


@pytest.mark.parametrize(
    "fields",
    [{"telephone": "+33612345678"}, {"courriel": "jeanne.fictive@gmail.com"}, {"contact_nom_prenom": "Jo F"}],
)
def test_a_contact_that_is_a_person_is_created_for_professionals_only(bench: Bench, fields: Record) -> None:
    bench.publish(make_offer([without(make_service(1), "contact_nom_prenom") | fields]))
    (sheet,) = bench.world.services
    assert sheet.fields["isContactInfoPublic"] is False
    assert seen_by_all(bench, sheet) == ("", "", "")


def test_a_person_who_comes_later_hides_the_contact_of_our_sheet(bench: Bench) -> None:
    bench.publish(make_offer([without(make_service(1), "contact_nom_prenom")]))
    (sheet,) = bench.world.services
    assert sheet.fields["isContactInfoPublic"] is True
    plan, _ = bench.publish(make_offer([PERSON]))
    assert contact(sheet) == ("Jeanne Fictive", "0612345678", "jeanne.fictive@gmail.com")
    assert seen_by_all(bench, sheet) == ("", "", "")
    assert [sorted(one.body) for one in bench.dora.writes[-2:]] == [
        ["isContactInfoPublic"], ["contactEmail", "contactName", "contactPhone"],
    ], "cacher d’abord"  # fmt: skip
    assert "n’est plus montré à tous" in " ".join(plan.operations[0].reasons)
    assert bench.publish(make_offer([PERSON]))[0].counts() == {"inchange": 1}


class DeadlyAfter(httpx.BaseTransport):
    """Our process dies at the nth write, of which the server had done what is not a yes or a no."""

    def __init__(self, sheet: Service, nth: int) -> None:
        self._inner, self._sheet, self._left = httpx.HTTPTransport(), sheet, nth

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._left -= request.method == "PATCH"
        if self._left == 0:
            body = json.loads(request.content)
            self._sheet.fields.update({name: one for name, one in body.items() if not isinstance(one, bool)})
            raise KilledError
        response = self._inner.handle_request(request)
        response.read()
        return response

    def close(self) -> None:
        self._inner.close()


@pytest.mark.parametrize("nth", [1, 2])
def test_a_person_is_never_shown_by_a_write_that_was_done_in_part(bench: Bench, nth: int) -> None:
    bench.publish(make_offer([without(make_service(1), "contact_nom_prenom")]))
    (sheet,) = bench.world.services
    bench.transport = DeadlyAfter(sheet, nth)
    with pytest.raises(KilledError):
        bench.publish(make_offer([PERSON]))
    assert "Jeanne Fictive" not in seen_by_all(bench, sheet)
    bench.transport = None
    bench.clock.sleep(1)
    sheet.modified = bench.clock.stamp()
    bench.publish(make_offer([PERSON]))
    assert contact(sheet)[0] == "Jeanne Fictive"
    assert seen_by_all(bench, sheet) == ("", "", "")


def test_a_person_is_not_sent_to_a_sheet_of_others_that_shows_its_contact(bench: Bench) -> None:
    sheet = theirs(bench, contactName="", contactPhone="", contactEmail="", isContactInfoPublic=True)
    plan, _ = bench.publish(make_offer([PERSON]), adopt={"cd53--1": sheet.slug})
    (adopted,) = plan.operations
    assert (adopted.action, contact(sheet)) == (Action.ADOPTER, ("", "", ""))
    assert "contactName" in " ".join(adopted.reasons)
    assert "Jeanne" not in str(plan.as_dict())
    assert sheet.fields["isContactInfoPublic"] is True
    edit(bench, sheet, isContactInfoPublic=False)
    bench.publish(make_offer([PERSON]))
    assert contact(sheet) == ("Jeanne Fictive", "0612345678", "jeanne.fictive@gmail.com")


def test_a_person_who_comes_later_is_not_sent_to_a_sheet_of_others_that_shows_its_contact(
    bench: Bench,
) -> None:
    sheet = theirs(bench, contactName="", contactPhone="", contactEmail="", isContactInfoPublic=True)
    bench.publish(make_offer([without(make_service(1), "contact_nom_prenom")]), adopt={"cd53--1": sheet.slug})
    plan, _ = bench.publish(make_offer([PERSON]))
    assert plan.counts() == {"laisser": 1}
    assert contact(sheet) == ("", "0243000001", "contact1@exemple.fr")


def test_a_sheet_that_shows_its_contact_since_the_plan_does_not_receive_a_person(bench: Bench) -> None:
    sheet = theirs(bench, contactName="", contactPhone="", contactEmail="", isContactInfoPublic=False)
    with bench.connected() as dora:
        choices = Choices("53", adopt={"cd53--1": sheet.slug})
        plan = make_plan(dora, bench.memory, make_offer([PERSON]), choices)
        sheet.fields["isContactInfoPublic"] = True
        report = apply_plan(plan, dora, bench.memory)
    assert [one.outcome for one in report.outcomes] == ["laisse"]
    assert contact(sheet) == ("", "", "")


# --- lists ------------------------------------------------------------------------------------------------------


def lists_without(monkeypatch: pytest.MonkeyPatch, public: str) -> None:
    read = Dora.services_options

    def fewer(self: Dora) -> ServicesOptions:
        options = read(self)
        return options.model_copy(update={"publics": [one for one in options.publics if one.value != public]})

    monkeypatch.setattr(Dora, "services_options", fewer)


def test_publics_that_dora_has_lost_never_open_a_service_to_everyone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = make_offer([make_service(1, publics=["residents-qpv-frr"])])
    bench.publish(offer)
    (sheet,) = bench.world.services
    lists_without(monkeypatch, "residents-qpv-frr")
    plan, _ = bench.publish(offer)
    assert plan.counts() == {"bloquer": 1}
    assert (sheet.status, sheet.fields["publics"]) == ("PUBLISHED", ("residents-qpv-frr",))
    bench.publish(make_offer([make_service(number, publics=["residents-qpv-frr"]) for number in (1, 2)]))
    assert bench.world.services[1].status == "DRAFT"


def test_an_answer_without_any_list_stops_before_the_plan(bench: Bench) -> None:
    with bench.connected() as dora, pytest.MonkeyPatch.context() as patch:
        patch.setattr(dora._client, "get_json", lambda *_args, **_options: {})
        for read in (dora.services_options, dora.structures_options):
            with pytest.raises(RemoteError, match="listes de valeurs vides"):
                read()
