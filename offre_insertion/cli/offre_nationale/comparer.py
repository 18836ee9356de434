"""``offre-insertion offre-nationale comparer``."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.offre_nationale.entrees import own_offer, stored_offer, today
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option

#: Lines shown of each list: a terminal is not a file.
_SHOWN = 20


@click.command(cls=FrenchCommand, name="comparer")
@project_option
@format_option("du résultat")
def command(*, projet: Path, output: str) -> int:
    """Compare les fiches du dernier passage à l'offre nationale gardée ; rien n'est demandé au réseau.

    Dit lesquelles y sont, lesquelles y sont écrites autrement (et si c'est normal), lesquelles n'y sont pas et pourquoi
    sans doute, et ce que d'autres sources y référencent déjà.
    """
    from offre_insertion.history import open_history
    from offre_insertion.history.judgements import list_judgements
    from offre_insertion.national import compare_offers, find_referenced
    from offre_insertion.national.own_sheets import leave_own_sheets
    from offre_insertion.national.showing import comparison_as_dict, comparison_lines, offer_as_dict
    from offre_insertion.review import Spoken
    from offre_insertion.review.cases import reference_as_dict
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
        ours, national = own_offer(history, settings), stored_offer(history)
        others = leave_own_sheets(history, national)
        spoken = Spoken(tuple(list_judgements(history)))
    comparison = compare_offers(ours.structures, ours.services, national, today=today())
    referenced = find_referenced(
        ours.structures,
        ours.services,
        others,
        judgements={"structure": spoken.standing("structure"), "service": spoken.standing("service")},
    )
    if output == "json":
        document = {"offre_nationale": offer_as_dict(national), **comparison_as_dict(comparison)}
        echo_json({**document, "deja_referencees": [reference_as_dict(one) for one in referenced]})
        return 0
    for line in comparison_lines(comparison, referenced, shown=_SHOWN):
        click.echo(line)
    return 0
