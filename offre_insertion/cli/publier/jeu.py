"""What the commands that publish the dataset share: their options, the dataset, what the gate says of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offre_insertion.cli.options import echo_json
from offre_insertion.cli.projet import project_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.history import History
    from offre_insertion.publication import Ready
    from offre_insertion.publishing.gate import Held, Masked, Sifted
    from offre_insertion.review.merging import Merging
    from offre_insertion.settings import Settings

Function = Callable[..., Any]

#: Lines shown of each list: a terminal is not a file.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the command line says of the dataset."""

    projet: Path
    depuis: tuple[Path, ...]
    accepter_baisse: bool

    def settings(self) -> Settings:
        """The project. Raises :class:`offre_insertion.errors.ConnectorError`, also without ``[publication]``."""
        from offre_insertion.publication import read_publication
        from offre_insertion.settings import load_settings

        settings = load_settings(self.projet)
        read_publication(settings)
        return settings

    @contextlib.contextmanager
    def history(self, settings: Settings) -> Iterator[History]:
        """The history of the project; none is made when there is nothing to publish in it.

        Raises :class:`offre_insertion.errors.HistoryError`.
        """
        from offre_insertion.errors import HistoryError
        from offre_insertion.history import open_history

        if not self.depuis and not settings.has_history:
            raise HistoryError("Aucun passage encore : lancez « offre-insertion synchroniser ».")
        with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
            yield history

    def ready(self, settings: Settings, history: History, *, target: str) -> Ready:
        """The dataset as it may be published; the sources without any run are said."""
        from offre_insertion.publication import prepare

        ready = prepare(
            settings,
            history,
            target=target,
            day=dt.date.today(),  # noqa: DTZ011 - the day of the person who publishes
            files=self.depuis,
            accept_drop=self.accepter_baisse,
        )
        for source in ready.unseen:
            click.echo(f"Attention : « {source} » n'a encore aucun passage terminé.", err=True)
        return ready


since_option = click.option(
    "--depuis",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Un jeu (dossier ou fichier) à publier au lieu du dernier passage, par exemple un jeu fusionné.",
)


def with_dataset(function: Function) -> Function:
    """Adds ``--projet``, ``--depuis`` and ``--accepter-baisse``, given as ``inputs``."""

    def called(*, projet: Path, depuis: tuple[Path, ...], accepter_baisse: bool, **others: object) -> object:
        return function(inputs=Inputs(projet, depuis, accepter_baisse), **others)

    decorated: Function = functools.update_wrapper(called, function)
    for option in (
        click.option(
            "--accepter-baisse", is_flag=True, help="Admet, cette fois, bien moins de fiches qu'avant."
        ),
        since_option,
        project_option,
    ):
        decorated = option(decorated)
    return decorated


apply_option = click.option("--appliquer", is_flag=True, help="Fait ce que le plan montre.")


def print_gate(ready: Ready) -> None:
    """What the gate says: what leaves, what is held back and why, what is withheld, what stops everything."""
    sifted = ready.sifted
    if ready.merging is not None:
        _print_merging(ready.merging)
    click.echo(
        f"Prêts à publier : {counted(len(sifted.structures), 'structure')}, "
        f"{counted(len(sifted.services), 'service')}."
    )
    _print_held(sifted)
    if sifted.masked:
        click.echo(f"Publiées sans un champ : {counted(len(sifted.masked), 'fiche')}")
        _print_list(
            f"{_named(one)}, sans " + ", ".join(f"{why.field} ({why.reason})" for why in one.withheld)
            for one in sifted.masked
        )
        click.echo(f"  {_ACCEPT}")
    if sifted.repeated:
        click.echo("Deux fois la même fiche, une seule est publiée :")
        _print_list(sifted.repeated)
    for refusal in ready.refusals:
        click.echo(f"Arrêt : {refusal}")


def gate_as_dict(ready: Ready) -> dict[str, Any]:
    """The same, JSON-ready."""
    merging = {} if ready.merging is None else {"doublons": ready.merging.as_dict()}
    return {**ready.sifted.as_dict(), **merging, "refus": list(ready.refusals)}


def show_refused(ready: Ready, *, output: str) -> int:
    """Why nothing is published; the exit code."""
    if output == "json":
        echo_json({**gate_as_dict(ready), "applique": False})
    else:
        print_gate(ready)
    return 1


_ACCEPT = (
    "Si la personne l’accepte, ajoutez la valeur à publication.courriels_admis ou telephones_admis ; sinon, mettez "
    "une adresse ou un numéro d’accueil dans le catalogue."
)


def _print_merging(merging: Merging) -> None:
    from offre_insertion.text import one_line

    fusion = merging.fusion
    if fusion.groups:
        click.echo(f"Doublons réunis en une fiche : {counted(len(fusion.groups), 'groupe')}")
        _print_list(one_line(" + ".join(group.merged.ids)) for group in fusion.groups)
    held = {str(one["id"]) for one in fusion.held}
    if held:
        click.echo(f"Laissées de côté, car une autre source les a déjà : {counted(len(held), 'fiche')}")
        _print_list(
            one_line(f"{one.id} est {one.other_id} ; la nôtre ajouterait : {', '.join(one.adds) or 'rien'}")
            for one in fusion.references
            if one.id in held and one.verdict == "certain"
        )
    for conflict in fusion.conflicts:
        click.echo(f"Attention : {one_line(conflict)}")
    if merging.national is None:
        click.echo("Rien n'est comparé à l'offre des autres sources : « offre-nationale actualiser » la lit.")


def _print_held(sifted: Sifted) -> None:
    """By reason: the same thing is often wrong in many records."""
    if not sifted.held:
        return
    click.echo(f"Retenues, car data·inclusion les écarterait : {counted(len(sifted.held), 'fiche')}")
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in sifted.held:
        for why in one.reasons:
            groups.setdefault((why.field, why.message), []).append((_named(one), why.fix))
    for (field, message), found in groups.items():
        fixes = {fix for _, fix in found}
        same = f" {fixes.pop()}" if len(fixes) == 1 else ""
        click.echo(f"  {field} : {message.rstrip('.')}.{same}")
        _print_list(name if same else f"{name}. {fix}" for name, fix in found)


def _named(one: Held | Masked) -> str:
    from offre_insertion.text import one_line

    return f"{one.kind} {one_line(one.id)} « {one_line(one.nom)} »"


def _print_list(lines: Iterable[str]) -> None:
    lines = list(lines)
    for line in lines[:_SHOWN]:
        click.echo(f"    - {line}")
    if len(lines) > _SHOWN:
        click.echo(f"    - … et {counted(len(lines) - _SHOWN, 'autre')} (--format json les donne toutes)")
