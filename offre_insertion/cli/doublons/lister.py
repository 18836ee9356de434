"""``offre-insertion doublons lister``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.doublons.entrees import (
    Inputs,
    with_inputs,
)
from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.review import Case


@click.command(cls=FrenchCommand, name="lister")
@with_inputs()
@click.option("--tout", is_flag=True, help="Montre aussi les paires que quelqu'un a jugées.")
@format_option("de la liste")
def command(
    *,
    inputs: Inputs,
    tout: bool,
    output: str,
) -> int:
    """Liste les paires de doublons de structures et de services, avec leur score et leurs raisons.

    FICHIER est un jeu data·inclusion v1 (JSON, CSV, classeur du valideur) ou le dossier d'une conversion ; sans
    FICHIER, le dernier passage du projet. Avec --contre, les paires entre nos fiches et celles d'une autre source.
    """
    from offre_insertion.review import find_cases

    review = inputs.read()
    cases = find_cases(review.offer, against=review.against, spoken=review.spoken)
    shown = [case for case in cases if tout or case.pair.judgement is None]
    if output == "json":
        document = {"paires": [case.as_dict() for case in shown], "comptes": _counts(cases)}
        echo_json(document)
        return 0
    for number, case in enumerate(shown, 1):
        click.echo(f"{number}. {render_case(case)}\n")
    click.echo(_summary(cases, hidden=len(cases) - len(shown)))
    return 0


def render_case(case: Case) -> str:
    """The pair in a few lines: where it stands, both records, the reasons, what ours would add."""
    from offre_insertion.review.cases import as_text

    lines = [f"{case.standing} · {french(case.pair.score)} · {case.kind}"]
    for record in (case.left, case.right):
        places = filter(None, (as_text(record.get("nom")), as_text(record.get("commune"))))
        lines.append(f"   {as_text(record['id'])}  {' — '.join(places)}")
    lines += [
        f"   {'+' if reason.weight > 0 else '−'} {as_text(reason.detail)} ({french(reason.weight, sign=True)})"
        for reason in case.pair.reasons
    ]
    if case.reference is not None:
        added = ", ".join(case.reference.adds) or "rien"
        fresher = " La nôtre est plus récente." if case.reference.is_fresher else ""
        lines.append(f"   Notre fiche ajouterait : {added}.{fresher}")
    return "\n".join(lines)


def french(number: float, *, sign: bool = False) -> str:
    """Two decimals after a comma: « 0,84 », « −0,20 »."""
    text = f"{number:+.2f}" if sign else f"{number:.2f}"
    return text.replace(".", ",").replace("-", "−")


def _counts(cases: Sequence[Case]) -> dict[str, int]:
    asked = [case for case in cases if case.pair.judgement is None]
    return {
        "certaines": sum(case.pair.verdict == "certain" for case in asked),
        "a_examiner": sum(case.pair.is_to_ask for case in asked),
        "jugees": len(cases) - len(asked),
    }


def _summary(cases: Sequence[Case], *, hidden: int) -> str:
    counts = _counts(cases)
    more = " (--tout les montre)" if hidden else ""
    return (
        f"{counted(counts['certaines'], 'paire certaine')}, {counts['a_examiner']} à examiner, "
        f"{counted(counts['jugees'], 'jugée')} par quelqu’un{more}."
    )
