"""Where partners are: the EPCI of their records, and nowhere else when nothing says it."""

from __future__ import annotations

from offre_insertion.tracking.inputs import Coverage, Density, Inputs
from offre_insertion.tracking.metrics.partner_places import ACTIVE, OTHERS, OUTSIDE, UNKNOWN, WITHOUT
from offre_insertion.tracking.metrics.people import measure_partenaires
from offre_insertion.tracking.partners import Partner, Stage
from offre_insertion.tracking.story import Story
from tests.matching.fictional import MAYENNE, SIRET, SIRET_OTHER_BODY
from tests.tracking.stories import JUNE, SEPTEMBER, rows, service, surveyed, told

LAVAL_EPCI, MAYENNE_EPCI = "200083392", "200055887"
AREAS = Inputs(
    coverage=Coverage(
        densities=tuple(
            Density(code, label, 1, 1.0, 0, 0)
            for code, label in (
                (LAVAL_EPCI, "Laval"),
                (MAYENNE_EPCI, "Mayenne"),
                ("200033298", "Coëvrons"),
            )
        )
    )
)
#: One fresh record in Laval, an old one in Mayenne, all of the same body; one of another body in Paris.
RECORDS = [
    service("pdi--a", "Auto-école"),
    service("pdi--b", "Auto-école", date="2025-01-10", **MAYENNE),
    service("pdi--c", "Garage", host="pdi--i", commune="Paris", code_insee="75056", code_postal="75001"),
]


def partner(nom: str, stage: Stage, siret: str | None = None, **fields: object) -> Partner:
    siren = siret[:9] if siret else None
    return Partner(nom, JUNE, stage=stage, siren=siren, **fields)  # type: ignore[arg-type]  # built by the tests alone


def story(*partners: Partner, inputs: Inputs = AREAS) -> Story:
    return told(surveyed((SEPTEMBER, RECORDS)), partners=partners, inputs=inputs)


def test_a_partner_counts_in_each_epci_of_its_records_and_is_active_where_they_are_fresh() -> None:
    metric = measure_partenaires(story(partner("Cap sur la Route", "accord", SIRET)))
    assert rows(metric, ACTIVE) == {"Laval": 1, "Mayenne": 0, "Coëvrons": 0}
    assert rows(metric, OTHERS) == {"Laval": 0, "Mayenne": 1, "Coëvrons": 0}


def test_fresh_records_without_an_agreement_are_not_activity() -> None:
    metric = measure_partenaires(story(partner("Cap sur la Route", "contacte", SIRET)))
    assert (rows(metric, ACTIVE)["Laval"], rows(metric, OTHERS)["Laval"]) == (0, 1)


def test_every_partner_is_somewhere_even_when_nobody_knows_where() -> None:
    partners = (
        partner("Cap sur la Route", "accord", SIRET),
        partner("Roule Bocage", "accord", SIRET_OTHER_BODY),
        partner("Les Semeurs", "autonome"),
        partner("Association finie", "accord", structures=("pdi--z",)),
    )
    metric = measure_partenaires(story(*partners))
    active, others = rows(metric, ACTIVE), rows(metric, OTHERS)
    assert list(active) == ["Laval", "Mayenne", "Coëvrons", OUTSIDE, UNKNOWN, WITHOUT]
    assert {label: (active[label], others[label]) for label in (OUTSIDE, UNKNOWN, WITHOUT)} == {
        OUTSIDE: (1, 0),
        UNKNOWN: (0, 1),
        WITHOUT: (0, 1),
    }
    everywhere = sum(value or 0 for value in (*active.values(), *others.values()))
    assert everywhere == len(partners) + 1  # one of them in two EPCI
    assert metric.numerator == sum(value or 0 for value in active.values())
    assert not any(one.adds_up for one in metric.breakdowns)


def test_structures_that_a_partner_names_place_it_as_its_siren_does() -> None:
    by_structure = partner("Cap sur la Route", "accord", structures=("pdi--h",))
    both = partner("Cap sur la Route", "accord", SIRET, structures=("pdi--h",))
    for one in (by_structure, both):
        assert rows(measure_partenaires(story(one)), ACTIVE)["Laval"] == 1


def test_without_any_link_to_records_no_territory_is_said_to_be_empty() -> None:
    metric = measure_partenaires(story(partner("Les Semeurs", "autonome")))
    assert [one.key for one in metric.breakdowns] == ["entonnoir"]


def test_without_coverage_the_epci_of_records_are_named_by_the_official_code() -> None:
    metric = measure_partenaires(story(partner("Cap sur la Route", "accord", SIRET), inputs=Inputs()))
    assert rows(metric, ACTIVE) == {"CA Laval Agglomération": 1, "CC Mayenne Communauté": 0}
