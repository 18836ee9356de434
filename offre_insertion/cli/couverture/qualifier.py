"""``offre-insertion couverture qualifier``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.couverture.entrees import Asked, Assessed, check_thematique, with_ground
from offre_insertion.cli.doublons.entrees import ask_author, auteur_option
from offre_insertion.cli.french import FrenchCommand

if TYPE_CHECKING:
    from offre_insertion.coverage import Area, Cell
    from offre_insertion.coverage.qualification import Qualification
    from offre_insertion.reporting.coverage import CoverageReport

_CHOICES = ["a-recenser", "trou-confirme", "couvert-hors-base", "sans-objet", "annule"]
_MAILLES = ["epci", "territoire", "departement", "commune"]


@click.command(cls=FrenchCommand, name="qualifier")
@click.argument("thematique")
@click.argument("territoire")
@click.argument("verdict", type=click.Choice(_CHOICES))
@with_ground
@click.option("--maille", type=click.Choice(_MAILLES), help="Utile quand deux territoires ont le même nom.")
@click.option("--preuve", help="Sur quoi cela repose ; obligatoire pour trou-confirme et couvert-hors-base.")
@click.option(
    "--constat",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Jour du constat (sinon, celui de --le, ou aujourd'hui).",
)
@auteur_option
def command(
    *,
    thematique: str,
    territoire: str,
    verdict: str,
    asked: Asked,
    maille: str | None,
    preuve: str | None,
    constat: dt.datetime | None,
    auteur: str | None,
) -> int:
    """Dit du trou d'une THEMATIQUE dans un TERRITOIRE (code ou nom) qu'il est :

    a-recenser (l'offre existe sans doute), trou-confirme (elle n'existe pas), couvert-hors-base (elle existe, ailleurs
    que dans les bases), sans-objet ; annule retire ce qui a été dit. C'est signé, daté, gardé de passage en passage, et
    rouvert quand les faits changent.
    """
    from offre_insertion.coverage.qualification import CANCELLED, NEED_EVIDENCE, can_be_qualified, qualify
    from offre_insertion.coverage.themes import label
    from offre_insertion.history.qualifications import add_qualification

    code, evidence = check_thematique(thematique), (preuve or "").strip() or None
    if verdict in NEED_EVIDENCE and evidence is None:
        raise click.UsageError(f"« {verdict} » demande --preuve : sur quoi cela repose.")
    assessed = asked.assess()
    area = _find_area(assessed.report, territoire, maille)
    cell = assessed.report.coverage.cell(code, area)
    before = _before(assessed, cell)
    if verdict != CANCELLED and not can_be_qualified(cell):
        raise click.UsageError(
            f"« {label(code)} » est {cell.status.label} dans « {area.nom} » : il n'y a pas de trou."
        )
    if verdict == CANCELLED and before is None:
        click.echo("Rien n'avait été dit : rien n'est ajouté.")
        return 0
    day = constat.date() if constat else asked.day
    author, at = ask_author(auteur), dt.datetime.now(dt.UTC)
    entry = qualify(cell, verdict, author=author, at=at, day=day, evidence=evidence)
    with assessed.review.history() as history:
        add_qualification(history, entry)
    click.echo(f"Dit : {label(code)}, {area.nom} : {_words(verdict)} ({author}, constat du {day:%d/%m/%Y}).")
    if before is not None:
        click.echo(f"Remplace « {before.verdict.label} », de {before.entry.author} le {before.day:%d/%m/%Y}.")
    return 0


def _words(verdict: str) -> str:
    from offre_insertion.coverage.qualification import CANCELLED, Verdict

    return "annulé" if verdict == CANCELLED else Verdict(verdict).label


def _before(assessed: Assessed, cell: Cell) -> Qualification | None:
    return assessed.report.qualification(cell)


def _find_area(report: CoverageReport, text: str, maille: str | None) -> Area:
    """The area of a code, or of a name, case and accents apart. Raises :class:`click.UsageError`."""
    from offre_insertion.coverage import Maille
    from offre_insertion.schema import nearest_codes
    from offre_insertion.text import fold

    mailles = [Maille(maille)] if maille else [Maille(one) for one in _MAILLES]
    areas = [area for one in mailles for area in report.areas(one)]
    found = [area for area in areas if area.code == text] or [
        area for area in areas if fold(area.nom) == fold(text)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{area.maille.value} {area.code}" for area in found)
        raise click.UsageError(f"« {text} » désigne plusieurs territoires ({listed}) : précisez --maille.")
    near = nearest_codes(text, tuple(area.nom for area in areas))
    shown = f" Les plus proches : {', '.join(f'« {one} »' for one in near)}." if near else ""
    raise click.UsageError(f"territoire « {text} » inconnu dans {report.nom}.{shown}")
