"""The two CSV files that the DORA team imports (contract §7), and what would become of each row, before it is sent."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import orjson

from offre_insertion.geography import find_commune
from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.dora import csv_services, csv_structures
from offre_insertion.publishing.dora.csv_forecast import (
    FileForecast,
    Known,
    RowForecast,
    read_bytes,
)
from offre_insertion.publishing.dora.csv_models import Model
from offre_insertion.publishing.dora.csv_report import write_report
from offre_insertion.publishing.dora.csv_services import (
    Geocoding,
    forecast_services,
    service_row,
    zone_warning,
)
from offre_insertion.publishing.dora.csv_structures import forecast_structures, structure_row
from offre_insertion.publishing.dora.drafts import DEFAULTS, DoraDraft, DoraOptions
from offre_insertion.publishing.dora.networks import labels_of
from offre_insertion.publishing.dora.service import to_dora_service
from offre_insertion.publishing.dora.structure import to_dora_structure
from offre_insertion.publishing.dora.values import plain, texts
from offre_insertion.publishing.neutralise import is_risky
from offre_insertion.schema import Record
from offre_insertion.text import slug

#: Fields of a service that a row carries: the model gives the others.
_IN_THE_ROW = frozenset({
    "contactName", "contactPhone", "contactEmail", "locationKinds", "address1", "address2", "postalCode", "cityCode",
    "diffusionZoneType",
})  # fmt: skip
_FORMULA_START = "=+-@\t\r "


@dataclass(frozen=True, slots=True)
class CsvImport:
    """The files to send, by name, and the fate of every record: those left out are in no file."""

    files: Mapping[str, bytes]
    forecasts: Mapping[str, FileForecast]
    left: tuple[RowForecast, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The fates, by file; those left out under ``hors_fichier``."""
        return {
            "fichiers": {name: one.as_dict() for name, one in self.forecasts.items()},
            "hors_fichier": [row.as_dict() for row in self.left],
        }


