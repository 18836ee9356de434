"""The quota is the account's: requests of the last command count for the next one."""

from __future__ import annotations

import subprocess
import sys
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


def test_room_is_waited_for_at_once_and_nothing_is_spent(tmp_path: Path) -> None:
    path, clock = tmp_path / "requetes", Clock()
    spend(SharedBudget(5, path=path), clock, 2)
    clock.sleep(10)
    budget = SharedBudget(5, path=path)
    spend(budget, clock, 1)
    budget.make_room(2, clock=clock, sleep=clock.sleep)
    assert clock() == 10
    budget.make_room(4, clock=clock, sleep=clock.sleep)
    assert clock() == 61
    budget.make_room(99, clock=clock, sleep=clock.sleep)
    assert clock() == 71


def test_two_commands_at_the_same_time_share_it(tmp_path: Path) -> None:
    path, clock = tmp_path / "requetes", Clock()
    one, other = SharedBudget(4, path=path), SharedBudget(4, path=path)
    for _ in range(2):
        spend(one, clock, 1)
        spend(other, clock, 1)
    assert clock() == 0
    spend(one, clock, 1)
    assert clock() == 61


def test_processes_that_run_at_once_lose_no_request(tmp_path: Path) -> None:
    path = tmp_path / "requetes"
    code = (
        "import sys, time; from pathlib import Path; from offre_insertion.publishing.dora.quota import SharedBudget\n"
        "budget = SharedBudget(1000, path=Path(sys.argv[1]))\n"
        "for _ in range(100): budget.spend(clock=time.time, sleep=time.sleep)"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(2)]
    assert [one.wait(timeout=60) for one in running] == [0, 0]
    assert len(path.read_text(encoding="ascii").split()) == 200


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
