"""What the CSV imports of DORA would do of a file: what is known of DORA, the file read as it reads it, the fates.

Contract §7; the rules come from the experiments recorded there, on a real instance.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from offre_insertion.errors import ReadError

MAX_BYTES = 50 * 1024 * 1024

#: ``cree`` is a structure, ``mise-a-jour`` one that DORA has already.
Fate = Literal["publie", "brouillon", "cree", "mise-a-jour", "refuse", "laisse"]

FATES: Mapping[Fate, str] = {
    "publie": "publié",
    "brouillon": "brouillon",
    "cree": "créée",
    "mise-a-jour": "déjà dans DORA, mise à jour",
    "refuse": "refusé",
    "laisse": "laissé hors du fichier",
}
_SEVERAL: Mapping[Fate, str] = {
    "publie": "publiés",
    "brouillon": "brouillons",
    "cree": "créées",
    "mise-a-jour": "déjà dans DORA, mises à jour",
    "refuse": "refusés",
    "laisse": "laissés hors du fichier",
}


class ServiceKey(NamedTuple):
    """What tells two services apart for the import: the structure, the model, the address to write to, the place."""

    structure: str
    model: str
    courriel: str
    adresse: str = ""
    code_postal: str = ""


class _Known(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownStructure(_Known):
    """A structure of DORA: its SIRET, its slug, the SIRET of its parent when it is a branch, its name."""

    siret: str = ""
    slug: str = ""
    parent: str = ""
    nom: str = ""


class KnownService(_Known):
    """A service of DORA made from a model."""

    structure: str
    modele: str
    courriel: str = ""
    adresse: str = ""
    code_postal: str = ""


class KnownFile(_Known):
    """The JSON file that says what DORA holds: a list left out is unknown, and what hangs on it is said uncertain."""

    structures: list[KnownStructure] | None = None
    modeles: list[str] | None = None
    labels_financement: list[str] | None = None
    labels: list[str] | None = None
    services: list[KnownService] = Field(default_factory=list)
    sources: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of DORA, grown by what a file would create. ``None`` is « unknown », never « none ».

    ``sirene`` are SIRET that DORA finds in its copy of Sirene; ``sources`` maps the name of a file already
    imported (without extension) to its label.
    """

    structures: tuple[KnownStructure, ...] | None = None
    models: frozenset[str] | None = None
    funding_labels: frozenset[str] | None = None
    labels: frozenset[str] | None = None
    sirene: frozenset[str] | None = None
    services: frozenset[ServiceKey] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    created: tuple[KnownStructure, ...] = ()

    @property
    def all_structures(self) -> tuple[KnownStructure, ...]:
        """Those of DORA, then those that a file would create."""
        return (*(self.structures or ()), *self.created)

    def index(self) -> dict[str, KnownStructure]:
        """SIRET or slug → structure; of two, the first."""
        found: dict[str, KnownStructure] = {}
        for one in self.all_structures:
            for key in filter(None, (one.siret, one.slug)):
                found.setdefault(key, one)
        return found

    def with_services(self, keys: Iterable[ServiceKey]) -> Known:
        """The same, once these services are created."""
        return replace(self, services=self.services | frozenset(keys))

    def with_structures(self, structures: Iterable[KnownStructure]) -> Known:
        """The same, once these structures are created."""
        return replace(self, created=(*self.created, *structures))


def key_of(siret_or_slug: str, index: Mapping[str, KnownStructure]) -> str:
    """One name for a structure, however it is named."""
    found = index.get(siret_or_slug)
    return found.slug or found.siret if found else siret_or_slug


