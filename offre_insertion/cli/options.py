"""What commands of several kinds share: the form of their result, and the name of who is there."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])


def format_option(shown: str) -> Callable[[F], F]:
    """``--format``, given to the command as ``output``: text for people, JSON for programs."""
    return click.option(
        "--format", "output", type=click.Choice(["texte", "json"]), default="texte", help=f"Forme {shown}."
    )


def echo_json(document: object) -> None:
    """The document on stdout, indented."""
    import orjson

    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


def check_workbook(path: Path, *, holding: str) -> None:
    """Refuses (:class:`click.UsageError`) a workbook to be filled that is no .xlsx, or whose file is there already.

    ``holding`` says what somebody may have written in it: « des réponses ».
    """
    if path.suffix.lower() != ".xlsx":
        raise click.UsageError(f"« {path} » : le nom du classeur doit finir par .xlsx.")
    if path.exists():
        raise click.UsageError(
            f"« {path} » existe déjà, et contient peut-être {holding} : rien n'a été écrit. Donnez un autre nom."
        )


def session_name() -> str | None:
    """The name of the session; ``None`` for a user without a name, or a system without the notion."""
    try:
        return os.environ.get("USER") or getpass.getuser()
    except (KeyError, OSError, ImportError):
        return None
