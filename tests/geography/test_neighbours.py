from __future__ import annotations

import pytest

from offre_insertion.geography.neighbours import neighbouring_departements


@pytest.mark.parametrize(
    ("code", "around"),
    [
        ("53", {"35", "49", "50", "61", "72"}),
        ("48", {"07", "12", "15", "30", "43"}),
        ("75", {"92", "93", "94"}),
        ("2A", {"2B"}),
        ("62", {"59", "80"}),
    ],
)
def test_every_department_across_the_border_is_found(code: str, around: set[str]) -> None:
    assert around <= set(neighbouring_departements(code))


def test_what_is_only_near_is_little() -> None:
    assert set(neighbouring_departements("53")) - {"35", "49", "50", "61", "72"} <= {"44"}


@pytest.mark.parametrize("code", ["974", "00"])
def test_an_island_or_an_unknown_code_has_none(code: str) -> None:
    assert neighbouring_departements(code) == ()
