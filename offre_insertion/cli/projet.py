"""What the commands of a project share: its option, and its steps on the screen or in a journal."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import orjson

from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.pipeline import Observer, Step

F = TypeVar("F", bound=Callable[..., object])


def project_option(function: F) -> F:
    """``--projet``: the project file, that of the current folder by default."""
    option = click.option(
        "--projet",
        type=click.Path(path_type=Path),
        default=Path("offre-insertion.toml"),
        help="Fichier du projet, ou son dossier (sinon celui du dossier courant).",
    )
    return option(function)


def describe_counts(counts: Mapping[str, int]) -> str:
    """``1 créée, 2 modifiées…``: the counts of the changes of a source, in words."""
    words = {"creees": "créée", "modifiees": "modifiée", "inchangees": "inchangée", "disparues": "disparue"}
    return ", ".join(
        f"{count} {word}{'s' * (count > 1)}"
        for name, word in words.items()
        for count in [counts.get(name, 0)]
    )


def describe_rows(bilan: Mapping[str, Any]) -> str:
    """``5 lignes = 3 retenues + 2 rejetées + 0 ignorée``: what became of the rows of a catalogue, from its bilan."""
    return (
        f"{counted(bilan['lignes'], 'ligne')} = {counted(bilan['retenues'], 'retenue')} "
        f"+ {counted(bilan['rejetees'], 'rejetée')} + {counted(bilan['ignorees'], 'ignorée')}"
    )


def describe_issues(counts: Mapping[str, int]) -> str:
    """``4 erreurs, 8 avertissements``: the issues to look at, from their number by severity."""
    return f"{counted(counts['erreur'], 'erreur')}, {counted(counts['avertissement'], 'avertissement')}"


def write_line(**values: object) -> None:
    """One line of the journal, on stderr: stdout is for the result."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    click.echo(orjson.dumps({"quand": now, **values}).decode(), err=True)


@contextmanager
def shown_steps(journal: str, *, sources: int) -> Iterator[Observer]:
    """The steps of a run: JSON lines, a progress bar on a terminal, nothing for cron."""
    if journal == "json":
        yield lambda step: write_line(etape=step.name, source=step.source, **step.figures)
    elif sys.stderr.isatty():
        with _bar(sources) as observe:
            yield observe
    else:
        yield lambda _step: None


@contextmanager
def _bar(sources: int) -> Iterator[Observer]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        # lecture, conversion, comparaison, fichiers for each source; historique once.
        task = progress.add_task("préparation", total=4 * sources + 1)

        def observe(step: Step) -> None:
            label = f"{step.source} : {step.name}" if step.source else step.name
            progress.update(task, description=label, advance=1, refresh=True)

        yield observe
