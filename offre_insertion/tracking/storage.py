"""Surveys as the history keeps them, and the way to the survey of a day: kept, or taken now from its snapshots."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from offre_insertion.errors import ConnectorError
from offre_insertion.history import Entry, History, Snapshot
from offre_insertion.history.corrections import CONFIRMED, list_corrections, standing_corrections
from offre_insertion.history.damage import intact
from offre_insertion.history.judgements import list_judgements
from offre_insertion.history.surveys import (
    StoredSurvey,
    ended_runs,
    local_snapshots,
    read_survey,
    silent_rows,
    surveyed_runs,
    write_survey,
)
from offre_insertion.history.values import Reading
from offre_insertion.review import Spoken
from offre_insertion.schema import Record
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.dates import Known
from offre_insertion.tracking.series import measure_day
from offre_insertion.tracking.survey import Offered, take_survey
from offre_insertion.tracking.values import Facts, Survey, Waiting

_logger = logging.getLogger(__name__)

_FACTS: TypeAdapter[Facts] = TypeAdapter(Facts)
_WAITING: TypeAdapter[Waiting] = TypeAdapter(Waiting)
_LAST: TypeAdapter[Known] = TypeAdapter(Known)
_FACT, _ALIAS, _GONE, _WAIT, _SOURCE = "fiche", "alias", "disparue", "attente", "source"
_READING, _SILENT, _KNOWN = "lecture", "muette", "connue"
_COVERAGE = "couverture"

#: The services of other sources at a day: what the stored national offer knows, when there is one.
Elsewhere = Callable[[dt.date], Sequence[Offered]]
#: The coverage of a survey, JSON-ready: by its services, and what people had said by then.
Keep = Callable[[Survey, Sequence[Offered], Spoken], Mapping[str, Any]]


def nowhere(_day: dt.date) -> Sequence[Offered]:
    """No other source is known."""
    return ()


def dump_survey(survey: Survey, figures: Mapping[str, Any] | None = None) -> StoredSurvey:
    """The survey as the history keeps it, with the indicators of its day."""
    entries: list[tuple[str, Any]] = [
        *((f"{_FACT} {one.id}", _FACTS.dump_python(one, mode="json")) for one in survey.facts),
        *((f"{_ALIAS} {name}", found) for name, found in survey.aliases.items()),
        *((f"{_GONE} {name}", day.isoformat()) for name, day in survey.gone.items()),
        *(
            (f"{_KNOWN} {name}", _LAST.dump_python(one, mode="json"))
            for name, one in survey.last_known.items()
        ),
        *(
            (f"{_WAIT} {one.left} {one.right}", _WAITING.dump_python(one, mode="json"))
            for one in survey.waiting
        ),
        *((f"{_SOURCE} {source}", None) for source in survey.sources),
        *((f"{_READING} {source}", list(reading)) for source, reading in survey.readings.items()),
        *((f"{_SILENT} {source}", one) for source, cells in survey.silent.items() for one in cells),
        *([] if survey.coverage is None else [(_COVERAGE, survey.coverage)]),
    ]
    return StoredSurvey(
        survey.run_id, survey.day, survey.taken_at, dict(survey.rules), tuple(entries), figures or {}
    )


def load_survey(stored: StoredSurvey) -> Survey:
    """The survey that was kept. Raises :class:`offre_insertion.errors.HistoryError` when it is damaged."""
    with intact(f"le relevé du {stored.day:%d/%m/%Y}"):
        return _survey_of(stored)


def _survey_of(stored: StoredSurvey) -> Survey:
    parts: dict[str, list[tuple[str, Any]]] = {}
    for key, value in stored.entries:
        kind, _, name = key.partition(" ")
        parts.setdefault(kind, []).append((name, value))
    return Survey(
        stored.run_id,
        stored.day,
        stored.taken_at,
        tuple(_FACTS.validate_python(value) for _, value in parts.get(_FACT, ())),
        tuple(name for name, _ in parts.get(_SOURCE, ())),
        dict(parts.get(_ALIAS, ())),
        {name: dt.date.fromisoformat(day) for name, day in parts.get(_GONE, ())},
        {name: _LAST.validate_python(one) for name, one in parts.get(_KNOWN, ())},
        tuple(_WAITING.validate_python(value) for _, value in parts.get(_WAIT, ())),
        stored.rules,
        {source: Reading(*reading) for source, reading in parts.get(_READING, ())},
        _by_source(parts.get(_SILENT, ())),
        next((value for _, value in parts.get(_COVERAGE, ())), None),
    )


def _by_source(rows: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for source, cells in rows:
        found[source].add(cells)
    return {source: frozenset(cells) for source, cells in found.items()}


class Surveys:
    """The surveys of a history, one for the last run of each month; those of closed months are kept.

    A kept survey is read, never taken again. ``now`` is the instant of the caller; ``elsewhere`` gives the services
    of other sources. ``parameters`` and ``coverage`` are those of today, kept with what is taken; ``keep`` measures the
    coverage that is kept too.
    """

    def __init__(
        self,
        history: History,
        parameters: Suivi,
        *,
        now: dt.datetime,
        elsewhere: Elsewhere = nowhere,
        coverage: Couverture | None = None,
        keep: Keep | None = None,
    ) -> None:
        self._history = history
        self._parameters = parameters
        self._now = now
        self._elsewhere = elsewhere
        self._coverage = coverage
        self._keep = keep
        runs = ended_runs(history)
        self._runs = [run for run in runs if run[1] <= self.today]
        #: Days of the runs that a wrong clock dated after today: nothing is known of these days yet.
        self.to_come = [day for _, day in runs if day > self.today]
        self._taken: dict[int, Survey] = {}
        # Those of closed months whose coverage cannot be measured today: taken, and kept another day.
        self._unkept: dict[int, Survey] = {}

    @property
    def today(self) -> dt.date:
        """The day of the caller."""
        return self._now.date()

    @property
    def days(self) -> list[dt.date]:
        """Days of the ended runs, up to today."""
        return [day for _, day in self._runs]

    def at(self, day: dt.date) -> Survey | None:
        """The survey of the last run on or before ``day``; ``None`` before the first run.

        Raises :class:`offre_insertion.errors.HistoryError`.
        """
        wanted = [run for run in self._runs if run[1] <= day]
        if not wanted:
            return None
        self.close_months(until=wanted[-1][1])
        return self._get(*wanted[-1])

    def close_months(self, *, until: dt.date) -> int:
        """Takes and keeps the surveys that miss of the last runs of the months before that of ``until``; how many.

        Those whose coverage cannot be measured, a file of the project being unreadable, are taken and not kept.
        """
        last: dict[tuple[int, int], tuple[int, dt.date]] = {}
        for run_id, day in self._runs:
            last[day.year, day.month] = (run_id, day)
        kept = {run_id for run_id, _ in surveyed_runs(self._history)}
        missing = [
            run for month, run in last.items() if month < (until.year, until.month) and run[0] not in kept
        ]
        for run_id, day in sorted(missing, key=lambda run: (run[1], run[0])):
            # Only the next one needs it: years of surveys at once are what a first report would weigh.
            self._taken = {run_id: self._get(run_id, day)}
            if run_id not in self._unkept:
                _logger.info("relevé du %s pris", f"{day:%d/%m/%Y}")
        return sum(run_id not in self._unkept for run_id, _ in missing)

    def _get(self, run_id: int, day: dt.date) -> Survey:
        if run_id in self._unkept:
            return self._unkept[run_id]
        if run_id not in self._taken:
            stored = read_survey(self._history, run_id)
            self._taken[run_id] = load_survey(stored) if stored else self._take(run_id, day)
        return self._taken[run_id]

    def _take(self, run_id: int, day: dt.date) -> Survey:
        before = self._before(run_id, day)
        snapshots = local_snapshots(self._history, run_id)
        end_of_day = dt.datetime.combine(day, dt.time.max, self._now.tzinfo)
        spoken = Spoken(tuple(list_judgements(self._history))).until(end_of_day)
        local = [one for snapshot in snapshots for one in read_offered(self._history, snapshot)]
        ours = {one.source for one in snapshots}
        others = [one for one in self._elsewhere(day) if one.service["source"] not in ours]
        survey = take_survey(
            [*local, *others],
            run_id=run_id,
            day=day,
            taken_at=self._now,
            sources=ours | {str(one.service["source"]) for one in others},
            parameters=self._parameters,
            spoken=spoken,
            confirmed=self._confirmed(day),
            before=before,
            coverage=self._coverage,
            readings={one.source: one.reading for one in snapshots if one.reading is not None},
            silent={one.source: cells for one in snapshots if (cells := silent_rows(self._history, one))},
        )
        if (day.year, day.month) < (self._now.year, self._now.month):
            try:
                if self._keep is not None:
                    survey = replace(survey, coverage=self._keep(survey, [*local, *others], spoken))
            except ConnectorError as exc:
                _logger.warning("relevé du %s non gardé : %s", f"{day:%d/%m/%Y}", exc)
                self._unkept[run_id] = survey
                return survey
            write_survey(
                self._history, dump_survey(survey, measure_day(survey, self._parameters, before=before))
            )
        return survey

    def _before(self, run_id: int, day: dt.date) -> Survey | None:
        """The latest survey of an earlier day that is kept, or should be."""
        unkept = [(one.run_id, one.day) for one in self._unkept.values()]
        kept = sorted([*surveyed_runs(self._history), *unkept], key=lambda one: (one[1], one[0]))
        earlier = [one for one in kept if (one[1], one[0]) < (day, run_id)]
        return self._get(*earlier[-1]) if earlier else None

    def _confirmed(self, day: dt.date) -> dict[str, dt.date]:
        lines = [one for one in list_corrections(self._history) if one.day <= day]
        return {
            ref.id: max(one.day for one in fields.values())
            for ref, fields in standing_corrections(lines).items()
            if ref.kind == "service" and CONFIRMED in fields
        }


def read_offered(history: History, snapshot: Snapshot) -> Iterator[Offered]:
    """The services of a snapshot, kept back or not, with their structures and private fields."""
    entries = history.entries(snapshot)
    records = history.records(one.content for one in entries.values())
    extensions = history.extensions(one.extension for one in entries.values() if one.extension)
    structures = {ref.id: records[entry.content] for ref, entry in entries.items() if ref.kind == "structure"}
    for ref, entry in entries.items():
        if ref.kind == "service":
            yield _offered(entry, records, structures, extensions)


def _offered(
    entry: Entry,
    records: Mapping[str, Record],
    structures: Mapping[str, Record],
    extensions: Mapping[str, dict[str, Any]],
) -> Offered:
    service = records[entry.content]
    return Offered(
        service,
        structures.get(service["structure_id"], {}),
        extensions[entry.extension] if entry.extension else {},
        entry.extension,
        entry.is_published,
        # What a partner answered is no reading of the cells, and its date is the answer's.
        cells=entry.cells if entry.raw is None else None,
        is_observed=entry.observed is not None and entry.raw is None,
    )
