"""``offre-insertion partenaires``: the register of partners; events are only added."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand, FrenchGroup
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.cli.suivi import Project, auteur_option, day_of, jour_option, opened, signed
from offre_insertion.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from offre_insertion.tracking.completing import Completion
    from offre_insertion.tracking.partner_file import FileLine, PartnerFile
    from offre_insertion.tracking.partners import NewPartner, Partner

_STAGES = ["identifie", "contacte", "accord", "actif", "autonome"]


class _StageType(click.Choice[str]):
    """A stage as people write it: « contacté », « d'accord »."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word of the register. A word that is none is an error of click."""
        from offre_insertion.tracking.partners import read_stage

        return super().convert(read_stage(value) or value, param, ctx)


_stage_type = _StageType(_STAGES)
_siren_option = click.option("--siren", help="SIREN (ou SIRET) : relie le partenaire à ses fiches.")
_type_option = click.option("--type", "kind", help="CAF, CCAS, mission locale, SIAE…")
_structure_option = click.option(
    "--structure", multiple=True, help="Identifiant d'une de ses structures, à défaut de SIREN."
)
_courriel_option = click.option(
    "--courriel", help="Courriel professionnel, de préférence générique (accueil@…)."
)
_telephone_option = click.option("--telephone", help="Téléphone du standard.")


@click.group(cls=FrenchGroup, name="partenaires")
def command() -> None:
    """Tient le registre des partenaires : identifiés, contactés, d'accord, actifs, autonomes."""


@command.command(cls=FrenchCommand, name="ajouter")
@click.argument("nom")
@_siren_option
@_type_option
@_structure_option
@_courriel_option
@_telephone_option
@click.option("--etape", type=_stage_type, default="identifie", help="Où il en est.")
@jour_option
@auteur_option
@project_option
def add(
    *,
    nom: str,
    siren: str | None,
    kind: str | None,
    structure: tuple[str, ...],
    courriel: str | None,
    telephone: str | None,
    etape: str,
    jour: dt.datetime | None,
    auteur: str | None,
    projet: Path,
) -> int:
    """Ajoute le partenaire NOM au registre. Une entité juridique (SIREN) n'y est qu'une fois."""
    from offre_insertion.tracking.partners import STAGE_LABELS, STAGES, NewPartner, check_partner

    author, day = signed(auteur), day_of(jour)
    stage = next(one for one in STAGES if one == etape)
    new = NewPartner(nom, siren, kind, structure, courriel, telephone, stage)
    with opened(projet) as project:
        known = project.structures() if structure else ()
        checked = check_partner(new, project.partners(), structures=known)
        _write(project, [checked], author=author, day=day)
    click.echo(f"Ajouté : « {checked.nom} » ({STAGE_LABELS[stage]}).")
    return 0


def _write(
    project: Project, said: Iterable[NewPartner | Completion | FileLine], *, author: str, day: dt.date
) -> None:
    from offre_insertion.history.registers import add_events

    add_events(project.history, [one.event(author=author, day=day, at=project.now) for one in said])


@command.command(cls=FrenchCommand, name="completer", short_help="Complète un partenaire du registre.")
@click.argument("nom")
@_siren_option
@_type_option
@_structure_option
@_courriel_option
@_telephone_option
@jour_option
@auteur_option
@project_option
def complete(
    *,
    nom: str,
    siren: str | None,
    kind: str | None,
    structure: tuple[str, ...],
    courriel: str | None,
    telephone: str | None,
    jour: dt.datetime | None,
    auteur: str | None,
    projet: Path,
) -> int:
    """Complète ou corrige ce que le registre dit du partenaire NOM.

    Une --structure s'ajoute à celles qu'il a ; une autre valeur remplace la sienne. Pour son étape, voir « noter ».
    """
    from offre_insertion.tracking.completing import check_completion, complete_partner, taken_words
    from offre_insertion.tracking.partners import NewPartner, find_partner

    author, day = signed(auteur), day_of(jour)
    with opened(projet) as project:
        partners = project.partners()
        partner = find_partner(partners, nom)
        given = NewPartner(partner.nom, siren, kind, structure, courriel, telephone)
        known = project.structures() if structure else ()
        found = check_completion(complete_partner(partner, given, partners, structures=known, replaces=True))
        _write(project, [found], author=author, day=day)
    click.echo(f"Complété : « {partner.nom} » ({taken_words(found.taken)}).")
    return 0


@command.command(cls=FrenchCommand, name="noter", short_help="Note un contact avec un partenaire.")
@click.argument("nom")
@click.argument("note")
@click.option("--etape", type=_stage_type, help="La nouvelle étape, si elle change.")
@jour_option
@auteur_option
@project_option
def note_contact(
    *, nom: str, note: str, etape: str | None, jour: dt.datetime | None, auteur: str | None, projet: Path
) -> int:
    """Note un contact avec le partenaire NOM ; un partenaire identifié devient contacté."""
    from offre_insertion.history.registers import Event, add_events
    from offre_insertion.tracking.partners import STAGE_LABELS, find_partner

    author, day = signed(auteur), day_of(jour)
    with opened(projet) as project:
        partner = find_partner(project.partners(), nom)
        details = {"note": note, **({"etape": etape} if etape else {})}
        add_events(
            project.history, [Event("partenaire", partner.key, "contact", author, day, project.now, details)]
        )
        after = find_partner(project.partners(), partner.nom)
    click.echo(
        f"Noté pour « {after.nom} », le {day:%d/%m/%Y}. Étape aujourd'hui : {STAGE_LABELS[after.stage]}."
    )
    return 0


