"""The targets of the search of duplicates, on a drawn sample of the benchmark."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from offre_insertion.matching import find_duplicates

SCRIPTS = Path(__file__).parents[2] / "scripts"


def test_the_targets_hold_on_a_drawn_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Precision of certain ≥ 99 %, recall with examination ≥ 95 %, to examine ≤ 3 % of records."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    sample = runpy.run_path(str(SCRIPTS / "bench_doublons.py"))["draw_sample"](53, 4_000)
    pairs = find_duplicates(sample.records)
    certain = {pair.ids for pair in pairs if pair.verdict == "certain"}
    to_examine = {pair.ids for pair in pairs if pair.verdict == "a-examiner"}
    assert len(certain & sample.truth.keys()) >= 0.99 * len(certain)
    assert len((certain | to_examine) & sample.truth.keys()) >= 0.95 * len(sample.truth)
    assert len(to_examine) <= 0.03 * len(sample.records)
