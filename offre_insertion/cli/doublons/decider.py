"""``offre-insertion doublons decider``."""

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

if TYPE_CHECKING:
    from offre_insertion.history.judgements import JudgementEntry
    from offre_insertion.schema import Kind


@click.command(cls=FrenchCommand, name="decider")
@click.argument("a")
@click.argument("b")
@click.argument("decision", type=click.Choice(["doublon", "distinct", "incertain", "annule"]))
@with_inputs(
    files=click.option(
        "--dans",
        "fichiers",
        type=click.Path(path_type=Path),
        multiple=True,
        help="Fichier ou dossier où sont les fiches (sinon, le dernier passage du projet).",
    )
)
@click.option(
    "--nature",
    type=click.Choice(["structure", "service"]),
    help="Utile quand une structure et un service portent le même identifiant.",
)
@auteur_option
@click.option("--note", help="Pourquoi, en quelques mots.")
def command(
    *,
    a: str,
    b: str,
    decision: str,
    inputs: Inputs,
    nature: Kind | None,
    auteur: str | None,
    note: str | None,
) -> int:
    """Dit des fiches A et B (leurs identifiants) qu'elles sont un doublon, distinctes, ou incertaines.

    Une décision est signée et datée, jamais effacée : une plus récente la remplace. « annule » la retire, et la paire
    est demandée de nouveau.
    """
    from offre_insertion.history.judgements import JudgementEntry

    review = inputs.read()
    kind = _kind_of(review, a, b, nature)
    author = ask_author(auteur)
    entry = JudgementEntry(kind, a, b, decision, author, dt.datetime.now(dt.UTC), note)
    click.echo(_record(review, entry))
    return 0


def _kind_of(review: Review, a: str, b: str, nature: Kind | None) -> Kind:
    """The kind that both ids have. Raises :class:`click.UsageError` when they cannot be judged together."""
    from offre_insertion.review import kinds_of

    if a == b:
        raise click.UsageError("A et B sont le même identifiant.")
    kinds = [kinds_of(one, review.offers) for one in (a, b)]
    for one, found in zip((a, b), kinds, strict=True):
        if not found:
            raise click.UsageError(f"aucune fiche ne porte l'identifiant « {one} ».{_nearest(review, one)}")
    common = kinds[0] & kinds[1] & ({nature} if nature else {"structure", "service"})
    if not common:
        raise click.UsageError(
            "une structure et un service ne se comparent pas : donnez deux fiches de même nature."
        )
    if len(common) > 1:
        raise click.UsageError(
            "ces identifiants sont portés par des structures et par des services : précisez --nature."
        )
    return common.pop()


def _nearest(review: Review, wrong: str) -> str:
    from offre_insertion.schema import nearest_codes

    known = {
        one for offer in review.offers for records in (offer.structures, offer.services) for one in records
    }
    found = nearest_codes(wrong, tuple(sorted(known)))
    return f" Les plus proches : {', '.join(f'« {one} »' for one in found)}." if found else ""


def _record(review: Review, entry: JudgementEntry) -> str:
    """Adds the line and says what it replaces, what it contradicts, and which answers it sets apart."""
    from offre_insertion.cli.doublons.reponses import judge
    from offre_insertion.review import new_conflicts, news

    if not news(review.spoken, [entry]):
        return "C'était déjà décidé : rien n'est ajouté."
    before = review.spoken.latest(entry.kind, *entry.ids)
    conflicts = new_conflicts(review.spoken, [entry])
    with review.history() as history:
        answers = judge(history, [entry])
    lines = [f"Décidé : « {entry.left} » et « {entry.right} » : {entry.verdict} ({entry.author})."]
    if before is not None:
        lines.append(f"Remplace « {before.verdict} », de {before.author} le {before.at:%d/%m/%Y}.")
    return "\n".join([*lines, *(f"Attention : {conflict}" for conflict in conflicts), *answers])
