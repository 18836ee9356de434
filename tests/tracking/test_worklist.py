"""The work list: the effect of each task is computed by the official score, the best gain comes first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from offre_insertion.history.values import Reading
from offre_insertion.quality import score_qualite
from offre_insertion.tracking.inputs import Cell, Coverage, Inputs
from offre_insertion.tracking.partners import Contact, Partner
from offre_insertion.tracking.signals import Signal
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered
from offre_insertion.tracking.values import Waiting
from offre_insertion.tracking.worklist import Task, build_worklist
from offre_insertion.tracking.worklist.fixes import repairs_of, smallest_repair
from tests.matching.fictional import SIRET, SIRET_OTHER_BODY
from tests.tracking.stories import BARE, HOSTS, JUNE, SEPTEMBER, judged, offered, service, surveyed, told
from tests.tracking.test_duplicates import DOUBTFUL

LONG = "Un accompagnement régulier, à un rythme adapté, avec une personne référente. " * 3
SPARSE: dict[str, Any] = {"frais": None, "modes_mobilisation": None, "mobilisable_par": None}
#: 5/7 = 0.71: fees alone (0.86) or modes alone (0.88) are enough.
EITHER = service("pdi--a", "Auto-école sociale", **{**BARE, **SPARSE, "description": LONG})
#: 4.5/7 = 0.64: modes alone (0.81) are enough, fees alone (0.79) are not.
MODES = service("pdi--b", "Garage solidaire", host="pdi--i", **{**BARE, **SPARSE})
#: 3.5/7 = 0.5: modes alone give 0.69, modes and fees 0.81.
BOTH = service("pdi--c", "Taxi social", host="pdi--i", **{**BARE, **SPARSE, "publics": None})
WELL = service("pdi--d", "Bilan mobilité", host="pdi--i")


def worklist(*records: Any, partner: Partner | None = None, **more: Any) -> tuple[Task, ...]:
    content = [one if isinstance(one, Offered) else offered(one) for one in records]
    story = told(surveyed((SEPTEMBER, content)), **more)
    return build_worklist(story, content, partner=partner)


def shown(tasks: tuple[Task, ...], kind: str) -> list[tuple[str, str, int]]:
    return [(one.title, one.effect, one.gain) for one in tasks if one.kind == kind]


MOBILISATION = (
    "« modes de mobilisation » (champ modes_mobilisation) et « qui peut mobiliser » (champ mobilisable_par)"
)


def test_fields_to_fill_are_listed_with_what_becomes_visible_best_gain_first() -> None:
    tasks = worklist(EITHER, MODES, BOTH, WELL)
    assert shown(tasks, "completer") == [
        (
            f"Renseigner {MOBILISATION} pour ces 3 services",
            "2 deviennent visibles dans DORA si le contact du mode choisi est là, aucun sinon", 2,
        ),
        (
            "Renseigner « frais » pour ces 3 services",
            "1 devient visible dans DORA si c’est gratuit, aucun sinon", 1,
        ),
        (
            f"Renseigner « frais », {MOBILISATION} pour ce service",
            "1 devient visible dans DORA si c’est gratuit et si le contact du mode choisi est là, aucun sinon", 1,
        ),
    ]  # fmt: skip
    assert [one.id for one in tasks[0].items] == ["pdi--a", "pdi--b", "pdi--c"]
    assert tasks[0].items[1].detail == "Roule Bocage"


@pytest.mark.parametrize("record", [EITHER, MODES, BOTH], ids=lambda one: one["nom"])
def test_a_service_really_completed_reaches_what_was_promised(record: dict[str, Any]) -> None:
    names = smallest_repair(record, minimum=0.8, on=SEPTEMBER)
    assert names
    real: dict[str, dict[str, Any]] = {
        "frais": {"frais": "payant", "frais_precisions": "20 € par an"},
        "modes_mobilisation et mobilisable_par": {
            "modes_mobilisation": ["telephoner"], "mobilisable_par": ["professionnels"],
        },
    }  # fmt: skip
    completed = {**record, **{name: value for one in names for name, value in real[one].items()}}
    assert score_qualite(completed, on=SEPTEMBER).value >= 0.8


def test_what_a_gain_supposes_is_said_with_what_is_left_otherwise() -> None:
    """The first scores 0.75 without its fees, 0.81 with fees that nothing details; the second 0.69, 0.75, 0.81 free."""
    short = "Des vélos à prêter, à Laval, tous les jours."
    sure = service("pdi--e", "Vélo-école", frais=None, description=short)
    free = service("pdi--f", "Prêt de vélos", frais=None, publics=None, description=BARE["description"])
    (task,) = [one for one in worklist(sure, free) if "« frais »" in one.title]
    assert task.effect == "2 deviennent visibles dans DORA si c’est gratuit, 1 sinon"
    for record, scores in ((sure, (0.88, 0.81)), (free, (0.81, 0.75))):
        paid = [{**record, "frais": "gratuit"}, {**record, "frais": "payant"}]
        assert tuple(score_qualite(one, on=SEPTEMBER).value for one in paid) == scores


def test_who_may_mobilise_supposes_nothing_where_the_modes_are_known() -> None:
    (effect, *_) = [
        one.effect
        for one in worklist(
            service("pdi--g", "Taxi", mobilisable_par=None, publics=None, description=BARE["description"])
        )
        if "mobilisable_par" in one.title
    ]
    assert effect == "1 devient visible dans DORA"


NOWHERE: dict[str, Any] = {"commune": None, "code_postal": None, "code_insee": None}
#: A structure whose commune is unknown, as that of its services.
LOST_HOST = {name: value for name, value in HOSTS["pdi--h"].items() if name not in NOWHERE}


def lost(record: dict[str, Any]) -> Offered:
    return replace(
        offered({name: value for name, value in record.items() if name not in NOWHERE}), structure=LOST_HOST
    )


def test_nothing_becomes_visible_of_what_the_gate_holds_back() -> None:
    tasks = worklist(lost(EITHER), service("pdi--e", "Vélo-école", **{**BARE, **SPARSE, "description": LONG}))
    frais = next(one for one in tasks if one.title.startswith("Renseigner « frais »"))
    assert frais.effect.startswith("1 devient visible dans DORA ")
    assert [one.id for one in frais.items] == ["pdi--e"]


def test_an_old_record_held_back_is_not_promised_to_be_visible() -> None:
    short = {**service("pdi--a", "Auto-école", date="2025-10-01"), "description": BARE["description"]}
    short.pop("frais")
    (_, effect, _), *_ = shown(worklist(lost(short)), "rafraichir")
    assert effect == "1 redevient à jour"


def test_the_communes_that_keep_records_from_being_published_come_first() -> None:
    away = {**service("pdi--c", "Taxi social", host="pdi--i"), "code_insee": "99999"}
    tasks = worklist(lost(EITHER), lost(service("pdi--e", "Vélo-école")), away, WELL)
    assert (tasks[0].title, tasks[0].effect, tasks[0].gain) == (
        "Donner la commune de ces 4 fiches",
        "3 services deviennent publiables, dont 2 visibles dans DORA", 3,
    )  # fmt: skip
    assert [one.id for one in tasks[0].items] == ["pdi--h", "pdi--a", "pdi--e", "pdi--c"]


def test_a_commune_is_asked_where_it_is_enough_only() -> None:
    """The name that ends with a point is held back too."""
    lasting = lost(service("pdi--e", "Bilan mobilité."))
    structure_only = replace(offered(service("pdi--e", "Vélo-école")), structure=LOST_HOST)
    assert not any("commune" in one.title for one in worklist(lasting))
    (task,) = worklist(structure_only)
    assert (task.title, [one.id for one in task.items]) == ("Donner la commune de cette fiche", ["pdi--h"])


def test_a_commune_that_a_duplicate_gives_is_not_asked() -> None:
    """Structures judged the same are published as one, services too: what one of them says is enough."""
    structure_only = replace(offered(service("pdi--e", "Vélo-école")), structure=LOST_HOST)
    twins = lost(service("pdi--f", "Prêt de vélos")), lost(service("pdi--g", "Vélos à prêter"))
    content = [structure_only, offered(service("pdi--d", "Bilan mobilité", host="pdi--i")), *twins]
    hosts = judged("pdi--h", "pdi--i", "doublon", JUNE, "structure")
    alike = judged("pdi--f", "pdi--g", "doublon", JUNE)
    (task,) = [one for one in worklist(*content, judgements=(hosts, alike)) if "commune" in one.title]
    assert (task.title, task.effect) == (
        "Donner la commune de cette fiche", "1 service devient publiable, dont 1 visible dans DORA",
    )  # fmt: skip
    located = judged("pdi--d", "pdi--f", "doublon", JUNE)
    assert not any("commune" in one.title for one in worklist(*content, judgements=(hosts, alike, located)))


def test_communes_are_asked_of_the_partner_only() -> None:
    bocage = partner("Roule Bocage", SIRET_OTHER_BODY)
    assert not any("commune" in one.title for one in worklist(lost(EITHER), WELL, partner=bocage))


def test_a_record_too_old_to_be_saved_by_filling_is_not_promised() -> None:
    """All filled but 24 months old: 7/8 = 0.875. What lacks an address for its mode and is old cannot be told so."""
    old = {**EITHER, "date_maj": "2024-01-01", "description": "Cinq."}
    names = smallest_repair(old, minimum=0.95, on=SEPTEMBER)
    assert names is None


def test_a_mode_asks_for_its_contact() -> None:
    assert repairs_of({**WELL, "telephone": None}).keys() == {"telephone"}
    assert repairs_of({**WELL, "modes_mobilisation": ["se-presenter"]}).keys() == {"adresse"}
    assert repairs_of({**WELL, "frais": "payant"}).keys() == {"frais_precisions"}
    assert repairs_of(WELL) == {}


def test_a_dispositif_that_another_record_shows_needs_nothing() -> None:
    twin = service("dora--b", "Garage solidaire de Gorron", host="pdi--i")
    said = [judged("pdi--b", "dora--b", "doublon", JUNE)]
    content = [offered(MODES), offered(twin)]
    assert build_worklist(told(surveyed((SEPTEMBER, content), judgements=said)), content) == ()


def test_old_records_are_confirmed_structure_by_structure_and_some_become_visible() -> None:
    """The short one scores (1 + 1 + 1 + 1 + 0.67 + 0 + 0.5 + 1)/8 = 0.77, and 0.81 once confirmed."""
    short = {**service("pdi--a", "Auto-école"), "description": BARE["description"]}
    short.pop("frais")
    old = [{**short, "date_maj": "2025-10-01"}, {**WELL, "date_maj": "2026-01-01"}]
    again = {**WELL, "id": "pdi--e", "nom": "Taxi social", "date_maj": "2026-03-29"}
    assert shown(worklist(*old, again), "rafraichir") == [
        ("Faire confirmer 2 fiches de « Roule Bocage »", "2 redeviennent à jour", 2),
        (
            "Faire confirmer 1 fiche de « Cap sur la Route »",
            "1 redevient à jour, dont 1 devient visible dans DORA", 1,
        ),
    ]  # fmt: skip


def test_a_signal_that_quotes_somebody_is_quoted_with_other_quotes() -> None:
    said = "« Mobil'Ossire » dit que ce service n'est plus proposé (mobil.xlsx)"
    (task,) = [
        one for one in worklist(offered(WELL), signals=(Signal("3", said, JUNE),)) if one.kind == "signal"
    ]
    assert task.title == (
        "Vérifier le signal n° 3, « “Mobil'Ossire” dit que ce service n'est plus proposé (mobil.xlsx) »"
    )


def test_pairs_conventions_signals_and_holes_are_in_the_list() -> None:
    ending = offered(WELL, convention_fin="2026-10-31")
    holes = (
        Cell("garde", "Garde d’enfant", "craon", "CC du Pays de Craon", "non-couverte", "absente"),
        Cell(
            "garde", "Garde d’enfant", "ernee", "CC de l’Ernée", "a-renforcer", qualification="trou-confirme"
        ),
    )
    tasks = worklist(
        *DOUBTFUL,
        ending,
        signals=(Signal("3", "un garage ouvrirait à Craon", dt.date(2026, 9, 10)),),
        inputs=Inputs(coverage=Coverage(cells=holes)),
    )
    assert {one.kind: (one.gain, one.due) for one in tasks} == {
        "juger": (1, None), "convention": (1, dt.date(2026, 10, 31)), "signal": (1, None), "qualifier": (1, None),
    }  # fmt: skip
    assert tasks[0].kind == "convention"  # at equal gain, what has a date comes first
    assert (
        tasks[0].effect
        == "sans date nouvelle, 1 fiche ne sera plus publiée après le 30/12/2026 (délai : 60 jours)"
    )
    assert next(one.effect for one in tasks if one.kind == "signal") == "ouvert depuis 20 jours"


def test_a_hole_whose_facts_have_changed_since_it_was_qualified_is_to_be_said_again() -> None:
    holes = (
        Cell("garde", "Garde d’enfant", "craon", "CC du Pays de Craon", "non-couverte", "absente"),
        Cell("garde", "Garde d’enfant", "ernee", "CC de l’Ernée", "a-renforcer", "périmée", "a-revoir"),
    )
    (task,) = worklist(WELL, inputs=Inputs(coverage=Coverage(cells=holes)))
    assert task.title == "Dire si « Garde d’enfant » manque vraiment dans 2 EPCI, dont 1 à revoir"
    assert [one.detail for one in task.items] == ["absente", "qualification à revoir, périmée"]


def test_a_convention_is_published_for_the_days_of_grace_of_its_connector() -> None:
    ending = [offered(WELL, convention_fin="2026-10-31"), offered(EITHER, convention_fin="2026-10-31"),
              offered(service("annuaire--v", "Prêt de vélos"), convention_fin="2026-10-31")]  # fmt: skip
    readings = {SEPTEMBER: {"pdi": Reading("file", "rules", 0)}}
    tasks = build_worklist(told(surveyed((SEPTEMBER, ending), readings=readings)), ending)
    assert [(one.gain, one.effect) for one in tasks if one.kind == "convention"] == [
        (2, "sans date nouvelle, 2 fiches ne seront plus publiées après le 31/10/2026 (délai : 0 jour)"),
        (1, "sans date nouvelle, 1 fiche ne sera plus publiée après le 30/12/2026 (délai : 60 jours)"),
    ]


def judging(kind: Any, *pairs: tuple[str, str], judgements: Any = ()) -> tuple[str, int]:
    content = [
        offered(service(record_id, nom, host="pdi--h"))
        for record_id, nom in (
            ("pdi--a", "Auto-école"),
            ("pdi--c", "Garage"),
            ("dora--b", "Taxi"),
            ("dora--d", "Vélos"),
        )
    ]
    story = told(surveyed((SEPTEMBER, content), judgements=judgements), judgements=tuple(judgements))
    waiting = tuple(Waiting(kind, left, right, JUNE) for left, right in pairs)
    story = replace(story, end=replace(story.end, waiting=waiting))
    (task,) = [one for one in build_worklist(story, content) if one.kind == "juger"]
    return task.effect, task.gain


def test_pairs_between_two_dispositifs_make_one_fewer_at_most_however_many_they_are() -> None:
    said = [
        judged("pdi--a", "dora--b", "doublon", JUNE),
        judged("pdi--c", "dora--d", "doublon", JUNE),
    ]
    pairs = [(left, right) for left in ("pdi--a", "dora--b") for right in ("pdi--c", "dora--d")]
    assert judging("service", *pairs) == ("jusqu’à 3 dispositifs de moins, ou 4 doutes levés", 3)
    assert judging("service", *pairs, judgements=said) == (
        "jusqu’à 1 dispositif de moins, ou 4 doutes levés", 1,
    )  # fmt: skip
    apart = [*said, judged("pdi--a", "dora--d", "distinct", JUNE)]
    assert judging("service", *pairs[:1], judgements=apart) == ("1 doute levé", 0)


def test_a_pair_of_structures_makes_no_dispositif_fewer() -> None:
    pairs = [("pdi--h", "annuaire--h"), ("pdi--h", "dora--h"), ("annuaire--h", "dora--h")]
    assert judging("structure", *pairs) == (
        "jusqu’à 2 structures en double de moins, sans dispositif de moins, ou 3 doutes levés", 2,
    )  # fmt: skip


def partner(nom: str, siret: str, stage: Any = "accord", *contacts: dt.date) -> Partner:
    notes = tuple(Contact(day, "appel", "Camille") for day in contacts)
    return Partner(nom, JUNE, stage=stage, siren=siret[:9], contacts=notes)


def test_partners_are_called_when_they_have_something_to_do_and_were_not_lately() -> None:
    partners = (
        partner("Cap sur la Route", SIRET, "actif", dt.date(2026, 5, 4)),
        partner("Roule Bocage", SIRET_OTHER_BODY, "actif", dt.date(2026, 9, 12)),
        Partner("CCAS d’Évron", JUNE),
    )
    assert shown(worklist(EITHER, MODES, WELL, partners=partners), "partenaire") == [
        (
            "Appeler « Cap sur la Route » (actif, dernier contact le 04/05/2026)",
            "1 de ses dispositifs à compléter ou à rafraîchir, sur 1", 1,
        ),
        ("Appeler « CCAS d’Évron » (identifié, jamais contacté)", "aucun de ses dispositifs n’est recensé", 0),
    ]  # fmt: skip


def test_the_list_of_a_partner_speaks_of_its_records_only() -> None:
    bocage = partner("Roule Bocage", SIRET_OTHER_BODY)
    tasks = worklist(
        EITHER, MODES, BOTH, WELL, partner=bocage, partners=(bocage,),
        signals=(Signal("3", "ailleurs", JUNE),),
    )  # fmt: skip
    assert {item.id for one in tasks for item in one.items} == {"pdi--b", "pdi--c"}
    assert {one.kind for one in tasks} == {"completer", "partenaire"}


def test_the_services_of_a_structure_judged_the_same_are_of_the_partner_too() -> None:
    """« Maison du Vélo » has no SIRET in the other catalogue: people said that it is Cap sur la Route."""
    route = partner("Cap sur la Route", SIRET, "actif")
    lent = service("annuaire--a", "Prêt de vélos", **{**BARE, **SPARSE})
    for verdict, known in (("doublon", {"pdi--a", "annuaire--a"}), ("distinct", {"pdi--a"})):
        said = (judged("annuaire--h", "pdi--h", verdict, JUNE, "structure"),)
        listed = worklist(EITHER, MODES, lent, partner=route, judgements=said)
        assert {item.id for one in listed for item in one.items} == known
        (called,) = shown(worklist(EITHER, lent, partners=(route,), judgements=said), "partenaire")
        assert called[1].endswith(f"sur {len(known)}")


def test_a_clean_offer_has_nothing_to_do() -> None:
    assert worklist(WELL) == ()


def test_a_task_is_json_ready() -> None:
    (task, *_) = worklist(MODES)
    assert task.as_dict()["fiches"] == [{"id": "pdi--b", "nom": "Garage solidaire", "detail": "Roule Bocage"}]


def test_a_story_without_start_still_has_a_list() -> None:
    content = [offered(MODES)]
    assert isinstance(told(surveyed((SEPTEMBER, content))), Story)
    assert build_worklist(told(surveyed((SEPTEMBER, content))), content)
