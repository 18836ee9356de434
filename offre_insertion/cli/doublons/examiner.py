"""``offre-insertion doublons examiner``: two records side by side, one key per answer."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.doublons.entrees import (
    Inputs,
    ask_author,
    auteur_option,
    certaines_option,
    with_inputs,
)
from offre_insertion.cli.doublons.lister import french
from offre_insertion.cli.french import FrenchCommand
from offre_insertion.text import counted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from offre_insertion.history import History
    from offre_insertion.history.judgements import JudgementEntry
    from offre_insertion.review import Case, Spoken

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
    session = _Session(cases, history, author, read_key, screen)
    while session.ask():
        pass
    session.say_end()


@dataclass(slots=True)
class _Session:
    """One person in front of the pairs: ``position`` is the pair asked, the others are those done with."""

    cases: Sequence[Case]
    history: History
    author: str
    read_key: Callable[[], str]
    screen: Console
    position: int = 0
    answered: list[int] = field(default_factory=list)
    passed: set[int] = field(default_factory=set)

    def ask(self) -> bool:
        """Asks about the next pair, or after the last one whether an answer is taken back; false to stop."""
        spoken = self._go_to_next()
        is_over = self.position == len(self.cases)
        if is_over and not self.answered:
            return False
        if is_over:
            self.screen.print(
                "Plus rien à examiner. a annuler la dernière · autre touche pour finir", style="reverse"
            )
        else:
            show(self.screen, self.cases[self.position], f"{self.position + 1} sur {len(self.cases)}")
        key = _read(self.read_key)
        if key == "a" and self.answered:
            self._take_back()
        elif is_over or key == "q":
            return False
        elif key in _VERDICTS:
            self._answer(_VERDICTS[key], spoken)
        elif key == "p":
            self.passed.add(self.position)
        else:
            self._say("Rien à annuler." if key == "a" else f"Touches : {_KEYS}")
        return True

    def _go_to_next(self) -> Spoken:
        """Stands on the first pair, from here on, that nobody spoke of nor passed; what was said until now."""
        from offre_insertion.history.judgements import list_judgements
        from offre_insertion.matching import Judgements
        from offre_insertion.review import Spoken
        from offre_insertion.schema import MODELS

        spoken = Spoken(tuple(list_judgements(self.history)))
        known = {kind: Judgements(spoken.standing(kind)) for kind in MODELS}
        while self.position < len(self.cases):
            case = self.cases[self.position]
            if (
                self.position not in self.passed
                and known[case.kind].answer(case.pair.left, case.pair.right) is None
            ):
                break
            self.position += 1
        return spoken

    def _answer(self, verdict: str, spoken: Spoken) -> None:
        from offre_insertion.review import new_conflicts

        entry = self._record(verdict)
        for conflict in new_conflicts(spoken, [entry]):
            self.screen.print(f"Attention : {conflict}", style="bold red", markup=False)
        self._say(f"→ {verdict}")
        self.answered.append(self.position)
        self.position += 1

    def _take_back(self) -> None:
        from offre_insertion.review.spoken import CANCELLED

        self.position = self.answered.pop()
        self._record(CANCELLED)
        self._say("→ dernière réponse annulée")

    def _record(self, verdict: str) -> JudgementEntry:
        """Writes what is said of the pair asked."""
        from offre_insertion.history.judgements import JudgementEntry, add_judgements

        case, now = self.cases[self.position], dt.datetime.now(dt.UTC)
        entry = JudgementEntry(case.kind, case.pair.left, case.pair.right, verdict, self.author, now)
        add_judgements(self.history, [entry])
        return entry

    def _say(self, words: str) -> None:
        self.screen.print(words, style="bold")

    def say_end(self) -> None:
        """How many answers, and what is left for the next time."""
        passed = len(self.passed)
        left = f" ; {counted(passed, 'paire passée')}, à revoir la prochaine fois" if passed else ""
        self.screen.print(f"{counted(len(self.answered), 'réponse enregistrée')}{left}.")


def _read(read_key: Callable[[], str]) -> str:
    """The key, in lower case; the end of the input and Ctrl-C are « q »: everything is already written."""
    try:
        return read_key().lower() or "q"
    except (KeyboardInterrupt, EOFError):
        return "q"


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
    from offre_insertion.schema import FIELD_LABELS

    table = Table(show_lines=False, expand=True)
    table.add_column("Champ", max_width=20)
    table.add_column("")
    table.add_column(Text(f"A · {as_text(case.left['id'])}"), ratio=1, overflow="fold")
    table.add_column(Text(f"B · {as_text(case.right['id'])}"), ratio=1, overflow="fold")
    for one in case.differences():
        mark, style = _MARKS[one.mark]
        cells = (FIELD_LABELS.get(one.field, one.field), mark, one.left or "—", one.right or "—")
        table.add_row(*(Text(cell, style=style) for cell in cells))
    return table