@command.command(cls=FrenchCommand, name="retirer", short_help="Retire un partenaire du registre.")
@click.argument("nom")
@auteur_option
@project_option
def remove(*, nom: str, auteur: str | None, projet: Path) -> int:
    """Retire le partenaire NOM du registre ; ce qui a été noté reste dans l'historique."""
    from offre_insertion.history.registers import Event, add_events
    from offre_insertion.tracking.partners import find_partner

    author, day = signed(auteur), day_of(None)
    with opened(projet) as project:
        partner = find_partner(project.partners(), nom)
        add_events(project.history, [Event("partenaire", partner.key, "retire", author, day, project.now)])
    click.echo(f"Retiré : « {partner.nom} ».")
    return 0


@command.command(cls=FrenchCommand, name="lister")
@click.option("--etape", type=_stage_type, help="Seulement ceux de cette étape.")
@project_option
@format_option("du résultat")
def list_partners(*, etape: str | None, projet: Path, output: str) -> int:
    """Liste les partenaires, leur étape et leur dernier contact."""
    from offre_insertion.text import one_line

    with opened(projet) as project:
        partners = [one for one in project.partners() if etape in (None, one.stage)]
    if output == "json":
        echo_json([one.as_dict() for one in partners])
        return 0
    for partner in partners:
        click.echo(one_line(_line(partner)))
    if not partners:
        click.echo("Aucun partenaire. Voir « offre-insertion partenaires ajouter » et « importer ».")
    return 0


def _line(partner: Partner) -> str:
    from offre_insertion.tracking.partners import STAGE_LABELS

    link = (
        f"SIREN {partner.siren}"
        if partner.siren
        else ", ".join(partner.structures) or "rattaché à aucune fiche"
    )
    return f"{partner.nom} : {STAGE_LABELS[partner.stage]}, {partner.called}, {link}"


@command.command(
    cls=FrenchCommand,
    name="importer",
    short_help="Ajoute ou complète les partenaires d'un CSV ou d'un classeur.",
)
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--appliquer", is_flag=True, help="Enregistre ; sans cette option, montre ce qui le serait.")
@jour_option
@auteur_option
@project_option
def import_partners(
    *, fichier: Path, appliquer: bool, jour: dt.datetime | None, auteur: str | None, projet: Path
) -> int:
    """Lit des partenaires dans FICHIER (CSV ou classeur), montre ce qui est nouveau, l'enregistre avec --appliquer.

    Colonnes : nom, siren, type, structures, courriel, telephone, etape. Un partenaire du registre est complété : ce que
    le registre dit autrement y est laissé, et dit. Code de sortie 1 si des lignes sont refusées.
    """
    from offre_insertion.text import one_line
    from offre_insertion.tracking.partner_file import read_partner_file

    author, day = signed(auteur), day_of(jour)
    with opened(projet) as project:
        found = read_partner_file(fichier, project.partners(), structures=project.structures())
        for one in found.lines:
            for said in _line_said(one, done=appliquer):
                click.echo(one_line(f"Ligne {one.number}, {said}"))
        for refusal in found.refused:
            click.echo(f"Refusé. {refusal}", err=True)
        if appliquer:
            _write(project, (one for one in found.lines if one.taken), author=author, day=day)
    click.echo(_summary(found, done=appliquer))
    return 1 if found.refused else 0


def _line_said(line: FileLine, *, done: bool) -> Iterator[str]:
    from offre_insertion.tracking.completing import taken_words

    words = ("ajouté", "complété") if done else ("à ajouter", "à compléter")
    if line.taken:
        yield f"{words[line.action == 'complete']} : {line.nom} ({taken_words(line.taken)})"
    elif not line.left:
        yield f"déjà au registre : {line.nom}"
    for other in line.left:
        yield f"laissé : {line.nom}, {other}"


def _summary(found: PartnerFile, *, done: bool) -> str:
    added, completed = len(found.of("ajoute")), len(found.of("complete"))
    said = (
        f"{counted(added, 'ajouté')}, {counted(completed, 'complété')}"
        if done
        else f"{added} à ajouter, {completed} à compléter (rien n'est enregistré sans --appliquer)"
    )
    same = sum(not one.taken for one in found.lines)
    left = " Pour ce qui est laissé, voir « completer » et « noter »." * any(one.left for one in found.lines)
    return (
        f"{said}, {same} déjà au registre, "
        f"{counted(len(found.refused), 'ligne refusée', 'lignes refusées')}.{left}"
    )