def build_import(
    structures: Iterable[Record],
    services: Iterable[Record],
    models: Mapping[str, Model],
    known: Known,
    *,
    source: str,
    label: str | None = None,
    options: DoraOptions = DEFAULTS,
) -> CsvImport:
    """The two files and the fate of each record.

    A row that DORA would surely refuse stays out: in the file of services, it would cancel all the others.
    ``source`` names the files, hence the source in DORA; ``label`` is the one typed in the form of DORA.
    """
    stem = slug(source) or "offre"
    by_id = {str(one["id"]): one for one in sorted(structures, key=lambda one: str(one["id"]))}
    ordered = sorted(services, key=lambda one: (str(one.get("structure_id")), str(one["id"])))
    first = _File.prepare(
        f"{stem}-structures.csv",
        csv_structures.HEADERS,
        [_structure_candidate(one, options, known) for one in by_id.values()],
        lambda content, name: forecast_structures(content, known, name=name, label=label),
    )
    after = first.forecast.known
    second = _File.prepare(
        f"{stem}-services.csv",
        csv_services.HEADERS,
        list(_service_candidates(ordered, by_id, models, options)),
        lambda content, name: forecast_services(
            content, after, name=name, label=label, geocode=geocode_by_commune
        ),
    )
    return CsvImport(
        {one.name: one.content for one in (first, second)},
        {one.name: one.forecast for one in (first, second)},
        (*first.left, *second.left),
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A record and its row, or why it has none."""

    record: Record
    row: Mapping[str, str]
    warnings: tuple[str, ...] = ()
    refusal: str | None = None

    def left(self, reason: str) -> RowForecast:
        return RowForecast(
            None, plain(self.record.get("nom")), "laisse", (reason,), record=str(self.record["id"])
        )


def _structure_candidate(structure: Record, options: DoraOptions, known: Known) -> _Candidate:
    draft = to_dora_structure(structure, options=options)
    labels = labels_of(texts(structure.get("reseaux_porteurs")), known.labels or frozenset())
    said = _losses(draft, {"name", "phone", "email"})
    return _Candidate(structure, structure_row(draft, labels=tuple(labels)), said)


def _losses(draft: DoraDraft, dora_fields: Set[str]) -> tuple[str, ...]:
    """What these fields lose: the others are not in the file."""
    said = dict.fromkeys(
        _OTHER_ZONE if loss.dora_field == "diffusionZoneType" else loss.message
        for loss in draft.losses
        if loss.dora_field in dora_fields
    )
    return tuple(said)


#: The conversion speaks of the precisions, which a row does not carry.
_OTHER_ZONE = "La zone d’éligibilité n’est pas exactement un territoire de DORA : vérifiez-la après l’import."


def _service_candidates(
    services: Sequence[Record],
    structures: Mapping[str, Record],
    models: Mapping[str, Model],
    options: DoraOptions,
) -> Iterator[_Candidate]:
    for service in services:
        structure = structures.get(str(service.get("structure_id")), {})
        model, siret = models.get(str(service["id"])), plain(structure.get("siret"))
        if model is None or not siret:
            yield _Candidate(service, {}, refusal=_NO_MODEL if model is None else _NO_SIRET)
            continue
        draft = to_dora_service(service, structure, options=options)
        row = service_row(service, draft, siret=siret, model=model.slug, labels=model.labels)
        yield _Candidate(
            service, row, (*_losses(draft, _IN_THE_ROW), *filter(None, (zone_warning(service),)))
        )


_NO_MODEL = "Aucun modèle de DORA ne lui est donné : l’import ne crée de service qu’à partir d’un modèle."
_NO_SIRET = "Sa structure n’a pas de SIRET : DORA ne peut pas la désigner."


Forecast = Callable[[bytes, str], FileForecast]


class _File(NamedTuple):
    """One file of the two: its content, the fates of its rows, those of the records left out."""

    name: str
    content: bytes
    forecast: FileForecast
    left: tuple[RowForecast, ...]

    @classmethod
    def prepare(
        cls, name: str, headers: Sequence[str], candidates: Sequence[_Candidate], forecast: Forecast
    ) -> _File:
        """The candidates whose rows would be taken. Rows only refused because of another one get their chance."""
        left = [one.left(one.refusal) for one in candidates if one.refusal]
        kept = [one for one in candidates if not one.refusal]
        content = _csv(headers, kept)
        told = forecast(content, name)
        while refused := {row.line - 2: row for row in told.rows if row.line and row.is_its_own_refusal}:
            left += [kept[position].left(" ".join(row.reasons)) for position, row in refused.items()]
            kept = [one for position, one in enumerate(kept) if position not in refused]
            content = _csv(headers, kept)
            told = forecast(content, name)
        return cls(name, content, _named(told, kept), tuple(left))


def _named(forecast: FileForecast, kept: Sequence[_Candidate]) -> FileForecast:
    """The forecast with the records and their own warnings; a file that is refused whole has no row."""
    if forecast.refusal:
        return forecast
    rows = tuple(
        replace(
            row,
            name=plain(one.record.get("nom")),
            record=str(one.record["id"]),
            warnings=(*row.warnings, *one.warnings, *_shortened(one.row)),
        )
        for row, one in zip(forecast.rows, kept, strict=True)
    )
    return replace(forecast, rows=rows)


def _csv(headers: Sequence[str], candidates: Iterable[_Candidate]) -> bytes:
    """Comma, UTF-8, no BOM, the line ends of the recorded files."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headers, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(one.row[name]) for name in headers} for one in candidates)
    return text.getvalue().encode()


def _cell(text: str) -> str:
    """One line; what a spreadsheet would run loses its first sign: an apostrophe would end in DORA."""
    flat = _flat(text)
    return flat.lstrip(_FORMULA_START) if is_risky(flat) else flat


def _flat(text: str) -> str:
    return " ".join(text.split())


def _shortened(row: Mapping[str, str]) -> Iterator[str]:
    for name, text in row.items():
        if _cell(text) != _flat(text):
            yield (
                f"« {name} » commence par un signe qu’un tableur prendrait pour une formule : il est écrit sans. "
                "Commencez-le autrement, ou corrigez-le dans DORA après l’import."
            )


def check_file(path: Path, known: Known, *, label: str | None = None) -> FileForecast:
    """The fate of a CSV that somebody made: services when it has a column of them, else structures. ``label``: see
    :func:`build_import`.

    Raises :class:`~offre_insertion.errors.ReadError`.
    """
    content = read_bytes(path)
    first_line = content.partition(b"\n")[0]
    if b"modele_slug" in first_line or b"location_" in first_line:
        return forecast_services(content, known, name=path.name, label=label, geocode=geocode_by_commune)
    return forecast_structures(content, known, name=path.name, label=label)


def geocode_by_commune(adresse: str, commune: str, code_postal: str) -> Geocoding:
    """A guess without the network: an address is doubtful when no commune has that name and that postal code."""
    return "trouvee" if find_commune(nom=commune, code_postal=code_postal).value is not None else "incertaine"


def write_import(folder: Path, prepared: CsvImport) -> list[Path]:
    """Writes the two files, and the fates beside, as a workbook and as JSON; all or nothing.

    Raises :class:`~offre_insertion.errors.PublishError`.
    """
    with replacing(folder) as draft:
        for name, content in prepared.files.items():
            (draft / name).write_bytes(content)
        document = orjson.dumps(prepared.as_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        (draft / "dora-previsions.json").write_bytes(document)
        write_report(draft / "dora-previsions.xlsx", _all_rows(prepared))
        names = sorted(path.name for path in draft.iterdir())
    return [folder / name for name in names]


def _all_rows(prepared: CsvImport) -> dict[str, list[RowForecast]]:
    rows: dict[str, list[RowForecast]] = defaultdict(list)
    for name, forecast in prepared.forecasts.items():
        rows[name] = list(forecast.rows)
    if prepared.left:
        rows["hors fichier"] = list(prepared.left)
    return rows
