"""The demonstration played once: a real report on three snapshots."""

from __future__ import annotations

import datetime as dt

import pytest

from offre_insertion.demonstration import Played, play
from offre_insertion.reporting.follow_up.report import Report

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("demonstration"), now=NOW)


@pytest.fixture(scope="session")
def report(played: Played) -> Report:
    return played.report
