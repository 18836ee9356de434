"""Our score is the official one, and can be asked as of another day."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from data_inclusion.schema import v1
from data_inclusion.schema.v1 import score_qualite as official

from offre_insertion.quality import CRITERIA_LABELS, score_qualite
from offre_insertion.schema import ENUMS, Record

BARE: Record = {
    "source": "pdi-53",
    "id": "pdi-53--s1",
    "structure_id": "pdi-53--a",
    "nom": "Atelier",
    "description": "Un atelier pour refaire son CV.",
    "date_maj": "2026-01-15",
}


def some_services(count: int) -> list[Record]:
    """Services with any mix of the fields that the criteria look at."""
    chance = random.Random(53)
    today = dt.date.today()  # noqa: DTZ011 - as the official criterion does
    services = []
    for number in range(count):
        options: Record = {
            "modes_accueil": chance.sample(ENUMS["modes_accueil"], chance.randint(1, 2)),
            "modes_mobilisation": chance.sample(ENUMS["modes_mobilisation"], chance.randint(1, 3)),
            "mobilisable_par": chance.sample(ENUMS["mobilisable_par"], 1),
            "publics": ["jeunes"],
            "thematiques": chance.sample(ENUMS["thematiques"], 2),
            "frais": chance.choice(ENUMS["frais"]),
            "frais_precisions": "5 € par mois",
            "adresse": "1 rue du Test",
            "telephone": "+33243000000",
            "courriel": "contact@exemple.fr",
            "lien_mobilisation": "https://exemple.fr",
        }
        services.append(
            {
                **BARE,
                "id": f"pdi-53--s{number}",
                "source": chance.choice(["pdi-53", "france-travail", "agefiph"]),
                "description": "x" * chance.choice([5, 49, 50, 199, 200, 1_999, 2_000, 10_000]),
                "date_maj": (today - dt.timedelta(days=chance.randint(0, 800))).isoformat(),
                **{name: value for name, value in options.items() if chance.random() < 0.6},
            }
        )
    return services


def test_the_score_is_the_official_one() -> None:
    for service in some_services(400):
        value, criteria = official.score(v1.Service.model_validate(service))
        ours = score_qualite(service)
        assert ours.value == value
        assert dict(ours.criteria) == dict(criteria)


def test_the_score_as_of_today_is_the_official_one_whatever_the_age() -> None:
    today = dt.date.today()  # noqa: DTZ011 - as the official criterion does
    for age in (0, 1, 179, 180, 181, 300, 400, 729, 730, 731, 2_000):
        service = {**BARE, "date_maj": (today - dt.timedelta(days=age)).isoformat()}
        expected = official.score(v1.Service.model_validate(service))[0]
        # Thirty days ago, a service updated thirty days earlier had the score that this one has today.
        earlier = {**BARE, "date_maj": (today - dt.timedelta(days=age + 30)).isoformat()}
        assert score_qualite(service, on=today).value == expected
        assert score_qualite(earlier, on=today - dt.timedelta(days=30)).value == expected


@pytest.mark.parametrize(
    ("day", "freshness"),
    [("2026-01-20", 1.0), ("2026-07-14", 0.0), ("2026-07-15", 0.998), ("2028-01-15", 0.0)],
)
def test_freshness_goes_down_with_the_day(day: str, freshness: float) -> None:
    score = score_qualite(BARE, on=dt.date.fromisoformat(day))
    assert score.criteria["date_maj_recente"] == pytest.approx(freshness, abs=0.001)


def test_every_criterion_has_its_french_words() -> None:
    assert list(CRITERIA_LABELS) == [criterion.__name__ for criterion in official.CRITERES]


def test_the_points_lost_add_up_to_the_score() -> None:
    score = score_qualite(BARE, on=dt.date(2026, 2, 1))
    assert 1 - sum(score.lost().values()) == pytest.approx(score.value, abs=0.005)
    assert list(score.lost().values()) == sorted(score.lost().values(), reverse=True)
