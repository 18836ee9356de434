"""``offre-insertion doublons examiner``: two records side by side, one key per answer."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.doublons.entrees import (
    Inputs,
    ask_author,
    auteur_option,
    certaines_option,
    counted,
    with_inputs,
)
from offre_insertion.cli.doublons.lister import french
from offre_insertion.cli.french import FrenchCommand

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from offre_insertion.history import History
    from offre_insertion.history.judgements import JudgementEntry
    from offre_insertion.review import Case

_KEYS = "d doublon · n distinct · i incertain · p passer · a annuler la dernière · q quitter"
_VERDICTS = {"d": "doublon", "n": "distinct", "i": "incertain"}
#: Mark and style of a line: never the colour alone.
_MARKS = {
    "same": ("=", "dim"),
    "different": ("≠", "bold yellow"),
    "left": ("+", "cyan"),
    "right": ("+", "cyan"),
}


@click.command(cls=FrenchCommand, name="examiner")
@with_inputs()
@certaines_option
@auteur_option
def command(
    *,
    inputs: Inputs,
    certaines: bool,
    auteur: str | None,
) -> int:
    """Montre côte à côte les paires à examiner ; une touche par réponse.

    Chaque réponse est enregistrée aussitôt : on peut quitter et reprendre. Une paire jugée n'est plus demandée.
    """
    from offre_insertion.cli.affichage import console
    from offre_insertion.review import find_cases, to_ask

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            "« examiner » demande un terminal, avec quelqu'un devant. Ailleurs : « doublons exporter », ou "
            "« doublons decider »."
        )
    review = inputs.read()
    cases = find_cases(review.offer, against=review.against, spoken=review.spoken)
    waiting = to_ask(cases, certain=certaines)
    if not waiting:
        click.echo("Aucune paire à examiner.")
        return 0
    author = ask_author(auteur)
    with review.history() as history:
        examine(waiting, history=history, author=author, read_key=click.getchar, screen=console())
    return 0


def examine(
    cases: Sequence[Case], *, history: History, author: str, read_key: Callable[[], str], screen: Console
) -> None:
    """Asks about each pair until the last, or « q ». Each answer is a line of the history, written at once.

    The history is read again before each question: what a colleague said meanwhile, or what follows from an answer,
    is not asked.
    """
    from offre_insertion.history.judgements import add_judgements, list_judgements
    from offre_insertion.matching import Judgements
    from offre_insertion.review import Spoken, new_conflicts
    from offre_insertion.review.spoken import CANCELLED

    answered: list[int] = []
    passed: set[int] = set()
    position = 0
    while position < len(cases):
        case = cases[position]
        spoken = Spoken(tuple(list_judgements(history)))
        known = Judgements(spoken.standing(case.kind)).answer(case.pair.left, case.pair.right)
        if known is not None or position in passed:
            position += 1
            continue
        show(screen, case, f"{position + 1} sur {len(cases)}")
        key = _read(read_key)
        if key == "q":
            break
        if key in _VERDICTS:
            entry = _entry(case, _VERDICTS[key], author)
            for conflict in new_conflicts(spoken, [entry]):
                screen.print(f"Attention : {conflict}", style="bold red", markup=False)
            add_judgements(history, [entry])
            screen.print(f"→ {entry.verdict}", style="bold")
            answered.append(position)
            position += 1
        elif key == "p":
            passed.add(position)
        elif key == "a" and answered:
            position = answered.pop()
            add_judgements(history, [_entry(cases[position], CANCELLED, author)])
            screen.print("→ dernière réponse annulée", style="bold")
        else:
            screen.print("Rien à annuler." if key == "a" else f"Touches : {_KEYS}", style="bold")
    _say_end(screen, len(answered), len(passed))


def _entry(case: Case, verdict: str, author: str) -> JudgementEntry:
    from offre_insertion.history.judgements import JudgementEntry

    now = dt.datetime.now(dt.UTC)
    return JudgementEntry(case.kind, case.pair.left, case.pair.right, verdict, author, now)


def _read(read_key: Callable[[], str]) -> str:
    """The key, in lower case; the end of the input and Ctrl-C are « q »: everything is already written."""
    try:
        return read_key().lower() or "q"
    except (KeyboardInterrupt, EOFError):
        return "q"


def _say_end(screen: Console, answered: int, passed: int) -> None:
    left = f" ; {counted(passed, 'paire passée')}, à revoir la prochaine fois" if passed else ""
    screen.print(f"{counted(answered, 'réponse enregistrée')}{left}.")


def show(screen: Console, case: Case, place: str) -> None:
    """A pair: where it stands, the fields side by side with their mark, the reasons, the keys."""
    screen.rule()
    screen.print(f"{place} · {case.kind} · {case.standing} · {french(case.pair.score)}", style="bold")
    screen.print(_table(case))
    for reason in case.pair.reasons:
        sign = "+" if reason.weight > 0 else "−"
        screen.print(f"  {sign} {reason.detail} ({french(reason.weight, sign=True)})", markup=False)
    screen.print(_KEYS, style="reverse")


def _table(case: Case) -> Table:
    from rich.table import Table
    from rich.text import Text

    from offre_insertion.review.cases import as_text

    table = Table(show_lines=False, expand=True)
    table.add_column("Champ", no_wrap=True)
    table.add_column("")
    table.add_column(Text(f"A · {as_text(case.left['id'])}"), ratio=1, overflow="fold")
    table.add_column(Text(f"B · {as_text(case.right['id'])}"), ratio=1, overflow="fold")
    for one in case.differences():
        mark, style = _MARKS[one.mark]
        cells = (one.field, mark, one.left or "—", one.right or "—")
        table.add_row(*(Text(cell, style=style) for cell in cells))
    return table
