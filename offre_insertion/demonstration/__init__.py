"""Three quarters in the life of the example: the catalogue as it was at three dates, replayed by the real chain.

``connectors/exemple`` holds the catalogue of today, the table of what it was before (``changements.csv``) and a second
source (``reseau.csv``) that leaves after the second snapshot. Nothing is simulated: each date is a ``synchronise``,
what people said is written where the commands write it, the report is the one of ``rapport``.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from offre_insertion.demonstration.past import catalogue_on, read_changes
from offre_insertion.demonstration.said import qualify_holes, say_until
from offre_insertion.errors import PublishError
from offre_insertion.history import open_history
from offre_insertion.pipeline import RunReport, synchronise
from offre_insertion.reporting.follow_up.gathering import gather_report
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.resources import bundled
from offre_insertion.settings import PROJECT_FILE, Settings, load_settings
from offre_insertion.text import counted
from offre_insertion.tracking.periods import read_period

__all__ = ["DAYS", "PERIOD", "PROJECT", "Played", "play"]

#: Days of the snapshots: the last of three quarters; the report is that of the third.
DAYS = (dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30))
PERIOD = "2026-T3"
#: Sub-folder of the project that is made.
PROJECT = "projet"
#: Written in it: a folder that is not marked so is somebody's, and is never replaced.
_MARK = "demonstration.txt"
_MARKED = "Écrit par « offre-insertion demo », qui remplace ce dossier à chaque fois.\n"
_SETTINGS = """\
# Le projet de la démonstration, refait à chaque fois.

[territoire]
departement = "53"
source = "exemple"

[suivi]
foyers_rsa = 5200  # un nombre fictif

[couverture]
foyers_rsa = "foyers-rsa.csv"  # des nombres fictifs
"""
#: EPCI → households with RSA, all fictional; the last one is shared with the next département.
_FOYERS = {
    "200033298": 430, "200042182": 250, "200048551": 410, "200055887": 690, "200083392": 2_290, "245300223": 170,
    "245300355": 270, "245300389": 230, "245300447": 450, "247200090": 520,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """The project that was made, and the report of its last quarter."""

    settings: Settings
    report: Report


def play(folder: Path, *, now: dt.datetime, tell: Callable[[str], None] = lambda _line: None) -> Played:
    """Makes the project in ``folder / PROJECT``, plays the three dates, and gives the report of the last quarter.

    ``tell`` is given one line by snapshot. A project made so before is replaced. Raises :class:`PublishError` when the
    folder is somebody's or cannot be written, and what :func:`synchronise` raises.
    """
    project = _fresh_folder(folder / PROJECT)
    example = bundled("connectors") / "exemple"
    changes = read_changes((example / "changements.csv").read_text(encoding="utf-8"))
    catalogue = (example / "catalogue.csv").read_bytes()
    shutil.copyfile(example / "reseau.csv", project / "reseau.csv")
    # Never the history that the environment may name: it is somebody's.
    url = f"sqlite:///{(project / '.offre-insertion' / 'historique.sqlite3').absolute()}"
    before = dt.date.min
    with open_history(url) as history:
        for day in DAYS:
            (project / "catalogue.csv").write_bytes(catalogue_on(day, catalogue, changes))
            settings = _write_project(project, has_network=day < DAYS[-1])
            say_until(history, day, since=before)
            report = synchronise(settings, history=history, day=day)
            tell(_line(report))
            before = day
        qualify_holes(history, settings, [one.source for one in report.sources], day)
        period = read_period(PERIOD)
        return Played(settings, gather_report(settings, history, period=period, now=now))


def _line(report: RunReport) -> str:
    counts = ", ".join(f"{one.nom} : {counted(one.figures['fiches'], 'fiche')}" for one in report.sources)
    return f"{report.day:%d/%m/%Y}  {counts or ' '.join(report.refusals)}"


def _fresh_folder(project: Path) -> Path:
    mark = project / _MARK
    if project.exists() and not mark.is_file():
        raise PublishError(
            f"« {project} » existe déjà et n’est pas une démonstration. Choisissez un autre --vers."
        )
    try:
        if project.exists():
            shutil.rmtree(project)
        project.mkdir(parents=True)
        mark.write_text(_MARKED, encoding="utf-8")
    except OSError as exc:
        raise PublishError(
            f"« {project} » ne s’écrit pas ({exc.strerror}). Choisissez un autre --vers."
        ) from exc
    return project


def _write_project(project: Path, *, has_network: bool) -> Settings:
    """The project file, as a person would write it, and its settings."""
    catalogues = {"catalogue.csv": "exemple"} | ({"reseau.csv": "pdi-conventions"} if has_network else {})
    text = _SETTINGS + "".join(
        f'\n[[catalogues]]\nfichier = "{fichier}"\nconnecteur = "{connecteur}"\n'
        for fichier, connecteur in catalogues.items()
    )
    (project / PROJECT_FILE).write_text(text, encoding="utf-8")
    foyers = "".join(f"{code};{count}\n" for code, count in _FOYERS.items())
    (project / "foyers-rsa.csv").write_text(f"Code EPCI;Foyers RSA\n{foyers}", encoding="utf-8")
    return load_settings(project)
