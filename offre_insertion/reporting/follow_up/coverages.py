"""The coverage of the surveys of a project: kept with them, else computed now; and, in words, which one it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from offre_insertion import __version__
from offre_insertion.coverage import Assessment
from offre_insertion.coverage.qualification import standing
from offre_insertion.geography import load_geography
from offre_insertion.history.qualifications import QualificationEntry
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.review import Spoken
from offre_insertion.settings.coverage import Couverture
from offre_insertion.tracking.covering import Covering
from offre_insertion.tracking.rules import changed_rules, kept_coverage
from offre_insertion.tracking.survey import Offered
from offre_insertion.tracking.values import Survey

#: The services of a survey, ours and those of other sources on a day.
Services = Callable[[Survey, dt.date], Sequence[Offered]]


@dataclass(frozen=True)
class Coverages:
    """What is computed is computed once. ``services`` reads those of a survey; ``spoken`` and ``qualifications`` are
    all that people said; ``timezone`` is that of the caller. What is computed raises
    :class:`offre_insertion.errors.ConnectorError` when the weights cannot be read."""

    covering: Covering
    services: Services
    spoken: Spoken
    qualifications: Sequence[QualificationEntry]
    timezone: dt.tzinfo | None
    _computed: dict[tuple[int, dt.date, str], Assessment] = field(default_factory=dict)

    def of(self, survey: Survey, *, until: dt.date, parameters: Couverture | None = None) -> AssessmentReport:
        """The coverage kept with a survey, with what people had said of its holes up to ``until`` included: they speak
        of them after the run. Without any, computed now on the records of then, by the parameters kept with the survey
        unless others are given."""
        kept = self.covering.kept(survey)
        if kept is None:
            given = parameters or kept_coverage(survey.rules, self._today)
            return self.compute(survey, until=until, on=survey.day, parameters=given)
        cog, version = survey.rules.get("cog"), str(survey.rules.get("version", "inconnue"))
        return self._report(kept, until, cog=int(str(cog or 0)), measured_by=version)

    def compute(
        self, survey: Survey, *, until: dt.date, on: dt.date, parameters: Couverture | None = None
    ) -> AssessmentReport:
        """The coverage of the records of a survey on a day, computed now; ``parameters``: those of the project unless
        said."""
        given = parameters or self._today
        key = (survey.run_id, on, given.model_dump_json())
        if key not in self._computed:
            self._computed[key] = self.covering.compute(
                survey,
                self.services(survey, on),
                on=on,
                spoken=self.spoken.until(dt.datetime.combine(on, dt.time.max, self.timezone)),
                parameters=given,
            )
        return self._report(self._computed[key], until, cog=load_geography().annee)

    @property
    def _today(self) -> Couverture:
        return self.covering.settings.couverture.seuils

    @property
    def nom(self) -> str:
        """The département, in words."""
        departement = self.covering.settings.territoire.departement
        known = load_geography().departement(departement)
        return f"{known.nom} ({departement})" if known else departement

    def _report(
        self, coverage: Assessment, until: dt.date, *, cog: int, measured_by: str | None = None
    ) -> AssessmentReport:
        return AssessmentReport(
            coverage=coverage,
            nom=self.nom,
            departement=self.covering.settings.territoire.departement,
            cog=cog,
            qualifications=standing((one for one in self.qualifications if one.day <= until), coverage),
            measured_by=measured_by,
        )


def describe_origins(reports: Sequence[AssessmentReport], *, is_over: bool) -> Iterator[str]:
    """Which coverage was kept and by what it was measured, which one is computed now; the latest first.

    ``is_over``: the period of the first one is.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for position, one in enumerate(reports):
        day = f"{one.coverage.day:%d/%m/%Y}"
        days = found.setdefault((_origin(one, is_current=not position and not is_over), _rules(one)), [])
        if day not in days:
            days.append(day)
    for (origin, rules), days in found.items():
        yield f"Couverture du {' et du '.join(days)} : {origin} ({rules})."


def _origin(report: AssessmentReport, *, is_current: bool) -> str:
    if report.measured_by:
        return "gardée avec le relevé, et non recalculée"
    if is_current:
        return "calculée aujourd’hui, sur les fiches de ce jour-là"
    return "elle n’a pas été gardée avec le relevé, et est calculée aujourd’hui sur les fiches d’alors"


def _rules(report: AssessmentReport) -> str:
    return f"règles de la version {report.measured_by or __version__}, COG {report.cog}"


def describe_changes(start: AssessmentReport | None, end: AssessmentReport) -> Iterator[str]:
    """What differs in what the two ends of a period were measured by."""
    if start is not None and (changed := changed_rules(_measured_by(start), _measured_by(end))):
        yield (
            f"La couverture du début de la période et celle de sa fin n’ont pas les mêmes règles ({changed}) : une "
            "part des couples résolus ou apparus peut venir de là."
        )


def _measured_by(report: AssessmentReport) -> Mapping[str, object]:
    coverage = report.coverage
    return {
        "version": report.measured_by or __version__,
        "cog": report.cog,
        "poids": coverage.weights.nom,
        **coverage.parameters.model_dump(mode="json"),
    }


def describe_since(survey: Survey, today: Couverture) -> Iterator[str]:
    """What changed in the thresholds of the project since a survey."""
    kept = kept_coverage(survey.rules, today)
    if changed := changed_rules(kept.model_dump(mode="json"), today.model_dump(mode="json")):
        yield f"Les seuils de la couverture ont changé depuis le relevé du {survey.day:%d/%m/%Y} ({changed})."
