"""``offre-insertion suivi-publication``: what becomes of our records once published."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.offre_nationale.entrees import own_offer, stored_offer, today
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.text import counted

#: Lines shown of each list: a terminal is not a file.
_SHOWN = 20


@click.command(cls=FrenchCommand, name="suivi-publication")
@project_option
@format_option("du résultat")
def command(*, projet: Path, output: str) -> int:
    """Dit où en est chaque fiche : conforme, publiée, vue dans l'API, assez complète pour DORA ; et que corriger.

    Compare le dernier passage à l'offre nationale gardée (offre-nationale actualiser) ; rien n'est demandé au réseau.
    """
    from offre_insertion.history import open_history
    from offre_insertion.national.showing import follow_up_as_dict, follow_up_lines, offer_as_dict
    from offre_insertion.review.followed import follow_publication
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
        ours, national = own_offer(history, settings), stored_offer(history)
        minimum = settings.suivi.score_minimum
        followed, found = follow_publication(
            settings, history, ours, national, today=today(), score_minimum=minimum
        )
    if output == "json":
        aside = {"reunies": followed.merged, "laissees_hors_du_jeu": followed.held}
        echo_json({"offre_nationale": offer_as_dict(national), **aside, **follow_up_as_dict(found)})
        return 0
    if followed.merged:
        click.echo(f"Réunies à une autre des nôtres, non comptées : {counted(followed.merged, 'fiche')}.")
    if followed.held:
        click.echo(
            f"Laissées de côté, car une autre source les a déjà, non comptées : {counted(followed.held, 'fiche')}."
        )
    for line in follow_up_lines(found, shown=_SHOWN):
        click.echo(line)
    return 0
