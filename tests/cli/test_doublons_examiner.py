"""The review in the terminal, key by key."""

from __future__ import annotations

import io
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from offre_insertion.cli.doublons.examiner import examine
from offre_insertion.history import History, open_history
from offre_insertion.history.judgements import list_judgements
from offre_insertion.matching import Judgements
from offre_insertion.review import Case, Spoken, find_cases, to_ask
from tests.matching.fictional import LAVAL, structure
from tests.review.offers import STRUCTURES, offer, write_offer

ROOT = Path(__file__).parents[2]

#: Two pairs to examine.
GARAGES = tuple(
    structure(f"pdi--{number}", "Garage solidaire Mobil'éco", LAVAL, adresse=adresse)
    for number, adresse in ((2, "3 rue Haute"), (3, "18 avenue de Mayenne"))
)
SCHOOLS = tuple(
    structure(f"pdi--{number}", "Auto-école associative", LAVAL, adresse=adresse)
    for number, adresse in ((5, "1 rue Basse"), (6, "40 rue du Pont"))
)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[History]:
    with open_history(f"sqlite:///{tmp_path / 'historique.sqlite3'}") as opened:
        yield opened


def waiting(history: History) -> list[Case]:
    spoken = Spoken(tuple(list_judgements(history)))
    return to_ask(find_cases(offer((*GARAGES, *SCHOOLS), ()), spoken=spoken), certain=False)


def typed(keys: str) -> Callable[[], str]:
    """Reads the keys one by one, then fails: nothing may be asked beyond."""
    left = iter(keys)
    return lambda: next(left)


def review(history: History, keys: str) -> str:
    screen = Console(file=io.StringIO(), width=140)
    examine(waiting(history), history=history, author="Camille", read_key=typed(keys), screen=screen)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def said(history: History) -> list[tuple[str, str, str]]:
    return [(one.left, one.right, one.verdict) for one in list_judgements(history)]


def test_one_key_answers_and_is_recorded_at_once(sqlite: History) -> None:
    shown = review(sqlite, "dnq")
    assert said(sqlite) == [("pdi--2", "pdi--3", "doublon"), ("pdi--5", "pdi--6", "distinct")]
    assert "2 réponses enregistrées." in shown


def test_differences_are_marked_and_not_only_coloured(sqlite: History) -> None:
    shown = review(sqlite, "q")
    (line,) = [one for one in shown.splitlines() if " adresse " in one]
    assert "≠" in line
    assert "3 rue Haute" in line
    assert "18 avenue de Mayenne" in line
    (same,) = [one for one in shown.splitlines() if " nom " in one]
    assert "=" in same
    assert "− Deux adresses" in shown
    assert "A · pdi--2" in shown


def test_a_review_is_resumed_where_it_was_left_and_never_asks_twice(sqlite: History) -> None:
    review(sqlite, "iq")
    assert [case.pair.left for case in waiting(sqlite)] == ["pdi--5"]
    assert "1 sur 1" in review(sqlite, "dq")
    assert waiting(sqlite) == []


def test_a_passed_pair_is_asked_next_time_only(sqlite: History) -> None:
    shown = review(sqlite, "pdq")
    assert said(sqlite) == [("pdi--5", "pdi--6", "doublon")]
    assert "1 paire passée, à revoir la prochaine fois" in shown
    assert [case.pair.left for case in waiting(sqlite)] == ["pdi--2"]


def test_the_last_answer_is_taken_back_and_asked_again(sqlite: History) -> None:
    review(sqlite, "dandq")
    assert said(sqlite) == [
        ("pdi--2", "pdi--3", "doublon"),
        ("pdi--2", "pdi--3", "annule"),
        ("pdi--2", "pdi--3", "distinct"),
        ("pdi--5", "pdi--6", "doublon"),
    ]


