"""Sentences that several files of coverage share."""

from __future__ import annotations

from offre_insertion.coverage import Couverture
from offre_insertion.coverage.qualification import Qualification
from offre_insertion.coverage.themes import subs_of
from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.text import day
from offre_insertion.tracking.rules import describe_parameters, shown_parameter


def describe_thresholds(parameters: Couverture) -> list[tuple[str, str, str]]:
    """(key of the project file, what it is, its value) of each threshold."""
    return [
        (name, label, shown_parameter(getattr(parameters, name)))
        for name, label in describe_parameters(Couverture).items()
    ]


def describe_qualification(one: Qualification) -> str:
    """« trou confirmé le 12/11/2026 par Camille (réunion) », and why it must be asked again."""
    evidence = f" ({one.entry.evidence})" if one.entry.evidence else ""
    said = f"{one.verdict.label} le {day(one.day)} par {one.entry.author}{evidence}"
    return f"{said} — à revoir : {' ; '.join(one.changes)}" if one.is_open else said


def describe_reached(report: CoverageReport, thematique: str) -> str:
    """« 3 sur 6 » thematiques of a category near enough people of the département; empty for a single one."""
    subs = subs_of(thematique)
    return (
        f"{len(report.coverage.reached(thematique, report.whole))} sur {len(subs)}" if len(subs) > 1 else ""
    )
