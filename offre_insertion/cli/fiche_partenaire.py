"""``offre-insertion fiche-partenaire``: a workbook for a partner, filled with its records, and its way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand, FrenchGroup
from offre_insertion.cli.options import check_workbook
from offre_insertion.cli.projet import project_option
from offre_insertion.cli.suivi import Project, auteur_option, day_of, jour_option, opened, signed
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.history import Ref
    from offre_insertion.history.corrections import Correction
    from offre_insertion.tracking.sheets import Answers, Change, Choices, Sheet


class _Group(FrenchGroup):
    """``fiche-partenaire NOM`` is ``fiche-partenaire ecrire NOM``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named, else the one that writes."""
        known = args and args[0] in self.commands
        return super().resolve_command(ctx, args if known else ["ecrire", *args])


@click.group(cls=_Group, name="fiche-partenaire")
def command() -> None:
    """Écrit la fiche d'un partenaire (« fiche-partenaire NOM »), la relit remplie, garde ses réponses."""


@command.command(cls=FrenchCommand, name="ecrire", short_help="Écrit la fiche d'un partenaire.")
@click.argument("nom")
@click.option("--vers", type=click.Path(path_type=Path, dir_okay=False), help="Le classeur à écrire (.xlsx).")
@project_option
def write(*, nom: str, vers: Path | None, projet: Path) -> int:
    """Écrit un classeur rempli de ce qui est recensé du partenaire NOM, ce qui manque en jaune.

    Les fiches d'un même service ou d'une même structure, doublons certains ou jugés tels, y sont une seule ligne.
    Un classeur existant n'est jamais remplacé : il contient peut-être des réponses.
    """
    from offre_insertion.text import slug
    from offre_insertion.tracking.partners import find_partner
    from offre_insertion.tracking.sheets import sheet_of, write_sheet

    with opened(projet) as project:
        partner = find_partner(project.partners(), nom)
        sheet = sheet_of(partner, _sheet(project))
        choices = _choices(project)
    path = vers or Path(f"fiche-{slug(partner.nom)}.xlsx")
    check_workbook(path, holding="des réponses")
    if not sheet.lines:
        click.echo(
            f"Aucune fiche de « {partner.nom} » : donnez son SIREN, ou ses structures, au registre. Rien n'est écrit."
        )
        return 1
    write_sheet(path, sheet, choices)
    count = len(sheet.of_kind("service"))
    click.echo(
        f"{path} : {count} service{'s' * (count > 1)} de « {partner.nom} ». Envoyez-le, puis « importer »."
    )
    return 0


def _sheet(project: Project) -> Sheet:
    """The records as « publier » would publish them."""
    from offre_insertion.tracking.sheets import read_sheet

    publication = project.settings.publication
    return read_sheet(project.history, merges=publication is None or publication.fusionner)


def _choices(project: Project) -> Choices:
    from offre_insertion.tracking.sheets import Choices

    return Choices.of(project.settings.territoire.departement)


@command.command(cls=FrenchCommand, name="importer", short_help="Relit une fiche remplie.")
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--appliquer", is_flag=True, help="Enregistre ; sans cette option, montre ce qui le serait.")
@jour_option
@auteur_option
@project_option
def import_answers(
    *, fichier: Path, appliquer: bool, jour: dt.datetime | None, auteur: str | None, projet: Path
) -> int:
    """Relit la fiche FICHIER, montre ce qui change, et l'enregistre avec --appliquer.

    Les réponses vont dans l'historique et s'appliquent par-dessus le catalogue à chaque « synchroniser », tant que le
    catalogue ne dit pas autre chose. Code de sortie 1 si des cases sont refusées.
    """
    from offre_insertion.history.corrections import add_corrections, list_corrections, standing_corrections
    from offre_insertion.history.registers import list_events
    from offre_insertion.tracking.sheets import news_of, read_answers
    from offre_insertion.tracking.signals import read_signals

    author, day = signed(auteur), day_of(jour)
    with opened(projet) as project:
        current = _sheet(project)
        held = standing_corrections(list_corrections(project.history))
        answers = read_answers(fichier, current, _choices(project), on=current.day, held=held)
        origin = f"{fichier.name}, fiche du {_day(answers.sent)}"
        signals = read_signals(list_events(project.history, "signal"))
        answers = news_of(answers, origin=origin, held=held, signals=signals)
        for line in _preview(answers, current):
            click.echo(line)
        for refusal in answers.refused:
            click.echo(f"Refusé. {refusal}", err=True)
        if appliquer:
            lines = answers.corrections(
                author=author,
                origin=origin,
                day=day,
                at=project.now,
                held=held,
                preferences=current.preferences,
            )
            add_corrections(project.history, lines)
            _open_signals(project, answers, len(signals), author=author, origin=origin, day=day)
    click.echo(_summary(answers, done=appliquer))
    return 1 if answers.refused else 0


def _day(iso: str) -> str:
    """A day that a workbook gives, in French; as it is when somebody changed it."""
    try:
        return f"{dt.date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def _preview(answers: Answers, current: Sheet) -> Iterator[str]:
    from offre_insertion.text import one_line
    from offre_insertion.tracking.wording import shown_content, shown_field

    lines = current.by_ref()

    def named(ref: Ref) -> str:
        return f"« {one_line(str(lines[ref].record['nom']))} »"

    for one in answers.changes:
        before, after = (shown_content(one.field, value) for value in (one.before, one.after))
        yield f"{named(one.line.ref)} · {shown_field(one.field)} : {before} → {after}{_also(one)}"
    for ref in answers.confirmed:
        yield f"{named(ref)} : confirmée"
    for ref in answers.stopped:
        yield f"{named(ref)} : n'est plus proposé, un signal sera ouvert pour le vérifier"


