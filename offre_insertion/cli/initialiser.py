"""``offre-insertion initialiser``: writes the project file, by asking or from options."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand


@click.command(cls=FrenchCommand, name="initialiser")
@click.argument("dossier", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--departement", help="Code du département, par exemple 53.")
@click.option("--source", help="Identifiant de la source à data·inclusion, par exemple cd53.")
@click.option("--catalogue", help="Chemin ou adresse du catalogue.")
@click.option("--connecteur", help="Nom d'un connecteur fourni, ou chemin d'un fichier .toml.")
def command(
    *,
    dossier: Path,
    departement: str | None,
    source: str | None,
    catalogue: str | None,
    connecteur: str | None,
) -> int:
    """Écrit dans DOSSIER un projet commenté, offre-insertion.toml, et demande ce que les options ne disent pas."""
    import tomllib

    from offre_insertion.connector_loader import connector_names
    from offre_insertion.errors import ConnectorError
    from offre_insertion.project_template import render_project
    from offre_insertion.settings import PROJECT_FILE, build_settings

    path = dossier / PROJECT_FILE
    if path.exists():
        raise ConnectorError("ce projet existe déjà : rien n'a été écrit. Modifiez-le.", path=str(path))
    departement = departement or _ask("--departement", "Code du département", None)
    source = source or _ask(
        "--source", "Identifiant de la source à data·inclusion", f"cd{departement.lower()}"
    )
    fichier = catalogue or _ask("--catalogue", "Chemin ou adresse du catalogue", None)
    names = ", ".join(connector_names())
    connecteur = connecteur or _ask("--connecteur", f"Connecteur (un fichier .toml, ou {names})", None)
    fichier, connecteur = _from_project(fichier, dossier), _from_project(connecteur, dossier)
    text = render_project(departement=departement, source=source, fichier=fichier, connecteur=connecteur)
    build_settings(tomllib.loads(text), path=path)
    _write(path, text)
    click.echo(f"Projet écrit : {path}")
    if "://" not in fichier and not (dossier / fichier).is_file():
        click.echo(f"Le catalogue « {fichier} » n'est pas encore là : déposez-le à côté du projet.", err=True)
    click.echo(f"Ensuite : offre-insertion synchroniser --projet {shlex.quote(str(path))}")
    return 0


def _from_project(path: str, folder: Path) -> str:
    """A path typed here, as the project file says it: from its own folder. Addresses and names stay as they are."""
    if "://" in path or not Path(path).is_file() or Path(path).is_absolute():
        return path
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return Path(path).resolve().as_posix()


def _ask(option: str, question: str, default: str | None) -> str:
    """Asks on a terminal; elsewhere, says which option is missing."""
    if not sys.stdin.isatty():
        raise click.UsageError(f"il manque l'option {option} (personne à qui la demander).")
    answer: str = click.prompt(question, default=default, type=str)
    return answer.strip()


def _write(path: Path, text: str) -> None:
    from offre_insertion.errors import PublishError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as exc:
        raise PublishError(
            f"« {path} » ne s'écrit pas ({exc.strerror}). Choisissez un autre dossier."
        ) from exc
