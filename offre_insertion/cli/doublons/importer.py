"""``offre-insertion doublons importer``: the decisions of a filled workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.doublons.entrees import (
    Inputs,
    Review,
    ask_author,
    auteur_option,
    with_inputs,
)
from offre_insertion.cli.french import FrenchCommand
from offre_insertion.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offre_insertion.history.judgements import JudgementEntry
    from offre_insertion.review.workbook import FilledReview


@click.command(cls=FrenchCommand, name="importer")
@click.argument("classeur", type=click.Path(path_type=Path))
@with_inputs()
@click.option("--appliquer", is_flag=True, help="Enregistre ; sans cette option, montre ce qui le serait.")
@auteur_option
def command(
    *,
    classeur: Path,
    inputs: Inputs,
    appliquer: bool,
    auteur: str | None,
) -> int:
    """Lit les décisions de CLASSEUR, montre ce qui sera enregistré, et l'enregistre avec --appliquer.

    Les cellules vides sont ignorées ; une ligne dont les identifiants ont changé est refusée, et dite. Code de sortie 1
    s'il y a des lignes refusées.
    """
    from offre_insertion.cli.doublons.reponses import judge
    from offre_insertion.review import news
    from offre_insertion.review.workbook import read_workbook

    review = inputs.read()
    filled = read_workbook(classeur, review.offers)
    author = (auteur or filled.author or "").strip()
    if filled.decisions and not author:
        author = ask_author(auteur)
    entries = news(review.spoken, _entries(filled, author))
    _preview(review, filled, entries)
    if appliquer and entries:
        with review.history() as history:
            answers = judge(history, entries)
        for line in answers:
            click.echo(line)
        click.echo(f"{counted(len(entries), 'décision enregistrée')}, au nom de {author}.")
    elif entries:
        click.echo("Rien n'est enregistré : relancez avec --appliquer.")
    return 1 if filled.refused else 0


def _entries(filled: FilledReview, author: str) -> list[JudgementEntry]:
    from offre_insertion.history.judgements import JudgementEntry

    now = dt.datetime.now(dt.UTC)
    return [
        JudgementEntry(one.kind, one.left, one.right, one.verdict, author, now, one.note)
        for one in filled.decisions
    ]


def _preview(review: Review, filled: FilledReview, entries: Sequence[JudgementEntry]) -> None:
    """What will be recorded, what it replaces and contradicts, what is refused, what adds nothing."""
    from offre_insertion.review import new_conflicts

    for entry in entries:
        before = review.spoken.latest(entry.kind, *entry.ids)
        replaced = f" (remplace « {before.verdict} », de {before.author})" if before else ""
        names = [_label(review, entry, one) for one in (entry.left, entry.right)]
        click.echo(f"{entry.verdict} : {names[0]} et {names[1]}{replaced}")
    for conflict in new_conflicts(review.spoken, entries):
        click.echo(f"Attention : {conflict}", err=True)
    for refusal in filled.refused:
        click.echo(f"Refusé. {refusal}", err=True)
    if filled.alone:
        click.echo(
            f"{counted(filled.alone, 'commentaire')} sans décision, à ignorer ou à compléter.", err=True
        )
    known = len(filled.decisions) - len(entries)
    click.echo(
        f"{counted(len(entries), 'décision nouvelle')}, {known} déjà là, "
        f"{counted(len(filled.refused), 'ligne refusée')}."
    )


def _label(review: Review, entry: JudgementEntry, record_id: str) -> str:
    from offre_insertion.review.cases import as_text

    offer = next(offer for offer in review.offers if record_id in offer.records(entry.kind))
    return f"« {as_text(offer.label(entry.kind, record_id))} » [{as_text(record_id)}]"