def _also(change: Change) -> str:
    return (
        f" (vaut aussi pour {', '.join(one.id for one in change.line.others)})" if change.line.others else ""
    )


def _open_signals(
    project: Project, answers: Answers, before: int, *, author: str, origin: str, day: dt.date
) -> None:
    """A signal for each record that the partner says stopped: nothing is withdrawn on its own."""
    from offre_insertion.history.registers import Event, add_events
    from offre_insertion.tracking.sheets import stopped_text

    text = stopped_text(answers, origin)
    add_events(
        project.history,
        [
            Event("signal", str(number), "ouvre", author, day, project.now, {"texte": text, "fiche": ref.id})
            for number, ref in enumerate(answers.stopped, before + 1)
        ],
    )


def _summary(answers: Answers, *, done: bool) -> str:
    counts = (
        f"{counted(len(answers.changes), 'champ changé', 'champs changés')}, "
        f"{counted(len(answers.confirmed), 'fiche confirmée', 'fiches confirmées')}, "
        f"{counted(len(answers.stopped), 'signalée')}, "
        f"{f'{answers.known} déjà là, ' if answers.known else ''}"
        f"{counted(len(answers.refused), 'case refusée', 'cases refusées')}."
    )
    if not (answers.changes or answers.confirmed or answers.stopped):
        return counts
    if done:
        return f"{counts} Enregistré : vaut au prochain « offre-insertion synchroniser »."
    return f"{counts} Rien n'est enregistré : relancez avec --appliquer."


@command.command(cls=FrenchCommand, name="reponses", short_help="Liste les réponses en cours.")
@project_option
def list_answers(*, projet: Path) -> int:
    """Liste les réponses qui s'appliquent par-dessus les catalogues, à y reporter, et celles qui ne valent plus.

    Celles que les catalogues disent déjà, au dernier passage, ne sont que comptées.
    """
    from offre_insertion.history.corrections import list_corrections, standing_corrections
    from offre_insertion.tracking.sheets import carried_over
    from offre_insertion.tracking.wording import shown_content

    with opened(projet) as project:
        found = carried_over(project.history, standing_corrections(list_corrections(project.history)))
    for one in found.to_do:
        click.echo(answer_text(one))
    for one, value in found.overtaken:
        click.echo(
            f"{answer_text(one)} : ne vaut plus, le catalogue dit maintenant « {shown_content(one.field, value)} »"
        )
    for one in found.gone:
        click.echo(f"{answer_text(one)} : sans effet, la fiche n'est plus dans le catalogue")
    if found.done:
        click.echo(f"{counted(len(found.done), 'réponse')} déjà dans le catalogue : rien à y faire.")
    elif not (found.to_do or found.overtaken or found.gone):
        click.echo("Aucune réponse en cours.")
    return 0


def answer_text(one: Correction) -> str:
    """An answer as it is listed: its record, what it says, where it comes from."""
    from offre_insertion.history.corrections import CONFIRMED
    from offre_insertion.tracking.wording import named_field, shown_content

    said = (
        "confirmée"
        if one.field == CONFIRMED
        else f"{named_field(one.field)} : {shown_content(one.field, one.value)}"
    )
    return f"{one.ref.id} · {said} ({one.origin}, {one.day:%d/%m/%Y})"


@command.command(cls=FrenchCommand, name="annuler", short_help="Annule une réponse.")
@click.argument("fiche")
@click.argument("champ")
@auteur_option
@project_option
def take_back(*, fiche: str, champ: str, auteur: str | None, projet: Path) -> int:
    """Annule la réponse sur le CHAMP de la FICHE : le catalogue vaut de nouveau, au prochain passage.

    CHAMP est le nom du schéma (mobilisable_par), celui des messages, ou le titre de la colonne du classeur.

    Celles des fiches réunies avec elle sont annulées aussi ; ce que leur ligne publie d'autre ne change pas.
    """
    from offre_insertion.history.corrections import add_corrections, list_corrections, standing_corrections
    from offre_insertion.tracking.sheets import field_named, given_by_catalogues, taken_back
    from offre_insertion.tracking.wording import named_field, shown_content, shown_field

    author = signed(auteur)
    with opened(projet) as project:
        held = standing_corrections(list_corrections(project.history))
        lines = taken_back(
            fiche,
            field_named(champ, held),
            held,
            _sheet(project),
            given=given_by_catalogues(project.history, held),
            author=author,
            day=day_of(None),
            at=project.now,
        )
        if not lines:
            raise click.UsageError(
                f"pas de réponse en cours sur « {champ} » de « {fiche} ». Voir « offre-insertion fiche-partenaire "
                "reponses »."
            )
        add_corrections(project.history, lines)
    for one in lines:
        if one.action == "annule":
            click.echo(
                f"Annulé : « {shown_field(one.field)} » de « {one.ref.id} » vient de nouveau du catalogue, "
                "au prochain passage."
            )
        else:
            click.echo(
                f"Gardé : {named_field(one.field)} de « {one.ref.id} » : {shown_content(one.field, one.value)}, "
                "pour que sa ligne publiée ne change pas."
            )
    return 0
