"""Metrics 13 to 15: partners are legal entities that share, an import is not a keying, conventions end."""

from __future__ import annotations

import datetime as dt

import pytest

from offre_insertion.errors import ReadError
from offre_insertion.history.registers import Event
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.metrics.people import (
    ending_conventions,
    measure_animateur,
    measure_partenaires,
    measure_veille,
)
from offre_insertion.tracking.partners import NewPartner, Partner, check_partner, find_partner, read_partners
from offre_insertion.tracking.signals import read_signals
from tests.matching.fictional import SIRET, SIRET_OTHER_BODY, SIRET_OTHER_NIC
from tests.tracking.stories import (
    AUGUST,
    JULY,
    JUNE,
    SEPTEMBER,
    at,
    judged,
    offered,
    rows,
    service,
    surveyed,
    told,
)

ROUTE, BOCAGE = SIRET[:9], SIRET_OTHER_BODY[:9]


def event(subject: str, action: str, day: dt.date, **details: object) -> Event:
    return Event("partenaire", subject, action, "Camille", day, at(day), details)


def partner(nom: str, stage: str, **fields: object) -> Partner:
    return Partner(nom, JUNE, stage=stage, **fields)  # type: ignore[arg-type]  # built by the tests alone


def test_a_contact_is_not_a_sharing_and_an_agreement_neither() -> None:
    """Agreed with fresh records; agreed without; fresh records but never agreed; nobody to link."""
    partners = (
        partner("Cap sur la Route", "accord", siren=ROUTE),
        partner("CCAS d’Ernée", "accord", siren="999990000"),
        partner("Roule Bocage", "contacte", siren=BOCAGE),
        partner("Les Semeurs", "autonome"),
    )
    records = [service("pdi--a", "Auto-école"), service("pdi--b", "Garage", host="pdi--i")]
    metric = measure_partenaires(told(surveyed((SEPTEMBER, records)), partners=partners))
    assert (metric.value, metric.numerator, metric.denominator) == (0.25, 1, 4)
    assert rows(metric, "entonnoir") == {
        "identifié": 4,
        "contacté": 4,
        "accord": 3,
        "actif": 1,
        "autonome": 0,
    }
    assert metric.undocumented == 1


def test_a_partner_whose_records_are_old_is_no_longer_active() -> None:
    records = [service("pdi--a", "Auto-école", date="2026-03-01")]
    one = (partner("Cap sur la Route", "autonome", siren=ROUTE),)
    assert measure_partenaires(told(surveyed((SEPTEMBER, records)), partners=one)).value == 0
    confirmed = surveyed((SEPTEMBER, records), confirmed={"pdi--a": AUGUST})
    assert measure_partenaires(told(confirmed, partners=one)).value == 1


def test_an_empty_register_is_not_zero_partner() -> None:
    assert not measure_partenaires(told(surveyed((SEPTEMBER, [service("pdi--a", "Auto-école")])))).is_measured


def test_the_register_is_read_as_it_stood_on_a_day() -> None:
    events = [
        event("caf", "ajoute", JUNE, nom="CAF", etape="identifie"),
        event("caf", "contact", JULY, note="appel, rappeler en août"),
        event("caf", "contact", AUGUST, note="d’accord", etape="accord"),
        event("ccas", "ajoute", JUNE, nom="CCAS"),
        event("ccas", "retire", SEPTEMBER),
    ]
    assert [(one.nom, one.stage) for one in read_partners(events, on=JUNE)] == [
        ("CAF", "identifie"),
        ("CCAS", "identifie"),
    ]
    assert [one.stage for one in read_partners(events, on=JULY)] == ["contacte", "identifie"]
    (caf,) = read_partners(events)
    assert (caf.stage, caf.since, caf.last_contact, len(caf.contacts)) == ("accord", AUGUST, AUGUST, 2)


def test_a_contact_noted_late_does_not_undo_what_came_after_it() -> None:
    events = [
        event("caf", "ajoute", JUNE, nom="CAF", etape="identifie"),
        event("caf", "contact", AUGUST, note="accord signé", etape="actif"),
        event("caf", "contact", JULY, note="premier courriel retrouvé", etape="contacte"),
    ]
    stages = [(one.stage, one.since) for day in (JULY, AUGUST, None) for one in read_partners(events, on=day)]
    assert stages == [("contacte", JULY), ("actif", AUGUST), ("actif", AUGUST)]
    assert [one.day for one in read_partners(events)[0].contacts] == [JULY, AUGUST]


def test_a_contact_from_before_the_addition_is_kept_and_the_addition_does_not_undo_it() -> None:
    events = [
        event("caf", "ajoute", AUGUST, nom="CAF", etape="identifie"),
        event("caf", "contact", JUNE, note="appel"),
    ]
    assert [(one.nom, one.stage) for one in read_partners(events, on=JULY)] == [("CAF", "contacte")]
    assert [(one.stage, one.since) for one in read_partners(events)] == [("contacte", JUNE)]


