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
    from collections.abc import Sequence

    from offre_insertion.tracking.partners import NewPartner, Partner

_STAGES = ["identifie", "contacte", "accord", "actif", "autonome"]
_stage_type = click.Choice(_STAGES)


@click.group(cls=FrenchGroup, name="partenaires")
def command() -> None:
    """Tient le registre des partenaires : identifiés, contactés, d'accord, actifs, autonomes."""


@command.command(cls=FrenchCommand, name="ajouter")
@click.argument("nom")
@click.option("--siren", help="SIREN (ou SIRET) : relie le partenaire à ses fiches.")
@click.option("--type", "kind", help="CAF, CCAS, mission locale, SIAE…")
@click.option("--structure", multiple=True, help="Identifiant d'une de ses structures, à défaut de SIREN.")
@click.option("--courriel", help="Courriel professionnel, de préférence générique (accueil@…).")
@click.option("--telephone", help="Téléphone du standard.")
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
        checked = check_partner(new, project.partners())
        _write(project, [checked], author=author, day=day)
    click.echo(f"Ajouté : « {checked.nom} » ({STAGE_LABELS[stage]}).")
    return 0


def _write(project: Project, new: Sequence[NewPartner], *, author: str, day: dt.date) -> None:
    from offre_insertion.history.registers import add_events

    add_events(project.history, [one.event(author=author, day=day, at=project.now) for one in new])


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
    cls=FrenchCommand, name="importer", short_help="Ajoute les partenaires d'un CSV ou d'un classeur."
)
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--appliquer", is_flag=True, help="Enregistre ; sans cette option, montre ce qui le serait.")
@auteur_option
@project_option
def import_partners(*, fichier: Path, appliquer: bool, auteur: str | None, projet: Path) -> int:
    """Lit des partenaires dans FICHIER (CSV ou classeur) et les ajoute avec --appliquer.

    Colonnes : nom, siren, type, structures, courriel, telephone, etape. Code de sortie 1 si des lignes sont refusées.
    """
    from offre_insertion.text import one_line
    from offre_insertion.tracking.partner_file import read_partner_file
    from offre_insertion.tracking.partners import STAGE_LABELS

    author = signed(auteur)
    with opened(projet) as project:
        found = read_partner_file(fichier, project.partners())
        for one in found.partners:
            click.echo(one_line(f"à ajouter : {one.nom} ({STAGE_LABELS[one.etape]})"))
        for refusal in found.refused:
            click.echo(f"Refusé. {refusal}", err=True)
        if appliquer and found.partners:
            _write(project, found.partners, author=author, day=day_of(None))
    count = len(found.partners)
    done = (
        counted(count, "ajouté")
        if appliquer
        else f"{count} à ajouter (rien n'est enregistré sans --appliquer)"
    )
    refused = counted(len(found.refused), "ligne refusée", "lignes refusées")
    click.echo(f"{done}, {len(found.known)} déjà au registre, {refused}.")
    return 1 if found.refused else 0
