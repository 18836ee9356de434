"""``offre-insertion couverture``: what is covered, what is not, and what people say of the holes."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.couverture.entrees import Asked, with_ground
from offre_insertion.cli.french import LazyGroup
from offre_insertion.cli.options import echo_json, format_option

SUMMARIES = {
    "qualifier": "Dit d'un trou qu'il est à recenser, confirmé, couvert hors base ou sans objet.",
    "qualifications": "Liste ce que des personnes ont dit des trous, et ce qui est à revoir.",
}


@click.group(
    cls=LazyGroup,
    package=__name__,
    summaries=SUMMARIES,
    name="couverture",
    invoke_without_command=True,
    subcommand_metavar="[COMMANDE]…",
)
@with_ground
@click.option(
    "--thematique",
    "thematiques",
    multiple=True,
    help="Thématique ou catégorie à montrer d'abord (sinon mobilité, garde d'enfants, santé).",
)
@click.option(
    "--maille",
    type=click.Choice(["epci", "commune", "territoire"]),
    default="epci",
    help="Territoires montrés à l'écran (sinon, les EPCI).",
)
@click.option(
    "--vers",
    type=click.Path(path_type=Path),
    help="Dossier où écrire couverture.html, .xlsx, .json et .geojson (sinon, rien n'est écrit).",
)
@click.option(
    "--contours",
    type=click.Path(path_type=Path),
    help="Fichier GeoJSON des contours des communes, écrit s'il n'existe pas (sinon, celui du projet).",
)
@click.option("--sans-reseau", is_flag=True, help="Ne demande pas les contours à geo.api.gouv.fr.")
@format_option("du résultat")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    asked: Asked,
    thematiques: tuple[str, ...],
    maille: str,
    vers: Path | None,
    contours: Path | None,
    sans_reseau: bool,
    output: str,
) -> int:
    """Montre où l'offre manque, thématique par thématique et territoire par territoire, et pourquoi.

    L'offre est celle du dernier passage du projet, ou des fichiers de --dans, avec l'offre nationale gardée et celle de
    --contre ; elle est comptée par dispositif. Avec --vers, écrit une page avec cartes, un classeur, un JSON et un
    GeoJSON.
    """
    if ctx.invoked_subcommand is not None:
        _refuse_lost_options(ctx)
        return 0
    from offre_insertion.cli.couverture.affichage import print_report
    from offre_insertion.coverage import Maille
    from offre_insertion.reporting.coverage.building import build_document
    from offre_insertion.reporting.coverage.files import write_report

    assessed = asked.assess(thematiques)
    report = assessed.report
    if maille == "territoire" and not report.areas(Maille.TERRITOIRE):
        raise click.UsageError(
            "aucun territoire local : donnez --territoires territoires.toml, ou un connecteur qui en a."
        )
    if vers is not None:
        report = assessed.with_contours(contours, use_network=not sans_reseau)
    written = write_report(report, vers) if vers is not None else []
    if output == "json":
        echo_json(build_document(report).model_dump(mode="json"))
    else:
        print_report(report, Maille(maille))
    for path in written:
        click.echo(f"Écrit : {path}", err=True)
    return 0


def _refuse_lost_options(ctx: click.Context) -> None:
    """An option before the name of the sub-command would be lost without a word."""
    given = [
        name
        for name in ctx.params
        if ctx.get_parameter_source(name) == click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"mettez les options après « {ctx.invoked_subcommand} ».")
