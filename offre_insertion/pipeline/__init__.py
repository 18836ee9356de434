"""The chain of ``synchroniser``, step by step: read → convert → continue → guard → remember → write.

Killed at any point, nothing is half done: the history counts only ended runs, and files are replaced together.
The next run starts from the last ended one and gives what an undisturbed run would have given.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx

from offre_insertion.catalogue import Catalogue
from offre_insertion.connector import Connector
from offre_insertion.conversion import convert_source, rare_collections
from offre_insertion.errors import HistoryError, OffreInsertionError
from offre_insertion.history import History, Identity, RunState, Snapshot, open_history
from offre_insertion.history.contents import Blobs
from offre_insertion.history.corrections import Held, list_corrections, standing_corrections
from offre_insertion.pipeline.changes import Changes
from offre_insertion.pipeline.connectors import load_connectors
from offre_insertion.pipeline.corrections import of_source
from offre_insertion.pipeline.fingerprint import fingerprint_source, hash_file, hash_files
from offre_insertion.pipeline.guards import find_drift, find_drops
from offre_insertion.pipeline.lock import only_one
from offre_insertion.pipeline.months import close_months
from offre_insertion.pipeline.preparation import Prepared, gives_same_outputs, prepare, steady
from offre_insertion.pipeline.report import NOTHING, Acceptance, Observer, RunReport, SourceReport, Step
from offre_insertion.publishing import write_catalogue
from offre_insertion.publishing.atomic import clear_drafts
from offre_insertion.reading import load_source
from offre_insertion.settings import Settings
from offre_insertion.settings.tables import CatalogueEntry

__all__ = ["Acceptance", "Observer", "RunReport", "SourceReport", "Step", "synchronise"]

#: Sub-folder of the outputs for what a guard refused; no source can bear this name.
REFUSED = "_refuse"


def synchronise(
    settings: Settings,
    *,
    history: History | None = None,
    day: dt.date | None = None,
    accept: Acceptance = NOTHING,
    observe: Observer = lambda _step: None,
    transport: httpx.BaseTransport | None = None,
) -> RunReport:
    """Does the whole chain on the catalogues of a project and says what changed.

    ``history`` is one already open; by default, that of the settings. ``day`` is the day of the run (today).
    Raises :class:`OffreInsertionError` when a file, a connector, the history or a disk stops it; a guard that
    refuses raises nothing, and its sentences are in the report. In both cases nothing was replaced.
    """
    day = day or dt.date.today()  # noqa: DTZ011 - the day of the person who runs it
    with only_one(settings.lock), _opened(settings, history) as opened, opened.alone():
        close_months(opened, settings, day)
        run_id = opened.start_run(day)
        try:
            return _Run(settings, opened, run_id, day, accept, observe, transport).run()
        except OffreInsertionError as exc:
            with contextlib.suppress(
                HistoryError
            ):  # the disk that failed may fail again: the next run will do it
                opened.abandon_run(run_id, RunState.ECHEC, str(exc))
            raise


@contextlib.contextmanager
def _opened(settings: Settings, history: History | None) -> Iterator[History]:
    if history is not None:
        yield history
        return
    with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as opened:
        yield opened


class _RefusedError(Exception):
    """A guard refuses a source before its conversion."""


class _Run:
    """One run, under its lock."""

    def __init__(
        self,
        settings: Settings,
        history: History,
        run_id: int,
        day: dt.date,
        accept: Acceptance,
        observe: Observer,
        transport: httpx.BaseTransport | None,
    ) -> None:
        self._settings = settings
        self._history = history
        self._run_id = run_id
        self._day = day
        self._accept = accept
        self._observe = observe
        self._transport = transport
        self._refusals: list[str] = []
        self._accepted: list[str] = []
        self._corrections = standing_corrections(list_corrections(history))

    def run(self) -> RunReport:
        connectors = load_connectors(self._settings)
        prepared = [
            one
            for entry, connector in zip(self._settings.catalogues, connectors, strict=True)
            if (one := self._prepare(entry, connector)) is not None
        ]
        if self._refusals:
            self._history.abandon_run(self._run_id, RunState.ARRETE, " ".join(self._refusals))
            return RunReport(self._run_id, self._day, refusals=tuple(self._refusals))
        self._remember(prepared)
        written = {one.snapshot.source: self._write(one) for one in prepared}
        outputs = {source: hash_files(paths) for source, paths in written.items() if paths}
        self._history.finish_run(self._run_id, outputs=outputs, reason=" ".join(self._accepted) or None)
        self._observe(Step("terminé"))
        reports = (self._report(one, written[one.snapshot.source]) for one in prepared)
        return RunReport(self._run_id, self._day, tuple(reports))

    # --- one source --------------------------------------------------------------------------------------

    def _prepare(self, entry: CatalogueEntry, connector: Connector) -> Prepared | None:
        source = connector.source.id
        self._observe(Step("lecture", source))
        last = self._history.last_snapshot(source)
        identities = self._history.identities(source)
        corrections = of_source(self._corrections, source)
        loaded = load_source(self._settings.locate(entry.fichier), transport=self._transport)
        fingerprint = fingerprint_source(
            loaded,
            connector,
            day=self._day,
            threshold=self._settings.seuils.identite,
            identities=identities,
            corrections=corrections,
        )
        if last is not None and last.fingerprint == fingerprint and self._is_written(last):
            return self._skip(connector, last, identities)
        self._observe(Step("conversion", source))
        columns: list[str] = []
        try:
            catalogue = convert_source(
                loaded,
                connector,
                observed=self._day,
                today=self._day,
                on_columns=lambda names: self._check_columns(connector, last, names, columns),
            )
        except _RefusedError:
            return None
        if not self._passes(catalogue, last):
            return None
        return self._compare(catalogue, last, identities, tuple(columns), fingerprint, corrections)

    def _skip(self, connector: Connector, last: Snapshot, identities: Sequence[Identity]) -> Prepared:
        """Nothing changed, files included: the same snapshot again, for the price of one line."""
        changes = Changes(unchanged=int(last.figures["fiches"]))
        figures = {**last.figures, "changements": changes.counts()}
        snapshot = replace(last, day=self._day, run_id=None, figures=figures)
        waiting = sum(one.reason == "ambigu" for one in identities)
        return Prepared(connector, snapshot, changes, waiting=waiting)

    def _is_written(self, last: Snapshot) -> bool:
        """The files of the last run are there, as they were."""
        folder = self._settings.outputs / last.source
        return bool(last.outputs) and all(
            hash_file(folder / name) == known for name, known in last.outputs.items()
        )

    def _check_columns(
        self, connector: Connector, last: Snapshot | None, names: tuple[str, ...], columns: list[str]
    ) -> None:
        columns += names
        if last is None:
            return
        refusal = find_drift(connector.source.id, last.columns, names, read=sorted(connector.read_columns()))
        if refusal is not None and not self._accept.colonnes:
            self._refusals.append(refusal)
            raise _RefusedError
        if refusal is not None:
            self._accepted.append(f"{connector.source.id} : colonnes changées admises.")

    def _passes(self, catalogue: Catalogue, last: Snapshot | None) -> bool:
        source = catalogue.connector.source.id
        refusals = [
            f"{source} : {failure} Si c'est normal, changez [expect] dans le connecteur."
            for failure in catalogue.failures
        ]
        limit = self._settings.seuils.baisse_max
        drops = (
            list(find_drops(source, last.figures, catalogue.bilan(), limit=limit)) if last is not None else []
        )
        if drops and self._accept.baisse:
            self._accepted.append(f"{source} : baisse admise.")
        else:
            refusals += drops
        self._refusals += refusals
        if refusals:
            self._show_refused(catalogue)
        return not refusals

    def _show_refused(self, catalogue: Catalogue) -> None:
        """What was read goes aside, to be looked at: the files of the last run stay."""
        folder = self._settings.outputs / REFUSED / catalogue.connector.source.id
        write_catalogue(steady(catalogue), folder)
        clear_drafts(folder)
        self._refusals.append(
            f"Ce qui a été lu est dans « {folder} », pour comprendre ; rien n'a été remplacé."
        )

    def _compare(
        self,
        catalogue: Catalogue,
        last: Snapshot | None,
        identities: list[Identity],
        columns: tuple[str, ...],
        fingerprint: str,
        corrections: Held,
    ) -> Prepared:
        self._observe(
            Step("comparaison", catalogue.connector.source.id, {"lignes": catalogue.accounting.lignes})
        )
        with rare_collections():
            prepared = prepare(
                catalogue,
                self._history,
                last,
                identities,
                columns=columns,
                fingerprint=fingerprint,
                day=self._day,
                threshold=self._settings.seuils.identite,
                corrections=corrections,
            )
        if last is not None and gives_same_outputs(last, prepared.snapshot) and self._is_written(last):
            prepared.snapshot = replace(prepared.snapshot, outputs=last.outputs)
            prepared.catalogue = None  # nothing to write
        return prepared

    # --- all of them -------------------------------------------------------------------------------------

    def _remember(self, prepared: Sequence[Prepared]) -> None:
        self._observe(Step("historique"))
        contents: Blobs = {}
        extensions: Blobs = {}
        for one in prepared:
            contents |= one.contents
            extensions |= one.extensions
        self._history.write_snapshots(
            self._run_id,
            [one.snapshot for one in prepared],
            contents=contents,
            extensions=extensions,
            identities=[identity for one in prepared for identity in one.identities],
        )

    def _write(self, prepared: Prepared) -> tuple[Path, ...]:
        if prepared.catalogue is None:
            return ()
        source = prepared.snapshot.source
        self._observe(Step("fichiers", source))
        folder = self._settings.outputs / source
        written = write_catalogue(prepared.catalogue, folder)
        shutil.rmtree(self._settings.outputs / REFUSED / source, ignore_errors=True)
        clear_drafts(folder)  # alone under the lock: what is left there is of a killed run
        return tuple(written)

    def _report(self, prepared: Prepared, written: tuple[Path, ...]) -> SourceReport:
        return SourceReport(
            source=prepared.snapshot.source,
            nom=prepared.connector.source.nom,
            changes=prepared.changes,
            figures=prepared.snapshot.figures,
            written=written,
            is_skipped=prepared.catalogue is None,
            renamed=sum(one.reason == "rapprochement" for one in prepared.identities),
            waiting=prepared.waiting,
        )
