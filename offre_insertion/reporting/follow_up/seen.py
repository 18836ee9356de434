"""What the charts of an indicator are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.typography import long_day
from offre_insertion.tracking.metric import Breakdown, Metric
from offre_insertion.tracking.series import Point
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import Survey


@dataclass(frozen=True, slots=True)
class Seen:
    """An indicator, the dated points up to it, the story it is of, the coverage computed beside it."""

    metric: Metric
    points: Sequence[Point]
    story: Story
    coverage: AssessmentReport | None = None

    @property
    def key(self) -> str:
        """Key of the indicator."""
        return self.metric.definition.key

    @property
    def survey(self) -> Survey:
        """The one that the period ends with."""
        return self.story.end

    @property
    def source(self) -> str:
        """Where its figures come from, in words."""
        return f"{', '.join(self.metric.definition.sources)} ; relevé du {long_day(self.survey.day)}"

    def table(self, key: str) -> Breakdown | None:
        """A table of the indicator, when it has it."""
        return next((one for one in self.metric.breakdowns if one.key == key), None)
