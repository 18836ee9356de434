"""A row of the catalogue → the draft of its structure and of its services, with their issues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data_inclusion.schema import v1

from offre_insertion.conditions import Cells, compile_condition
from offre_insertion.connector import Connector, Rules, alternatives
from offre_insertion.issues import Issue, Note, Severity
from offre_insertion.mapping.fan_out import PLACE, FanOut
from offre_insertion.mapping.fields import FieldReader, Said, Tools
from offre_insertion.mapping.private import PrivateReader
from offre_insertion.reading import Row
from offre_insertion.schema import Record


@dataclass(slots=True)
class Draft:
    """A record in the making: values read and cleaned, nothing checked yet; no id, no source.

    ``is_observed`` says that its date is the day of observation, which the history may know better. ``placed``: field
    of its place → print of the row of a structure that gives it; of a structure, and of a service that borrows it.
    """

    row: int
    sheet: str | None
    record: Record
    local_id: str | None = None
    missing: tuple[str, ...] = ()
    private: dict[str, Any] = field(default_factory=dict)
    place: str | None = None
    is_observed: bool = False
    placed: dict[str, str] | None = None


@dataclass(slots=True)
class MappedRow:
    """One row, mapped."""

    structure: Draft
    services: list[Draft]
    issues: list[Issue]


class RowMapper:
    """Maps the rows of a catalogue, one at a time, with the rules of its connector compiled once."""

    def __init__(self, connector: Connector, tools: Tools) -> None:
        self._structure = SectionReader("structure", connector.structure, tools)
        self._service = SectionReader("service", connector.service, tools) if connector.service else None
        self._private = PrivateReader(connector.prive)
        self._fan_out = FanOut(connector, tools.tables)
        self._service_when = compile_condition(connector.service_when) if connector.service_when else None

    def __call__(self, row: Row) -> MappedRow:
        """The drafts of a row."""
        issues: list[Issue] = []
        structure = self._structure(row, row.values, issues)
        return MappedRow(structure, self._services(row, issues), issues)

    def _services(self, row: Row, issues: list[Issue]) -> list[Draft]:
        if self._service is None or (self._service_when is not None and not self._service_when(row.values)):
            return []
        drafts = []
        for cells, said in self._fan_out(row.values):
            issues += _place(said, row, "service")
            draft = self._service(row, cells, issues)
            draft.place = cells.get(PLACE)
            draft.private, notes = self._private(cells)
            for name, one in notes:
                issues += _place([one], row, f"prive.{name}")
            drafts.append(draft)
        if not drafts:
            issues += _place(self._fan_out.unread(row.values), row, "service")
        return drafts


class SectionReader:
    """Reads one section of the connector (``structure`` or ``service``)."""

    def __init__(self, section: str, rules: Mapping[str, Rules], tools: Tools) -> None:
        self._section = section
        readers = {
            name: [FieldReader(name, rule, tools) for rule in alternatives(one)]
            for name, one in rules.items()
        }
        self._fields = [
            (name, [(one.read, one.unknown_to or "publics_precisions") for one in several])
            for name, several in readers.items()
        ]
        self._required = [name for name, several in readers.items() if any(one.required for one in several)]

    def __call__(self, row: Row, cells: Cells, issues: list[Issue]) -> Draft:
        """The draft of the section, its issues appended to ``issues``."""
        record: Record = {}
        kept: list[tuple[str, str]] = []
        for name, readers in self._fields:
            for read, unknown_to in readers:
                reading = read(cells)
                if reading is None:
                    continue
                value, said, words = reading
                if value is not None:
                    record[name] = value
                if said:
                    issues += _place(said, row, f"{self._section}.{name}")
                if words:
                    kept += [(unknown_to, text) for text in words]
                break
        missing = tuple(name for name in self._required if name not in record)
        for target, text in kept:
            _append_text(record, target, text)
        if "tous-publics" in record.get("publics", ()) and len(record["publics"]) > 1:
            issues.append(_open_to_all(record, row, self._section))
        return Draft(row.number, row.sheet, record, record.pop("id", None), missing)


def _open_to_all(record: Record, row: Row, section: str) -> Issue:
    """« Tous publics, dont les jeunes » is ``tous-publics`` for the schema, which refuses the mix; the rest is kept
    as a text."""
    others = [code for code in record["publics"] if code != "tous-publics"]
    labels = ", ".join(v1.Public(code).label for code in others)
    record["publics"] = ["tous-publics"]
    _append_text(record, "publics_precisions", f"En particulier : {labels}")
    return Issue(
        code="tous-publics-et-autres",
        severity=Severity.INFO,
        message=f"Tous publics, et en particulier {labels} : le schéma n'admet que « tous-publics », "
        "le reste est gardé dans publics_precisions.",
        row=row.number,
        sheet=row.sheet,
        field=f"{section}.publics",
        value=", ".join(others),
    )


def _append_text(record: Record, target: str, text: str) -> None:
    """Words that no table knows are kept, once, in a text field."""
    present = record.get(target)
    if present is None:
        record[target] = text
    elif not re.search(rf"(?<!\w){re.escape(text)}(?!\w)", present):  # « RSA » is not said by « BRSA »
        record[target] = f"{present} ; {text}"


def _place(said: Iterable[Said], row: Row, field_name: str) -> list[Issue]:
    return [
        Issue.of(
            one.note,
            row=row.number,
            sheet=row.sheet,
            column=one.column,
            field=field_name,
            value=one.text[:200],
        )
        for one in said
    ]


def missing_field(draft: Draft, name: str, section: str, column: str | None) -> Issue:
    """The issue of a required field without value, with the columns that give it: the record cannot live."""
    fate = "le service est écarté" if section == "service" else "la structure est écartée, avec ses services"
    return Issue.of(
        Note(
            "champ-requis",
            Severity.ERREUR,
            f"« {name} » est requis et n'a pas de valeur : {fate}. "
            "Complétez le catalogue, ou corrigez la règle du connecteur.",
        ),
        row=draft.row,
        sheet=draft.sheet,
        column=column,
        field=f"{section}.{name}",
    )
