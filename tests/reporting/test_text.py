"""Figures are French, and never say more than what is."""

from __future__ import annotations

import pytest

from offre_insertion.reporting.text import counted, number, percent


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.586, "58 %"), (0.7999, "79 %"), (0.8, "80 %"), (0.9999, "99 %"), (1.0, "100 %"), (0.0, "0 %"), (0.004, "< 1 %"),
     (None, "–"), (0.29, "29 %")],
)  # fmt: skip
def test_a_share_is_cut_not_rounded(share: float | None, expected: str) -> None:
    assert percent(share).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5856, "58,5 %"), (0.7997, "79,9 %"), (0.8, "80,0 %"), (0.29, "29,0 %"), (1.0, "100,0 %"), (0.0, "0,0 %"),
     (0.0004, "< 0,1 %"), (None, "–")],
)  # fmt: skip
def test_so_is_one_with_decimals(share: float | None, expected: str) -> None:
    assert percent(share, 1).replace("\u00a0", " ") == expected


def test_numbers_and_plurals_are_french() -> None:
    assert number(305468) == "305\u202f468"
    assert number(-2.5, digits=1) == "−2,5"
    assert number(None) == "–"
    assert counted(1, "dispositif proche") == "1\u00a0dispositif proche"
    assert counted(3, "dispositif proche") == "3\u00a0dispositifs proches"