def test_a_partner_added_again_begins_again_and_its_past_stays_what_it_was() -> None:
    events = [
        event("caf", "ajoute", JUNE, nom="CAF", etape="actif"),
        event("caf", "retire", AUGUST),
        event("caf", "ajoute", SEPTEMBER, nom="CAF", etape="identifie"),
        event("caf", "contact", JUNE, note="vieux courriel"),
    ]
    stages = [[one.stage for one in read_partners(events, on=day)] for day in (JULY, AUGUST, SEPTEMBER)]
    assert stages == [["actif"], [], ["contacte"]]


def test_a_contact_does_not_move_a_partner_back() -> None:
    events = [
        event("caf", "ajoute", JUNE, nom="CAF", etape="actif"),
        event("caf", "contact", JULY, note="bonjour"),
    ]
    assert read_partners(events)[0].stage == "actif"


def test_a_legal_entity_is_in_the_register_once_whatever_its_branch() -> None:
    known = [partner("Cap sur la Route", "actif", siren=ROUTE)]
    with pytest.raises(ReadError, match="déjà celui de « Cap sur la Route »"):
        check_partner(NewPartner("Antenne d’Évron", siren=SIRET_OTHER_NIC), known)
    with pytest.raises(ReadError, match="n’est pas un SIREN"):
        check_partner(NewPartner("CAF", siren="123456789"), known)
    with pytest.raises(ReadError, match="déjà au registre"):
        check_partner(NewPartner("CAP SUR LA ROUTE"), known)
    assert check_partner(NewPartner("  Roule   Bocage ", siren=SIRET_OTHER_BODY), known).siren == BOCAGE


def test_a_partner_is_found_by_a_part_of_its_name_when_it_is_the_only_one() -> None:
    partners = [partner("CCAS de Laval", "actif"), partner("CCAS d’Évron", "actif")]
    assert find_partner(partners, "evron").nom == "CCAS d’Évron"
    with pytest.raises(ReadError, match="plusieurs partenaires"):
        find_partner(partners, "ccas")
    with pytest.raises(ReadError, match="Aucun partenaire « caf »"):
        find_partner(partners, "caf")


def test_a_name_that_is_not_of_the_register_is_answered_with_the_nearest_ones() -> None:
    partners = [partner("CCAS de Mayenne", "actif"), partner("Roule Bocage", "actif")]
    with pytest.raises(
        ReadError, match=r"« ccas mayenne » au registre\. Les plus proches : « CCAS de Mayenne »"
    ):
        find_partner(partners, "ccas mayenne")
    with pytest.raises(ReadError, match=r"« xyz » au registre\. « offre-insertion partenaires ajouter »"):
        find_partner(partners, "xyz")


def test_an_import_is_not_a_keying_and_what_another_source_says_first_is_not_claimed() -> None:
    keyed = Suivi(sources_animateur=("animateur",))
    by_hand, first_elsewhere = service("animateur--a", "Jardin"), service("animateur--b", "Garage")
    taken_over = service("dora--a", "Jardin d’insertion", host="animateur--h")
    other = service("pdi--b", "Garage solidaire")
    said = [
        judged("animateur--a", "dora--a", "doublon", JULY),
        judged("animateur--b", "pdi--b", "doublon", JULY),
    ]
    surveys = surveyed(
        (JUNE, [by_hand, other]), (SEPTEMBER, [by_hand, taken_over, other, first_elsewhere]), judgements=said
    )
    metric = measure_animateur(told(surveys, parameters=keyed))
    assert (metric.value, metric.numerator, metric.denominator) == (0.5, 1, 2)
    assert rows(metric, "reprise") == {"repris": 1, "encore tenus par l’animateur": 0}


def test_what_the_animator_keyed_is_still_taken_over_once_withdrawn() -> None:
    """Two keyed in June; one is in a catalogue in July; withdrawn in August, it stays keyed, and taken over."""
    keyed = Suivi(sources_animateur=("animateur",))
    jardin, velo = service("animateur--a", "Jardin"), service("animateur--b", "Vélo-école")
    again = service("pdi--a", "Jardin d’insertion", host="animateur--h")
    said = [judged("animateur--a", "pdi--a", "doublon", JULY)]
    surveys = surveyed(
        (JUNE, [jardin, velo]), (JULY, [jardin, velo, again]), (AUGUST, [velo, again]), (SEPTEMBER, [velo, again]),
        judgements=said,
    )  # fmt: skip
    metric = measure_animateur(told(surveys, parameters=keyed))
    assert (metric.numerator, metric.denominator) == (2, 2)
    assert rows(metric, "reprise") == {"repris": 1, "encore tenus par l’animateur": 1}
    assert surveys[-1].by_id["pdi--a"].heir_of == ("animateur--a",)


