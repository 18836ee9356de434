"""Parquet, when pyarrow is there: the format that keeps lists, dates and numbers (contract §4.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offre_insertion.schema import FIELDS, LIST_FIELDS, NUMBER_TYPES, Kind, Record

if TYPE_CHECKING:
    import pyarrow as pa

_DATES = frozenset({"date_maj"})


def has_pyarrow() -> bool:
    """Whether the optional package is installed."""
    return find_spec("pyarrow") is not None


def write_parquet(path: Path, kind: Kind, records: Sequence[Record]) -> None:
    """The columns of the schema, in its order. Needs pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([pa.field(name, _type(name)) for name in FIELDS[kind]])
    table = pa.Table.from_pylist([_typed(record) for record in records], schema=schema)
    pq.write_table(table, path, compression="zstd")


def _type(name: str) -> pa.DataType:
    import pyarrow as pa

    if name in LIST_FIELDS:
        return pa.list_(pa.string())
    if name in _DATES:
        return pa.date32()
    kind = NUMBER_TYPES.get(name)
    return pa.string() if kind is None else pa.int64() if kind is int else pa.float64()


def _typed(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in record.items()}


def _value(name: str, value: object) -> object:
    if name in _DATES:
        return dt.date.fromisoformat(str(value)[:10])
    kind = NUMBER_TYPES.get(name)
    return value if kind is None else kind(str(value)) if kind is float else round(float(str(value)))