def load_known(path: Path) -> Known:
    """Reads the JSON file that says what DORA holds. Raises :class:`ReadError`."""
    try:
        said = KnownFile.model_validate_json(read_bytes(path))
    except ValidationError as exc:
        where = ".".join(map(str, exc.errors()[0]["loc"])) or "le fichier"
        raise ReadError(
            f"« {path} » ne dit pas ce que DORA contient : « {where} » n’a pas la forme attendue. Voir docs/dora.md."
        ) from exc
    known = Known(
        structures=None if said.structures is None else tuple(said.structures),
        models=_set_or_none(said.modeles),
        funding_labels=_set_or_none(said.labels_financement),
        labels=_set_or_none(said.labels),
        sources=said.sources,
    )
    index = known.index()
    keys = (
        ServiceKey(key_of(one.structure, index), one.modele, one.courriel, one.adresse, one.code_postal)
        for one in said.services
    )
    return replace(known, services=frozenset(keys))


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises :class:`ReadError`."""
    try:
        return path.read_bytes()
    except OSError as exc:
        raise ReadError(f"« {path} » ne se lit pas : {exc.strerror}.") from exc


def _set_or_none(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


@dataclass(frozen=True, slots=True)
class RowForecast:
    """The fate of a row. ``line`` counts records, the header being 1, as DORA's messages do; ``None`` for a record
    that is not in the file. ``reasons`` explain a refusal or a draft, ``warnings`` what goes wrong all the same.
    """

    line: int | None
    name: str
    fate: Fate
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_duplicate: bool = False
    record: str | None = None
    is_poisoned: bool = False

    @property
    def is_its_own_refusal(self) -> bool:
        """Refused for what it holds, not because a row above it broke the import."""
        return self.fate == "refuse" and not self.is_poisoned

    def as_dict(self) -> dict[str, object]:
        """The fate as a JSON object."""
        return {
            "ligne": self.line,
            "fiche": self.record,
            "nom": self.name,
            "sort": self.fate,
            "raisons": list(self.reasons),
            "avertissements": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class FileForecast:
    """The fate of a file. ``refusal`` says why DORA would read nothing of it.

    ``known`` is what DORA would hold after a real import.
    """

    rows: tuple[RowForecast, ...] = ()
    refusal: str | None = None
    missing_headers: frozenset[str] = frozenset()
    known: Known = field(default_factory=Known)
    is_all_or_nothing: bool = False

    def count(self, *fates: Fate) -> int:
        """Rows of these fates."""
        return sum(row.fate in fates for row in self.rows)

    def as_dict(self) -> dict[str, object]:
        """The fates as a JSON object."""
        return {"refus": self.refusal, "lignes": [row.as_dict() for row in self.rows]}

    def counts(self) -> list[str]:
        """« 2 brouillons », « 1 refusé »: the fates met, in words."""
        counts = {fate: self.count(fate) for fate in FATES}
        return [
            f"{count} {(_SEVERAL if count > 1 else FATES)[fate]}" for fate, count in counts.items() if count
        ]

    @property
    def created(self) -> int:
        """Records that a real import would create: none in an all-or-nothing file where one row is refused."""
        if self.refusal or (self.is_all_or_nothing and self.count("refuse")):
            return 0
        return self.count("publie", "brouillon", "cree")


class Parsed(NamedTuple):
    """The rows of a file as DORA pairs them with its headers (a short row lacks keys), or why it reads none."""

    rows: list[dict[str, str]]
    refusal: str | None = None
    missing: frozenset[str] = frozenset()


def parse(content: bytes, headers: Sequence[str], *, name: str, skip: int = 0) -> Parsed:
    """A file as the import reads it: comma, UTF-8, no BOM, the headers to the letter."""
    if not name.endswith(".csv"):
        return Parsed([], f"« {name} » : DORA n’accepte que les fichiers dont le nom finit par .csv.")
    if len(content) > MAX_BYTES:
        return Parsed([], f"« {name} » dépasse 50 Mio : coupez-le en plusieurs fichiers.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Parsed([], f"« {name} » n’est pas en UTF-8 : DORA le refuse. Enregistrez-le en « CSV UTF-8 ».")
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))[skip:]
    except csv.Error:
        return Parsed([], f"« {name} » n’est pas un CSV lisible : un guillemet n’est sans doute pas refermé.")
    if not lines:
        return Parsed([], f"« {name} » est vide : DORA échoue sans un mot.")
    missing = frozenset(headers) - set(lines[0])
    if missing:
        return Parsed([], _missing_headers(name, lines[0], missing), missing)
    return Parsed([dict(zip(lines[0], line, strict=False)) for line in lines[1:]])


def _missing_headers(name: str, header: Sequence[str], missing: frozenset[str]) -> str:
    first = header[0] if header else ""
    if first.startswith("\ufeff"):
        return f"« {name} » commence par une marque invisible (BOM) : enregistrez-le en UTF-8 sans BOM."
    if ";" in first:
        return f"« {name} » est séparé par des points-virgules : DORA veut des virgules."
    return f"« {name} » n’a pas les colonnes : {', '.join(sorted(missing))}. DORA ne lit rien."


def split_cell(cell: str) -> list[str]:
    """Values of a cell, separated by commas; blanks do not count."""
    return [value.strip() for value in cell.split(",") if value.strip()]


def source_conflict(name: str, label: str | None, known: Known) -> str | None:
    """DORA keeps one label for each name of file: another one is refused, before anything is read."""
    stem = Path(name).stem
    used = known.sources.get(stem)
    if label is None or used in (None, label):
        return None
    return (
        f"Un fichier nommé « {stem} » a déjà été importé avec le libellé « {used} » : redonnez ce libellé, ou changez "
        "le nom du fichier."
    )