def test_a_source_of_the_animator_that_no_survey_knows_is_said_not_counted_as_zero() -> None:
    surveys = surveyed((SEPTEMBER, [service("animateur--a", "Jardin"), service("pdi--a", "Auto-école")]))
    wrong = measure_animateur(told(surveys, parameters=Suivi(sources_animateur=("animatrice",))))
    assert (wrong.value, wrong.notes) == (
        None, ("Non mesuré : aucun relevé ne connaît « animatrice » ([suivi] sources_animateur).",),
    )  # fmt: skip
    both = measure_animateur(told(surveys, parameters=Suivi(sources_animateur=("animateur", "animatrice"))))
    assert (both.value, both.notes) == (
        0.5, ("Aucun relevé ne connaît « animatrice » ([suivi] sources_animateur).",),
    )  # fmt: skip


def test_without_a_declared_source_nobody_knows_what_was_keyed() -> None:
    assert not measure_animateur(told(surveyed((SEPTEMBER, [service("pdi--a", "Auto-école")])))).is_measured


def test_conventions_end_within_sixty_days_the_last_one_included_and_those_over_are_apart() -> None:
    records = [
        offered(service("pdi--a", "Auto-école"), convention_fin="2026-11-29"),  # 60 days
        offered(service("pdi--b", "Garage", host="pdi--i"), convention_fin="2026-11-30"),
        offered(
            service("pdi--c", "Taxi social", host="pdi--i"), convention_fin="2026-09-01"
        ),  # ended, in its grace
        service("pdi--d", "Bilan", host="pdi--i"),
        offered(service("pdi--e", "Vélo-école", host="pdi--i"), convention_fin="2026-09-30"),  # the very day
        offered(service("pdi--f", "Transport", host="pdi--i"), convention_fin="2026-09-29"),  # the day before
    ]
    surveys = surveyed((SEPTEMBER, records))
    assert [name for name, _ in ending_conventions(surveys[-1], days=60)] == [
        "pdi--c",
        "pdi--f",
        "pdi--e",
        "pdi--a",
    ]
    metric = measure_veille(told(surveys))
    assert (metric.value, metric.undocumented) == (2, 1)
    assert rows(metric, "conventions") == {"finissent dans les 60 jours": 2, "déjà finies, dans le délai": 2}


def test_where_no_convention_says_its_end_nobody_knows_that_none_ends() -> None:
    metric = measure_veille(told(surveyed((SEPTEMBER, [service("pdi--a", "Auto-école")]))))
    assert (metric.value, metric.undocumented) == (None, 1)
    assert metric.notes[0].startswith("Non mesuré : ")


def test_a_dispositif_with_a_convention_renewed_does_not_end() -> None:
    records = [
        offered(service("pdi--a", "Auto-école"), convention_fin="2026-10-31", dispositif="auto-ecole"),
        offered(service("pdi--b", "Auto-école, Évron"), convention_fin="2027-12-31", dispositif="auto-ecole"),
    ]
    assert ending_conventions(surveyed((SEPTEMBER, records))[-1], days=60) == []


def test_signals_are_counted_in_their_period_with_their_delay() -> None:
    def signal(subject: str, action: str, day: dt.date, **details: object) -> Event:
        return Event("signal", subject, action, "Camille", day, at(day), details)

    signals = read_signals(
        [
            signal("1", "ouvre", JUNE, texte="un garage ouvrirait à Craon"),
            signal("1", "clot", dt.date(2026, 7, 10), suite="ajouté"),
            signal("2", "ouvre", AUGUST, texte="l’atelier vélo a fermé ?"),
            signal("3", "ouvre", dt.date(2026, 10, 2), texte="trop tard"),
        ],
        on=SEPTEMBER,
    )
    story = told(
        surveyed((SEPTEMBER, [service("pdi--a", "Auto-école")])),
        signals=tuple(signals),
        run_days=(JUNE, dt.date(2026, 7, 10), SEPTEMBER),
    )
    metric = measure_veille(story)
    assert rows(metric, "signaux") == {
        "ouverts dans la période": 1,
        "clos dans la période": 1,
        "en attente": 1,
    }
    assert rows(metric, "delais") == {
        "délai médian d’un signal clos": 10, "plus long temps sans passage dans la période": 82,
    }  # fmt: skip
    assert metric.notes[-1] == (
        "Les sources sont restées 82 jours sans passage de « synchroniser » (rythme attendu : 31)."
    )


def test_a_signal_closed_before_it_was_opened_has_no_negative_delay() -> None:
    (signal,) = read_signals(
        [
            Event("signal", "1", "ouvre", "Camille", AUGUST, at(AUGUST), {"texte": "fermé ?"}),
            Event("signal", "1", "clot", "Camille", JUNE, at(AUGUST), {"suite": "vérifié"}),
        ]
    )
    assert (signal.closed, signal.delay_days) == (AUGUST, 0)
