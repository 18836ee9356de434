"""``offre-insertion fiches action``: the fiches action of Annexe 7."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.fiches.entrees import chosen, with_inputs
from offre_insertion.cli.french import FrenchCommand

if TYPE_CHECKING:
    from offre_insertion.reporting.fiches import Dispositif, Export, Holding


#: Counts of people that may point to somebody.
_SMALL = range(1, 5)


def _no_small_count(ctx: click.Context, param: click.Parameter, value: int | None) -> int | None:
    if value in _SMALL:
        raise click.BadParameter(
            "un compte de personnes de 1 à 4 peut désigner quelqu'un : ne l'écrivez pas. Laissez la case vide."
        )
    return value


@click.command(cls=FrenchCommand, name="action")
@click.argument("services", nargs=-1, metavar="[SERVICE]…")
@click.option("--tous", is_flag=True, help="Une fiche pour chaque dispositif.")
@click.option(
    "--annee",
    type=click.IntRange(2023, 2100),
    help="Année des quatre indicateurs (sinon, celle du dernier passage).",
)
@click.option(
    "--nouveaux-entrants",
    type=click.IntRange(0),
    callback=_no_small_count,
    help="Nouveaux entrants du département cette année (jamais de 1 à 4), écrits dans chaque fiche.",
)
@click.option(
    "--orientes-15-jours",
    type=click.IntRange(0),
    callback=_no_small_count,
    help="Nouveaux entrants du département orientés en 15 jours et moins (jamais de 1 à 4), écrits dans chaque fiche.",
)
@with_inputs
def command(
    *,
    holding: Holding,
    withheld: bool,
    services: tuple[str, ...],
    tous: bool,
    annee: int | None,
    nouveaux_entrants: int | None,
    orientes_15_jours: int | None,
) -> Export:
    """Écrit les fiches action (instruction DGEFP/DPE/2023/192, annexe 7) des SERVICES donnés par leur identifiant.

    Avec leur plan de financement. Ce que le catalogue ne dit pas reste vide, compté et listé. À ne pas publier.
    """
    from offre_insertion.reporting.fiches import actions_export

    if tous == bool(services):
        raise click.UsageError("donnez l'identifiant d'au moins un SERVICE, ou --tous.")
    dispositifs = chosen(holding, withheld=withheld) if tous else _named(holding, services)
    day = holding.day or dt.date.today()  # noqa: DTZ011 - the day of the person who runs it
    given = {"nouveaux_entrants": nouveaux_entrants, "orientes_15_jours": orientes_15_jours}
    figures = {name: figure for name, figure in given.items() if figure is not None}
    return actions_export(holding, dispositifs, year=annee or day.year, figures=figures, named=not tous)


def _named(holding: Holding, services: tuple[str, ...]) -> tuple[Dispositif, ...]:
    """Those asked by name, published or not. Raises :class:`click.UsageError` for an unknown id."""
    from offre_insertion.schema import nearest_codes

    known = tuple(sorted(one for dispositif in holding.dispositifs for one in dispositif.ids))
    for service in services:
        if service not in known:
            near = nearest_codes(service, known)
            hint = f" Les plus proches : {', '.join(near)}." if near else ""
            raise click.UsageError(f"aucun service ne porte l'identifiant « {service} ».{hint}")
    return holding.having(services)
