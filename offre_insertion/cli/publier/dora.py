"""``offre-insertion publier dora``: the sheets of DORA, planned, shown, then written."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.cli.publier.jeu import apply_option, since_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.history import History
    from offre_insertion.history.dora import DoraMemory
    from offre_insertion.matching import Judgement
    from offre_insertion.publishing.dora.choices import Choices
    from offre_insertion.publishing.dora.operations import Plan
    from offre_insertion.publishing.dora.report import Report
    from offre_insertion.publishing.dora.survey import LocalOffer
    from offre_insertion.review import Offer
    from offre_insertion.settings import Settings


@click.command(cls=FrenchCommand, name="dora")
@click.option(
    "--limite", type=click.IntRange(min=1), help="Nombre d'écritures au plus, pour un premier essai."
)
@click.option(
    "--ecraser", multiple=True, metavar="ID", help="Remplace ce qui a été modifié sur DORA pour cette fiche."
)
@click.option(
    "--adopter", multiple=True, metavar="ID=FICHE", help="Cette fiche de DORA est notre service ID."
)
@click.option(
    "--creer", multiple=True, metavar="ID", help="Crée ce service, à quelque fiche qu'il ressemble."
)
@click.option(
    "--inviter",
    multiple=True,
    metavar="ID=COURRIEL",
    help="Invite sur DORA la première personne d'une structure.",
)
@click.option(
    "--accepter-archivages",
    is_flag=True,
    help="Admet, cette fois, les archivages douteux ou au-delà du seuil.",
)
@since_option
@apply_option
@format_option("du plan")
@project_option
def command(
    *,
    projet: Path,
    depuis: tuple[Path, ...],
    appliquer: bool,
    limite: int | None,
    ecraser: tuple[str, ...],
    adopter: tuple[str, ...],
    creer: tuple[str, ...],
    inviter: tuple[str, ...],
    accepter_archivages: bool,
    output: str,
) -> int:
    """Montre ce qui serait créé, modifié, confirmé, archivé sur DORA, et le fait avec --appliquer.

    L'offre est celle du dernier passage de « synchroniser ». Seules les vraies différences sont écrites ; ce que
    quelqu'un a modifié sur DORA n'est jamais remplacé sans --ecraser. Interrompue, la commande se relance : rien
    n'est doublé. Codes de sortie : 1 quand des fiches attendent une décision, 3 quand publier ne serait pas sûr,
    4 quand DORA ne répond pas.
    """
    from offre_insertion.publishing.dora.safety import UnsafeDoraError
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    choices = _choices(settings, ecraser, adopter, creer, inviter, accept_archives=accepter_archivages)
    try:
        plan, report = _publish(settings, choices, files=depuis, is_applied=appliquer, limit=limite)
    except UnsafeDoraError as exc:
        click.echo(f"Erreur : {exc}", err=True)
        return 3
    _show(plan, report, output=output)
    return _exit_code(plan, report)


def _publish(
    settings: Settings, choices: Choices, *, files: tuple[Path, ...], is_applied: bool, limit: int | None
) -> tuple[Plan, Report | None]:
    """The plan, and what was done of it. Raises :class:`UnsafeDoraError`."""
    from offre_insertion.cli.dora.connexion import instance_of, opened_dora, options_of
    from offre_insertion.cli.publier.dora_affichage import shown_progress
    from offre_insertion.history import open_history
    from offre_insertion.history.dora import DoraMemory
    from offre_insertion.pipeline.lock import only_one
    from offre_insertion.publishing.dora.apply import apply_plan
    from offre_insertion.publishing.dora.session import make_plan

    with (
        only_one(settings.lock) if is_applied else contextlib.nullcontext(),
        open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history,
        history.alone() if is_applied else contextlib.nullcontext(),
        opened_dora(settings) as dora,
    ):
        memory = DoraMemory(history, instance_of(settings))
        plan = make_plan(
            dora, memory, _read_local(settings, history, memory, files), choices,
            options=options_of(settings), judgements=_judgements(history),
        )  # fmt: skip
        if not is_applied:
            return plan, None
        with shown_progress(plan, limit=limit) as observe:
            return plan, apply_plan(plan, dora, memory, limit=limit, observe=observe)


def _choices(
    settings: Settings,
    ecraser: tuple[str, ...],
    adopter: tuple[str, ...],
    creer: tuple[str, ...],
    inviter: tuple[str, ...],
    *,
    accept_archives: bool,
) -> Choices:
    from offre_insertion.cli.dora.connexion import read_dora
    from offre_insertion.publishing.dora.choices import Choices

    dora = read_dora(settings)
    return Choices(
        settings.territoire.departement,
        create_structures=dora.creer_structures,
        overwrite=frozenset(ecraser),
        adopt=_pairs(adopter, "--adopter"),
        create=frozenset(creer),
        invite=_pairs(inviter, "--inviter"),
        archive_max=dora.archivage_max,
        accept_archives=accept_archives,
    )


def _pairs(values: tuple[str, ...], option: str) -> dict[str, str]:
    """« ID=VALEUR » → id → value. Raises :class:`click.UsageError`."""
    found = dict(value.strip().rpartition("=")[::2] for value in values)
    if not all(key and value for key, value in found.items()):
        raise click.UsageError(f"{option} s'écrit ID=VALEUR, par exemple {option} cd53--12=valeur.")
    return found


def _read_local(
    settings: Settings, history: History, memory: DoraMemory, files: tuple[Path, ...]
) -> LocalOffer:
    """The offer, and what its last runs know of the records that are not in it."""
    from dataclasses import replace

    from offre_insertion.cli.offre_nationale.entrees import own_sources
    from offre_insertion.review.offer import read_offer

    if files:
        return replace(_merged(settings, history, memory, read_offer(files)), is_whole=False)
    sources = own_sources(settings)
    local = _merged(settings, history, memory, _read_last(history, sources))
    snapshots = filter(None, map(history.last_snapshot, sources))
    return replace(
        local,
        sources=frozenset(sources),
        rejected={one.source: int(one.figures.get("rejetees", 0)) for one in snapshots},
        renamed=frozenset(
            record_id
            for one in history.waiting_identities()
            if one.kind == "service"
            for record_id in one.candidates
        ),
    )


def _merged(settings: Settings, history: History, memory: DoraMemory, offer: Offer) -> LocalOffer:
    """Our duplicates as one record each, under the id that DORA knows; how many is said on stderr."""
    import datetime as dt

    from offre_insertion.history.judgements import list_judgements
    from offre_insertion.publishing.dora.agreement import known_ids
    from offre_insertion.publishing.dora.survey import LocalOffer
    from offre_insertion.review import Spoken, plan_fusion

    if settings.publication is not None and not settings.publication.fusionner:
        return LocalOffer(offer.structures, offer.services)
    fusion = plan_fusion(
        offer,
        spoken=Spoken(tuple(list_judgements(history))),
        known=known_ids(memory.links()),
        today=dt.date.today(),  # noqa: DTZ011 - the day of the person who publishes
    )
    if fusion.groups:
        click.echo(f"{counted(len(fusion.groups), 'groupe')} de doublons, une fiche chacun.", err=True)
    return LocalOffer(
        {str(one["id"]): one for one in fusion.structures}, {str(one["id"]): one for one in fusion.services}
    )


def _read_last(history: History, sources: list[str]) -> Offer:
    """The last run of every source: one that is missing would withdraw its sheets."""
    from offre_insertion.errors import HistoryError
    from offre_insertion.review.offer import read_snapshots

    offer, unseen = read_snapshots(history, sources)
    if unseen:
        names = ", ".join(f"« {source} »" for source in unseen)
        raise HistoryError(
            f"{names} n'a encore aucun passage terminé. Lancez « offre-insertion synchroniser »."
        )
    return offer


def _judgements(history: History) -> list[Judgement]:
    from offre_insertion.history.judgements import list_judgements
    from offre_insertion.review.spoken import standing

    return standing(list_judgements(history), "service")


def _show(plan: Plan, report: Report | None, *, output: str) -> None:
    from offre_insertion.cli.publier.dora_affichage import print_plan, print_report

    if output == "json":
        echo_json({**plan.as_dict(), "applique": report is not None, **(report.as_dict() if report else {})})
        return
    print_plan(plan)
    if report is None:
        click.echo("Rien n'est envoyé : ajoutez --appliquer (et --limite 5, la première fois).", err=True)
    else:
        print_report(report)


def _exit_code(plan: Plan, report: Report | None) -> int:
    from offre_insertion.publishing.dora.operations import Action

    if report is not None and report.stopped is not None:
        return 3 if report.is_unsafe else 4
    waiting = any(one.action in {Action.BLOQUER, Action.LAISSER} for one in plan.operations)
    return 1 if waiting or (report is not None and report.failures) else 0
