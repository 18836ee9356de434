"""The command line ``offre-insertion``: a thin skin. Data goes to stdout, messages to stderr.

Exit codes: 0 clean, 1 data errors, 2 usage, 3 connector, configuration or history, 4 remote.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
from typing import TYPE_CHECKING

import click

from offre_insertion import __version__
from offre_insertion.cli.french import LazyGroup, usage_message

if TYPE_CHECKING:
    from offre_insertion.errors import OffreInsertionError

#: Command → its one line; the module of that name holds it, imported only when it is called.
SUMMARIES = {
    "convertir": "Convertit un catalogue local en jeu data·inclusion v1.",
    "verifier": "Vérifie un fichier data·inclusion v1 (JSON, CSV ou classeur du valideur).",
    "connecteurs": "Liste les connecteurs fournis, ou décrit l'un d'eux.",
    "initialiser": "Écrit le projet d'un département, offre-insertion.toml.",
    "synchroniser": "Fait toute la chaîne du projet, et dit ce qui a changé.",
    "etat": "Montre les derniers passages, les décisions en attente, la suite.",
    "identites": "Décide quelles fiches sont la suite de fiches disparues.",
    "doublons": "Trouve les doublons, les fait examiner, garde les décisions, fusionne.",
    "offre-nationale": "Lit l'offre déjà référencée par data·inclusion, et la compare à la nôtre.",
    "publier": "Publie le jeu du projet : un dossier, data.gouv.fr, DORA.",
    "dora": "Vérifie que publier sur DORA est possible, et montre ce qui y a été écrit.",
    "suivi-publication": "Suit nos fiches : conformes, publiées, vues dans l'API, visibles dans DORA.",
    "couverture": "Montre où l'offre manque, et pourquoi ; garde ce qu'on en sait.",
    "indicateurs": "Montre les indicateurs d'une période, et ceux de la période d'avant.",
    "a-faire": "Dit quoi faire ensuite, le meilleur gain d'abord.",
    "partenaires": "Tient le registre des partenaires.",
    "fiche-partenaire": "Écrit la fiche d'un partenaire, la relit remplie.",
    "veille": "Tient la veille : les signaux à vérifier.",
    "rapport": "Écrit le rapport d'une période : page, classeur, JSON.",
    "fiches": "Remplit les documents que l'instruction demande : parcours, fiches action.",
    "demo": "Convertit le catalogue d'exemple, joue trois trimestres et montre le rapport.",
}


@click.group(
    cls=LazyGroup,
    package=__name__,
    summaries=SUMMARIES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    __version__, "--version", message="offre-insertion %(version)s", help="Affiche la version."
)
@click.option("-v", "--verbeux", is_flag=True, help="Dit ce que fait chaque étape.")
def cli(*, verbeux: bool) -> None:
    """Du catalogue local d'insertion à un jeu data·inclusion valide, sans rien perdre ni inventer."""
    logging.basicConfig(
        level=logging.INFO if verbeux else logging.WARNING, format="%(levelname)s %(name)s : %(message)s"
    )
    # At INFO it writes whole addresses, and a catalogue's may carry a key in its query.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def main() -> None:
    """Entry point: every error becomes one French sentence and an exit code, never a traceback."""
    _speak_utf8()
    sys.exit(run(sys.argv[1:]))


def _speak_utf8() -> None:
    """Windows pipes speak cp1252: JSON would not be read back, and a name in another alphabet would stop all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def run(arguments: list[str]) -> int:
    """Runs the command line and returns its exit code."""
    from offre_insertion.errors import OffreInsertionError

    try:
        result = cli.main(arguments, prog_name="offre-insertion", standalone_mode=False)
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except click.Abort:
        return _fail("Interrompu.", 1)
    except click.ClickException as exc:
        return _fail(usage_message(exc), 2)
    except OffreInsertionError as exc:
        return _fail(str(exc), exit_code(exc))
    except BrokenPipeError:
        # The reader of a pipe left (« | head »): nothing to say, and nothing more to flush.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _fail("Mémoire insuffisante pour ce fichier. Découpez-le, ou fermez d'autres programmes.", 1)
    except Exception:
        logging.getLogger(__name__).debug("erreur imprévue", exc_info=True)
        return _fail(
            "Erreur imprévue : c'est un défaut du logiciel, pas de votre fichier. Relancez avec la variable "
            "d'environnement OFFRE_INSERTION_TRACE=1 et signalez le message obtenu.",
            1,
        )
    return result if isinstance(result, int) else 0


def exit_code(error: OffreInsertionError) -> int:
    """3 to correct a connector, the project or the history; 4 to try later; 1 to correct the data."""
    from offre_insertion.errors import ConnectorError, HistoryError, ReadError, RemoteError

    if isinstance(error, RemoteError):
        return 3 if error.is_refusal else 4
    if isinstance(error, ReadError | HistoryError) and error.remote:
        return 4
    return 3 if isinstance(error, ConnectorError | HistoryError) else 1


def _fail(message: str, code: int) -> int:
    if os.environ.get("OFFRE_INSERTION_TRACE") and sys.exc_info()[0] is not None:
        import traceback

        traceback.print_exc()
    click.echo(f"Erreur : {message}" if code != 1 or message != "Interrompu." else message, err=True)
    return code
