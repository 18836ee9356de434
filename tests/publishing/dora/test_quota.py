"""The quota is the account's: requests of the last command count for the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.publishing.dora.quota import SharedBudget
from tests.publishing.dora.fake import Clock


def spend(budget: SharedBudget, clock: Clock, count: int) -> None:
    for _ in range(count):
        budget.spend(clock=clock, sleep=clock.sleep)


def test_a_new_command_starts_with_what_is_left(tmp_path: Path) -> None:
    path, clock = tmp_path / "travail" / "requetes", Clock()
    spend(SharedBudget(3, path=path), clock, 2)
    clock.sleep(10)
    spend(SharedBudget(3, path=path), clock, 1)
    assert clock() == 10
    spend(SharedBudget(3, path=path), clock, 1)
    assert clock() == 61


def test_without_a_file_it_is_an_ordinary_budget() -> None:
    clock = Clock()
    spend(SharedBudget(2), clock, 3)
    assert clock() == 61


def test_a_clock_set_back_does_not_stop_everything(tmp_path: Path) -> None:
    path, clock = tmp_path / "requetes", Clock()
    path.write_text("999999999.000\n" * 3, encoding="ascii")
    spend(SharedBudget(3, path=path), clock, 3)
    assert clock() == 0


@pytest.mark.parametrize("content", ["", "n'importe quoi", "12\né"])
def test_a_file_that_cannot_be_read_is_started_again(tmp_path: Path, content: str) -> None:
    path, clock = tmp_path / "requetes", Clock()
    path.write_text(content, encoding="utf-8")
    spend(SharedBudget(2, path=path), clock, 1)
    assert path.read_text(encoding="ascii") == "0.0\n"


def test_a_folder_where_nothing_can_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    clock = Clock()
    spend(SharedBudget(1, path=tmp_path / "fichier" / "requetes"), clock, 2)
    assert clock() == 61
