"""The coverage of the records of a run: computed as ``couverture`` does, kept with the survey, read back as it was."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from offre_insertion.coverage import Assessment, Ground, compute_coverage
from offre_insertion.coverage.kept import dump_assessment, load_assessment
from offre_insertion.errors import ConnectorError
from offre_insertion.geography import load_geography
from offre_insertion.review import Spoken
from offre_insertion.review.dispositifs import count_dispositifs
from offre_insertion.review.territory import Territory
from offre_insertion.settings import Settings
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.rules import kept_coverage
from offre_insertion.tracking.survey import Offered, offer_of
from offre_insertion.tracking.values import Survey

_logger = logging.getLogger(__name__)
#: Beside the assessment: EPCI → households with RSA of that day.
_FOYERS = "foyers"


@dataclass(frozen=True)
class Covering:
    """How a project measures its coverage; the files it names are read once, when something needs them.

    What needs a file that cannot be read raises :class:`offre_insertion.errors.ConnectorError`, unless said otherwise.
    """

    settings: Settings

    @cached_property
    def territory(self) -> Territory:
        """Its communes, its local territories, their weights, their households."""
        return Territory(self.settings)

    @cached_property
    def suivi(self) -> Suivi:
        """The parameters of the follow-up; households that are not written there are those of the file, when it leaves
        nobody out and can be read."""
        written = self.settings.suivi
        if written.foyers_rsa is not None or not self.settings.couverture.foyers_rsa:
            return written
        with contextlib.suppress(ConnectorError):
            return written.model_copy(update={"foyers_rsa": self.territory.foyers_rsa or None})
        return written

    @property
    def foyers_by_epci(self) -> Mapping[str, int | None]:
        """Those of today; nothing when their file cannot be read."""
        with contextlib.suppress(ConnectorError):
            return self.territory.foyers_by_epci
        return {}

    @property
    def no_coverage(self) -> str | None:
        """Why nothing can be measured today, else ``None``."""
        return _unread(lambda: self.territory.weights)

    @property
    def no_foyers(self) -> str | None:
        """Why the file of the households gives nothing today, else ``None``."""
        return _unread(lambda: self.territory.foyers)

    def compute(
        self,
        survey: Survey,
        offered: Iterable[Offered],
        *,
        on: dt.date,
        spoken: Spoken,
        parameters: Couverture | None = None,
        ground: Ground | None = None,
    ) -> Assessment:
        """The coverage on a day by the active services of a survey, ours and those of other sources, with the
        duplicates that people had judged. ``parameters``: those of the project unless said; ``ground``: that of the
        project, without the local territories when they cannot be read."""
        parameters = parameters or self.settings.couverture.seuils
        services = list(offered)
        ours = [one for one in services if one.is_local and survey.by_id[one.id].is_active]
        others = [one for one in services if not one.is_local]
        ground = ground or self._readable_ground
        counted = count_dispositifs(
            [offer_of(ours), offer_of(others)],
            spoken,
            ground=ground,
            parameters=parameters,
            on=on,
            private={one.id: one.extension for one in ours},
        )
        return compute_coverage(counted, ground, on=on, parameters=parameters, weights=self.territory.weights)

    def keep(self, survey: Survey, offered: Iterable[Offered], spoken: Spoken) -> dict[str, Any]:
        """What is kept with a survey, JSON-ready; for ever, so with everything or not at all."""
        ground, foyers = self.territory.ground, self.territory.foyers_by_epci
        measured = self.compute(survey, offered, on=survey.day, spoken=spoken, ground=ground)
        return {**dump_assessment(measured), _FOYERS: foyers}

    def kept(self, survey: Survey) -> Assessment | None:
        """The coverage that was kept with a survey, ``None`` when none was, or when a newer version wrote it in words
        that this one does not know."""
        if survey.coverage is None:
            return None
        parameters = kept_coverage(survey.rules, self.settings.couverture.seuils)
        try:
            return load_assessment(survey.coverage, geography=load_geography(), parameters=parameters)
        except (ValueError, KeyError) as exc:
            _logger.warning("couverture gardée du %s illisible : %s", survey.day, type(exc).__name__)
            return None

    def kept_foyers(self, survey: Survey) -> Mapping[str, int | None]:
        """Households by EPCI that were kept with a survey; those of today when none were."""
        return (survey.coverage or {}).get(_FOYERS) or self.foyers_by_epci

    @cached_property
    def _readable_ground(self) -> Ground:
        with contextlib.suppress(ConnectorError):
            return self.territory.ground
        return self.territory.official


def _unread(read: Callable[[], object]) -> str | None:
    try:
        read()
    except ConnectorError as exc:
        return str(exc)
    return None
