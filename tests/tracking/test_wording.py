"""Figures as people read them."""

from __future__ import annotations

import pytest

from offre_insertion.tracking.metric import Definition, Metric
from offre_insertion.tracking.wording import (
    named_field,
    shown_delta,
    shown_field,
    shown_fraction,
    shown_number,
    shown_value,
)


def metric(value: float | None, unit: str, previous: float | None = None) -> Metric:
    return Metric(Definition(1, "x", "X", 1, unit, "…", ()), value, previous=previous)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.754, "part", "75 %"),
        (1234.5, "heures", "1 234,5"),
        (0.82, "score", "0,82"),
        (12, "dispositifs", "12"),
        (1200, "places", "1 200"),
        (0, "jours", "0"),
        (None, "part", "non mesuré"),
    ],
)
def test_a_number_is_written_in_french(value: float | None, unit: str, shown: str) -> None:
    assert shown_number(value, unit) == shown


def test_a_figure_has_its_unit_in_the_singular_below_two() -> None:
    assert [shown_value(metric(n, "dispositifs")) for n in (0, 1, 2)] == [
        "0 dispositif",
        "1 dispositif",
        "2 dispositifs",
    ]
    assert shown_value(metric(0.5, "places pour 100 foyers")) == "0,5 place pour 100 foyers"
    assert shown_value(metric(2, "places pour 100 foyers")) == "2 places pour 100 foyers"
    assert shown_value(metric(None, "paires")) == "non mesuré"


def test_a_difference_has_its_sign() -> None:
    assert [shown_delta(metric(n, "paires", 3)) for n in (5, 3, 1)] == ["+2", "stable", "−2"]
    assert [shown_delta(metric(n, "part", 0.5)) for n in (0.43, 0.51)] == ["−7 points", "+1 point"]
    assert shown_delta(metric(5, "paires")) == ""


def test_the_terms_of_a_share_are_said_and_those_of_pluri_enregistrement_by_their_names() -> None:
    share = Definition(1, "x", "X", 1, "part", "…", ())
    assert shown_fraction(Metric(share, 0.5, 700, 1400)) == "700 sur 1 400"
    assert shown_fraction(Metric(share, None)) == ""
    assert shown_fraction(metric(3, "paires")) == ""
    pluri = Definition(11, "pluri-enregistrement", "X", 3, "part", "…", ())
    assert shown_fraction(Metric(pluri, 0.75, 1, 4)) == "1 dispositif pour 4 enregistrements"


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("zone_eligibilite", "zone d’éligibilité"),
        ("siret", "numéro SIRET"),
        ("mobilisable_par", "qui peut mobiliser"),
        ("prive.montant_etat", "part de l’État dans le budget, en euros"),
        ("prive.inconnu", "prive.inconnu"),
    ],
)
def test_a_field_is_said_in_french(field: str, shown: str) -> None:
    assert shown_field(field) == shown


def test_a_field_bears_its_name_where_its_words_do_not_say_it() -> None:
    assert named_field("frais") == "frais"
    assert named_field("mobilisable_par") == "qui peut mobiliser (champ mobilisable_par)"
