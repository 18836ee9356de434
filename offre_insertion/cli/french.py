"""click in French: headings of the help, and usage errors."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

#: What a value looks like, in the help of an option.
_METAVARS: dict[type[click.ParamType[Any]], str] = {
    click.types.StringParamType: "TEXTE",
    click.Path: "CHEMIN",
    click.types.IntParamType: "NOMBRE",
    click.IntRange: "NOMBRE",
    click.DateTime: "AAAA-MM-JJ",
}


class _FrenchHelp(click.Command):
    """Help texts in French."""

    def __init__(self, name: str | None, **attributes: Any) -> None:  # noqa: ANN401 - what click.Command takes
        super().__init__(name, **attributes)
        for parameter in self.params:
            if isinstance(parameter, click.Option) and parameter.metavar is None and not parameter.is_flag:
                parameter.metavar = _METAVARS.get(type(parameter.type))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Usage : ")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The ``--help`` option, described in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Affiche cette aide."
        return option


class FrenchCommand(_FrenchHelp):
    """A command whose help and errors are French."""


class FrenchGroup(_FrenchHelp, click.Group):
    """A group whose help and errors are French."""

    command_class = FrenchCommand

    def __init__(self, name: str | None = None, **attributes: Any) -> None:  # noqa: ANN401 - what click.Group takes
        super().__init__(name, **{"subcommand_metavar": "COMMANDE [OPTIONS]…", **attributes})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one line."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commandes"):
            formatter.write_dl([(name, one.get_short_help_str(limit=120)) for name, one in found if one])


class LazyGroup(FrenchGroup):
    """Imports a command when it is called: ``--help`` stays instant.

    ``package`` holds a module per command (dashes become underscores), whose ``command`` it is; ``summaries`` is the
    one line of each, in the order of the work.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        package: str,
        summaries: Mapping[str, str],
        **attributes: Any,  # noqa: ANN401 - what click.Group takes
    ) -> None:
        super().__init__(name, **attributes)
        self._package = package
        self._summaries = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the work."""
        return list(self._summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self._summaries:
            return None
        found: click.Command = import_module(f"{self._package}.{cmd_name.replace('-', '_')}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one line, so that no module is imported."""
        with formatter.section("Commandes"):
            formatter.write_dl(list(self._summaries.items()))


def usage_message(error: click.ClickException) -> str:
    """The usage error as a French sentence that says what to type."""
    if isinstance(error, click.NoSuchOption):
        near = f" Vouliez-vous dire {', '.join(error.possibilities)} ?" if error.possibilities else ""
        return f"l'option « {error.option_name} » n'existe pas.{near}{_see_help(error)}"
    if isinstance(error, click.MissingParameter):
        return f"il manque {_named(error.param)}.{_see_help(error)}"
    if isinstance(error, click.BadParameter):
        return f"{_named(error.param)} : {_why(error)}{_see_help(error)}"
    if isinstance(error, click.UsageError):
        return f"{_translate(error)}{_see_help(error)}"
    return error.format_message()


def _why(error: click.BadParameter) -> str:
    """What is wrong with the value; click says it in English, with the value in quotes first."""
    given = re.match(r"'(.*)' (?:does not match|is not one of)", error.message)
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.IntRange) and " is not " in error.message:
        return f"{_range(kind)}."
    if given and isinstance(kind, click.DateTime):
        return f"« {given[1]} » n'est pas une date AAAA-MM-JJ, par exemple 2026-09-30."
    if given and isinstance(kind, click.Choice):
        return f"« {given[1]} » n'existe pas. Choix : {', '.join(map(str, kind.choices))}."
    return error.message


def _range(kind: click.IntRange) -> str:
    """What a whole number must be."""
    low, high = kind.min, kind.max
    if low is not None and high is not None:
        return f"il faut un nombre entier, de {low:g} à {high:g}"
    return f"il faut un nombre entier, {low:g} au moins" if low is not None else "il faut un nombre entier"


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "un argument"
    if isinstance(parameter, click.Option):
        return f"l'option {parameter.opts[0]}"
    return f"l'argument {parameter.human_readable_name}"


def _translate(error: click.UsageError) -> str:
    message = error.format_message()
    if message.startswith("No such command"):
        known = (
            error.ctx.command.list_commands(error.ctx)
            if error.ctx and isinstance(error.ctx.command, click.Group)
            else []
        )
        unknown = message.removeprefix("No such command").strip(" .")
        near = difflib.get_close_matches(unknown.strip("'"), known, n=1)
        meant = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
        return f"commande inconnue {unknown}.{meant} Commandes : {', '.join(known)}."
    if message.startswith("Got unexpected extra argument"):
        return f"argument en trop : {message.partition('(')[2].strip(').')}."
    if "requires an argument" in message:
        return f"{message.split(' requires')[0].replace('Option', 'l’option')} attend une valeur."
    if message.startswith("Missing command"):
        return "il manque la commande."
    return message


def _see_help(error: click.UsageError) -> str:
    if "Voir « " in error.message:  # it says already where to look
        return ""
    return f" Voir « {error.ctx.command_path} --help »." if error.ctx else ""
