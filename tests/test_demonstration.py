"""The demonstration: three dates of the example, with everything that happens to an offer."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from offre_insertion.demonstration import DAYS, PROJECT, play
from offre_insertion.demonstration.past import Change, catalogue_on, read_changes
from offre_insertion.errors import PublishError
from offre_insertion.resources import bundled

EXAMPLE = bundled("connectors") / "exemple"
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
SMALL = "Titre;\r\nSous-titre;\r\nAction;Date\r\nUn;a\r\nDeux;b\r\nTOTAL;\r\n*;\r\n".encode("cp1252")


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("cp1252"), newline=""), delimiter=";"))[3:-2]


def test_the_past_is_read_from_the_table_of_changes() -> None:
    day = DAYS[0]
    changes = [
        Change(day, day, 1, "Date", "avant"), Change(day, day, 2, "", ""), Change(day, day, 3, "Action", "Ancienne"),
    ]  # fmt: skip
    assert lines(catalogue_on(day, SMALL, changes)) == [["Un", "avant"], ["Ancienne", ""]]
    assert catalogue_on(DAYS[1], SMALL, changes) == SMALL


def test_the_last_snapshot_is_the_catalogue_of_today_but_for_what_ended() -> None:
    content = (EXAMPLE / "catalogue.csv").read_bytes()
    changes = read_changes((EXAMPLE / "changements.csv").read_text("utf-8"))
    today, last = lines(content), lines(catalogue_on(DAYS[-1], content, changes))
    assert last[: len(today)] == today
    assert len(last) == len(today) + 1
    assert catalogue_on(dt.date(2026, 10, 1), content, changes) == content


def test_no_line_is_taken_away_from_under_an_idem() -> None:
    content = (EXAMPLE / "catalogue.csv").read_bytes()
    changes = read_changes((EXAMPLE / "changements.csv").read_text("utf-8"))
    rows = lines(content)
    below = {change.line for change in changes if not change.column and change.line < len(rows)}
    assert [line for line in below if "idem" in [cell.casefold() for cell in rows[line]]] == []


def test_it_tells_arrivals_closures_merges_and_a_source_that_leaves(tmp_path: Path) -> None:
    told: list[str] = []
    report = play(tmp_path, now=NOW, tell=told.append).report
    assert [line[:10] for line in told] == ["31/03/2026", "30/06/2026", "30/09/2026"]
    steps = {row.label: row.value for row in report.metrics["evolution-nette"].breakdown("cascade").rows}
    assert steps["début"] == 126
    assert steps["nouveaux"] == 13
    assert (steps["fermés"], steps["convention expirée"], steps["fusionnés (jugés doublons)"]) == (-4, -1, -1)
    assert steps["départ d’une source"] == -5
    assert steps["fin"] == 128
    assert report.headline == (
        "128 dispositifs (+2, dont +7 à sources constantes), 50 % à jour, 92 % affichables dans DORA, 118 couples "
        "thématique × EPCI à renforcer, dont 1 confirmé sur le terrain."
    )
    said = report.metrics["thematiques-a-renforcer"].breakdown("qualification").rows
    assert {row.label: row.value for row in said if row.value} == {
        "pas encore qualifiés": 116,
        "à recenser": 1,
        "trou d’offre confirmé": 1,
    }


def test_it_starts_again_from_nothing_and_leaves_the_history_of_the_environment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "la-mienne.sqlite3"
    monkeypatch.setenv("OFFRE_INSERTION_HISTORIQUE_URL", f"sqlite:///{mine}")
    first = play(tmp_path / "demo", now=NOW).report
    assert play(tmp_path / "demo", now=NOW).report == first
    assert not mine.exists()


def test_a_folder_of_somebody_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / PROJECT).mkdir()
    (tmp_path / PROJECT / "mien.txt").write_text("à moi", encoding="utf-8")
    with pytest.raises(PublishError, match="n’est pas une démonstration"):
        play(tmp_path, now=NOW)
    assert (tmp_path / PROJECT / "mien.txt").read_text("utf-8") == "à moi"