def test_the_last_answer_is_taken_back_even_after_the_last_pair(sqlite: History) -> None:
    shown = review(sqlite, "ddanq")
    assert "Plus rien à examiner" in shown
    assert said(sqlite)[1:] == [
        ("pdi--5", "pdi--6", "doublon"),
        ("pdi--5", "pdi--6", "annule"),
        ("pdi--5", "pdi--6", "distinct"),
    ]


def test_an_answer_taken_back_then_left_is_no_judgement(sqlite: History) -> None:
    review(sqlite, "daq")
    standing = Spoken(tuple(list_judgements(sqlite))).standing("structure")
    assert Judgements(standing).answer("pdi--2", "pdi--3") is None


def test_with_nothing_answered_there_is_nothing_to_take_back(sqlite: History) -> None:
    assert "Rien à annuler." in review(sqlite, "aq")
    assert said(sqlite) == []


def test_an_unknown_key_shows_the_keys_and_asks_again(sqlite: History) -> None:
    assert "Touches : " in review(sqlite, "zDq")
    assert said(sqlite) == [("pdi--2", "pdi--3", "doublon")]


def test_an_interruption_keeps_what_was_answered(sqlite: History) -> None:
    keys = iter("d")

    def read_key() -> str:
        for key in keys:
            return key
        raise KeyboardInterrupt

    screen = Console(file=io.StringIO(), width=140)
    examine(waiting(sqlite), history=sqlite, author="Camille", read_key=read_key, screen=screen)
    assert said(sqlite) == [("pdi--2", "pdi--3", "doublon")]


def test_what_follows_from_an_answer_is_not_asked(sqlite: History) -> None:
    third = structure("pdi--7", "Garage solidaire Mobil'éco", LAVAL)
    cases = to_ask(find_cases(offer((*GARAGES, third), ())), certain=False)
    assert len(cases) == 3
    screen = Console(file=io.StringIO(), width=140)
    examine(cases, history=sqlite, author="Camille", read_key=typed("ddq"), screen=screen)
    assert len(said(sqlite)) == 2


def test_certain_pairs_are_asked_on_demand() -> None:
    cases = find_cases(offer(STRUCTURES, ()))
    assert [case.label for case in to_ask(cases, certain=True)] == ["doublon certain", "à examiner"]
    assert [case.label for case in to_ask(cases, certain=False)] == ["à examiner"]


@pytest.mark.skipif(sys.platform == "win32", reason="pas de pseudo-terminal sous Windows")
def test_the_command_asks_who_signs_then_one_key_per_pair(tmp_path: Path) -> None:
    folder = write_offer(tmp_path / "sortie", (*GARAGES, *SCHOOLS), ())
    code = (
        "import sys; from offre_insertion.cli import run; sys.exit(run(['doublons', 'examiner', 'sortie']))"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "USER": "camille",
        "TERM": "xterm",
        "COLUMNS": "120",
    }
    environment.pop("OFFRE_INSERTION_AUTEUR", None)
    main, terminal = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=tmp_path,
        env=environment,
    ) as process:
        os.close(terminal)
        for awaited, keys in (("[camille]", "\n"), ("1 sur 2", "d"), ("2 sur 2", "q"), ("enregistrée.", "")):
            wait_for(main, awaited)
            os.write(main, keys.encode())
        assert process.wait(timeout=30) == 0
    os.close(main)
    with open_history(f"sqlite:///{folder / 'historique.sqlite3'}") as history:
        assert [(one.author, one.verdict) for one in list_judgements(history)] == [("camille", "doublon")]


def wait_for(terminal: int, text: str) -> None:
    """Reads the terminal until it shows a text, then, after a question, until it takes keys one by one."""
    shown = ""
    while text not in shown:
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, f"« {text} » ne vient pas : {shown}"
        shown += os.read(terminal, 65_536).decode(errors="replace")
    if " sur 2" in text:
        import termios

        deadline = time.monotonic() + 30
        while termios.tcgetattr(terminal)[3] & termios.ICANON:
            assert time.monotonic() < deadline, "le terminal n'attend pas de touche"
            if select.select([terminal], [], [], 0.02)[0]:
                os.read(terminal, 65_536)
