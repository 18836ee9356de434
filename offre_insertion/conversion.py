"""From a source and its connector to a :class:`~offre_insertion.catalogue.Catalogue`."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import httpx

from offre_insertion.catalogue import Accounting, Catalogue, SetAside
from offre_insertion.checking import check_dataset, drop_invalid, score_qualite
from offre_insertion.cleaning import cleaners_for
from offre_insertion.cleaning.telephone import region_of
from offre_insertion.connector import Connector, as_tuple
from offre_insertion.extension import Extension, Extensions, withholding_reason
from offre_insertion.geography.territoires import load_territoires
from offre_insertion.geography.zones import zone_reader
from offre_insertion.issues import Issue
from offre_insertion.lexicon import LEXICON_PREFIX, load_lexicon
from offre_insertion.mapping import Draft, Mapped, RowTrace, map_table, require_columns
from offre_insertion.mapping.expectations import broken_expectations
from offre_insertion.mapping.fields import Table, Tools
from offre_insertion.mapping.places import without_commune
from offre_insertion.reading import Source, load_source, open_table, read_code_table
from offre_insertion.reading.table import print_of
from offre_insertion.schema import Kind, Record
from offre_insertion.text import fold


def read_catalogue(
    source: str | Path,
    connector: Connector,
    *,
    observed: dt.date | None = None,
    today: dt.date | None = None,
    stdin: BinaryIO | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Catalogue:
    """Converts a catalogue: a path, ``-`` (``stdin``) or an http(s) URL.

    ``observed`` is the day the content was first seen, for connectors that date records by observation; it
    defaults to ``today``, which defaults to the current day. Raises :class:`ReadError` when the file cannot be
    read, :class:`ConnectorError` when the connector does not fit it; a wrong row is an issue.
    """
    loaded = load_source(source, stdin=stdin, transport=transport)
    return convert_source(loaded, connector, observed=observed, today=today)


def convert_source(
    loaded: Source,
    connector: Connector,
    *,
    observed: dt.date | None = None,
    today: dt.date | None = None,
    on_columns: Callable[[tuple[str, ...]], None] | None = None,
) -> Catalogue:
    """As :func:`read_catalogue`, from bytes already loaded; the time counted starts here.

    ``on_columns`` sees the columns of the file before any rule does, and may refuse them by raising.
    """
    start = time.perf_counter()
    today = today or dt.date.today()  # noqa: DTZ011 - the schema compares with the local day too
    table = open_table(loaded, connector)
    if on_columns is not None:
        on_columns(table.columns)
    require_columns(connector, table.columns, path=connector.path)
    with rare_collections():
        mapped = map_table(table, connector, build_tools(loaded, connector), observed=observed or today)
        catalogue = _Assembly(connector, mapped, today, loaded).catalogue()
    elapsed = time.perf_counter() - start
    return catalogue.with_details(
        lecture=dict(table.details),
        duree_s=round(elapsed, 3),
        lignes_par_s=round(mapped.rows / elapsed),
    )


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """A conversion makes no cycles and hundreds of thousands of records: looking for garbage takes a sixth of it."""
    before = gc.get_threshold()
    gc.set_threshold(250_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def build_tools(loaded: Source, connector: Connector) -> Tools:
    """The tables of codes and the reader of zones that the rules of a connector need."""
    names = {name for _, rule in connector.rules() for name in rule.lookups()}
    for each in filter(None, (connector.each, connector.places)):
        names.update(as_tuple(each.lookup), as_tuple(each.keep_whole))
    tables: dict[str, Table] = {name: load_lexicon(name) for name in names if name.startswith(LEXICON_PREFIX)}
    tables |= {
        name: {fold(label): as_tuple(codes) for label, codes in lookup.items()}
        for name, lookup in connector.lookups.items()
    }
    codes = {
        name: {fold(code): label for code, label in read_code_table(loaded, table).items()}
        for name, table in connector.code_tables.items()
    }
    path = connector.territoires_path
    zone = zone_reader(
        departement=connector.source.departement, territoires=load_territoires(path) if path else None
    )
    # A catalogue dials its own numbers: « 28 41 35 » is one in Nouvelle-Calédonie.
    cleaners = cleaners_for(region_of(connector.source.departement))
    return Tools(tables, codes, zone, cleaners)


class _Assembly:
    """Checks the drafts, gives them their ids, and tells the fate of each row."""

    def __init__(self, connector: Connector, mapped: Mapped, today: dt.date, loaded: Source) -> None:
        self._connector = connector
        self._loaded = loaded
        self._mapped = mapped
        self._today = today
        self._issues = list(mapped.issues)
        self._observed: set[tuple[Kind, str]] = set()
        self._written: set[int] = set()  # id() of the drafts that became a record, published or withheld

    def catalogue(self) -> Catalogue:
        structures = [
            record for draft in self._mapped.structures if (record := self._finish("structure", draft))
        ]
        services, withheld, extensions = self._services()
        self._issues += check_dataset(structures, services)
        rejected = self._rejected()
        ignored = self._mapped.ignored
        return Catalogue(
            connector=self._connector,
            structures=tuple(structures),
            services=tuple(services),
            withheld=tuple(withheld),
            extensions=extensions,
            issues=tuple(sorted(_once(self._issues), key=_by_place)),
            set_aside=(
                *rejected,
                *(SetAside(one.number, one.sheet, "ignorée", one.reason, {}) for one in ignored),
            ),
            accounting=Accounting(
                lignes=self._mapped.rows,
                retenues=len(self._mapped.traces) - len(rejected),
                rejetees=len(rejected),
                ignorees=len(ignored),
            ),
            failures=tuple(
                broken_expectations(
                    self._connector.expect,
                    rows=self._mapped.rows,
                    active=len(self._mapped.traces),
                    rejected=len(rejected),
                    filled=self._mapped.filled,
                )
            ),
            scores={record["id"]: score_qualite(record, on=self._today).value for record in services},
            observed=frozenset(self._observed),
            cells=self._cells(),
            silent=frozenset(self._silent()),
            details={"origine_des_dates": dict(self._mapped.date_origins)},
        )

    def _services(self) -> tuple[list[Record], list[Record], Extensions]:
        services: list[Record] = []
        withheld: list[Record] = []
        extensions = Extensions()
        for draft, structure in self._mapped.services:
            if id(structure) not in self._written:
                continue
            draft.record["structure_id"] = f"{self._connector.source.id}--{structure.local_id}"
            record = self._finish("service", draft)
            if record is None:
                continue
            extension = extensions.add(record["id"], draft.private) if draft.private else None
            (withheld if self._is_withheld(draft, extension) else services).append(record)
        return services, withheld, extensions

    def _finish(self, kind: Kind, draft: Draft) -> Record | None:
        """The valid record of a draft, or ``None`` when a required field is missing or wrong."""
        if draft.missing:
            return None
        source = self._connector.source.id
        record, notes = drop_invalid(
            kind, {"source": source, "id": f"{source}--{draft.local_id}", **draft.record}
        )
        self._issues += [
            Issue.of(
                one.note,
                row=draft.row,
                sheet=draft.sheet,
                field=f"{kind}.{one.field}",
                value=one.value,
                record=draft.local_id,
            )
            for one in notes
        ]
        if record is None:
            return None
        self._written.add(id(draft))
        if draft.is_observed:
            self._observed.add((kind, record["id"]))
        draft.record = record  # the draft and its record are one from now on: a large catalogue is held once
        homeless = without_commune(kind, draft)
        if homeless is not None:
            self._issues.append(homeless)
        return record

    def _is_withheld(self, draft: Draft, extension: Extension | None) -> bool:
        if extension is None:
            return False
        reason = withholding_reason(
            extension, today=self._today, grace_days=self._connector.convention_grace_days
        )
        if reason is None:
            return False
        self._issues.append(Issue.of(reason, row=draft.row, sheet=draft.sheet, record=draft.local_id))
        return True

    def _cells(self) -> dict[Kind, dict[str, str]]:
        """One print for a structure, which may have all the rows; those of a service, between spaces.

        With that of the tables of codes, which are of the source too; a service has those of the rows of its structure
        that it borrows its place from.
        """
        codes = self._mapped.codes
        structures: defaultdict[str, list[str]] = defaultdict(list)
        services: defaultdict[str, list[str]] = defaultdict(list)
        for trace in self._mapped.traces:
            if id(trace.structure) in self._written:
                structures[trace.structure.record["id"]].append(trace.cells)
            for draft in trace.services:
                if id(draft) in self._written:
                    services[draft.record["id"]] += (trace.cells, *(draft.placed or {}).values())
        return {
            "structure": {name: print_of(sorted((*cells, *codes))) for name, cells in structures.items()},
            "service": {name: " ".join(sorted({*cells, *codes})) for name, cells in services.items()},
        }

    def _silent(self) -> Iterator[str]:
        for trace in self._mapped.traces:
            if not any(id(draft) in self._written for draft in trace.services):
                yield trace.cells
        yield from (one.cells for one in self._mapped.ignored if one.cells)

    def _rejected(self) -> list[SetAside]:
        rejected = [
            (trace, reason) for trace in self._mapped.traces if (reason := self._rejection(trace)) is not None
        ]
        cells = self._cells_of({trace.rank for trace, _ in rejected})
        return [
            SetAside(trace.number, trace.sheet, "rejetée", reason, cells.get(trace.rank, {}))
            for trace, reason in rejected
        ]

    def _cells_of(self, ranks: Collection[int]) -> dict[int, Mapping[str, str]]:
        """The cells of some rows as they were: the catalogue is read again, rather than kept whole in memory."""
        if not ranks:
            return {}
        rows = open_table(self._loaded, self._connector).rows
        return {rank: row.values for rank, row in enumerate(rows) if rank in ranks}

    def _rejection(self, trace: RowTrace) -> str | None:
        """Why nothing of the row is kept: its structure is not, or none of the services it should give is."""
        if id(trace.structure) not in self._written:
            return _why("structure", trace.structure)
        if trace.services and not any(id(draft) in self._written for draft in trace.services):
            return _why("service", trace.services[0])
        return None


def _why(kind: Kind, draft: Draft) -> str:
    if draft.missing:
        return f"{kind} sans {', '.join(dict.fromkeys(draft.missing))}"
    return f"{kind} : un champ requis est invalide"


def _once(issues: Iterable[Issue]) -> Iterator[Issue]:
    """A cell read for the structure and for the service is at fault once."""
    seen = set()
    for issue in issues:
        name = (issue.field or "").rpartition(".")[2]
        key = (issue.code, issue.sheet, issue.row, issue.column, name, issue.value, issue.message)
        if key not in seen:
            seen.add(key)
            yield issue


def _by_place(issue: Issue) -> tuple[str, int, str, str]:
    return (issue.sheet or "", issue.row or 0, issue.field or "", issue.code)
