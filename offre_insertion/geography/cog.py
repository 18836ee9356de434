"""The Code officiel géographique of one year, shipped with the package and read at first use."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import orjson

from offre_insertion.geography.names import name_key
from offre_insertion.geography.values import Commune, Departement, Epci, Region

_DATA = Path(__file__).parent / "data" / "geography.json.gz"


class Geography:
    """Communes, EPCI, départements and régions of one COG year.

    Columns are kept as loaded and values built when asked for: loading takes a few tens of milliseconds.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.annee: int = data["annee"]
        self._columns: dict[str, list[Any]] = data["communes"]
        self._former: dict[str, list[Any]] = data["rattachees"]
        self._epcis: dict[str, list[Any]] = data["epci"]
        self._rows = {code: row for row, code in enumerate(self._columns["code_insee"])}
        self._current: dict[str, str] = dict(
            zip(self._former["code_insee"], self._former["code_commune"], strict=True)
        )
        self._built: dict[str, Commune] = {}
        self._departements = {
            row[0]: Departement(*row) for row in zip(*data["departements"].values(), strict=True)
        }
        self._regions = {row[0]: Region(*row) for row in zip(*data["regions"].values(), strict=True)}

    # Communes

    def current_code(self, code: str) -> str | None:
        """Code of today's commune: itself, or the one that a former, delegated or associated commune, or a
        municipal arrondissement, belongs to (75112 → 75056). ``None`` when the COG does not know the code.
        """
        return code if code in self._rows else self._current.get(code)

    def commune(self, code: str) -> Commune | None:
        """Today's commune of a code, former and delegated communes and arrondissements followed."""
        current = self.current_code(code)
        if current is None:
            return None
        if current not in self._built:
            self._built[current] = self._build(current)
        return self._built[current]

    def _build(self, code: str) -> Commune:
        columns, row = self._columns, self._rows[code]
        return Commune(
            code_insee=code,
            nom=columns["nom"][row],
            code_departement=columns["code_departement"][row],
            code_region=columns["code_region"][row],
            code_epci=columns["code_epci"][row],
            codes_postaux=tuple((columns["codes_postaux"][row] or "").split()),
            population=columns["population"][row] or 0,
            latitude=columns["latitude"][row],
            longitude=columns["longitude"][row],
        )

    def _communes(self, codes: Iterable[str]) -> tuple[Commune, ...]:
        return tuple(commune for code in codes if (commune := self.commune(code)) is not None)

    @cached_property
    def communes(self) -> tuple[Commune, ...]:
        """Every commune of today, in the order of codes."""
        return self._communes(self._rows)

    def _group(self, column: str) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for code, group in zip(self._columns["code_insee"], self._columns[column], strict=True):
            if group is not None:
                groups[group].append(code)
        return dict(groups)

    @cached_property
    def _by_epci(self) -> dict[str, list[str]]:
        return self._group("code_epci")

    @cached_property
    def _by_departement(self) -> dict[str, list[str]]:
        return self._group("code_departement")

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {code: frozenset(codes) for code, codes in self._by_departement.items()}

    @cached_property
    def _by_code_postal(self) -> dict[str, tuple[str, ...]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for code, codes_postaux in zip(
            self._columns["code_insee"], self._columns["codes_postaux"], strict=True
        ):
            for code_postal in (codes_postaux or "").split():
                groups[code_postal].append(code)
        return {code_postal: tuple(codes) for code_postal, codes in groups.items()}

    def codes_of_code_postal(self, code_postal: str) -> tuple[str, ...]:
        """Codes of the communes a postal code serves; none for the postal code of a Cedex."""
        return self._by_code_postal.get(code_postal, ())

    def codes_of_epci(self, code: str) -> frozenset[str]:
        """Codes of the communes of an EPCI, all départements."""
        return frozenset(self._by_epci.get(code, ()))

    def codes_of_departement(self, code: str) -> frozenset[str]:
        """Codes of the communes of a département."""
        return self._sets.get(code, frozenset())

    def codes_of_departements(self, codes: Collection[str]) -> frozenset[str]:
        """Codes of the communes of several départements."""
        if len(codes) == 1:  # no copy: this one is shared
            return self.codes_of_departement(*codes)
        return frozenset[str]().union(*map(self.codes_of_departement, codes))

    def communes_of_code_postal(self, code_postal: str) -> tuple[Commune, ...]:
        """Communes a postal code serves; none for the postal code of a Cedex."""
        return self._communes(self.codes_of_code_postal(code_postal))

    def communes_of_epci(self, code: str) -> tuple[Commune, ...]:
        """Communes of an EPCI, all départements, in the order of codes."""
        return self._communes(self._by_epci.get(code, ()))

    def communes_of_departement(self, code: str) -> tuple[Commune, ...]:
        """Communes of a département, in the order of codes."""
        return self._communes(self._by_departement.get(code, ()))

    # EPCI, départements, régions

    @cached_property
    def _epci_by_code(self) -> dict[str, Epci]:
        return {
            code: Epci(code, nom, kind, population or 0, tuple(self._by_epci.get(code, ())))
            for code, nom, kind, population in zip(
                *(self._epcis[name] for name in ("code_epci", "nom", "type", "population")), strict=True
            )
        }

    @cached_property
    def epcis(self) -> tuple[Epci, ...]:
        """Every EPCI, in the order of codes."""
        return tuple(self._epci_by_code.values())

    def epci(self, code: str) -> Epci | None:
        """An EPCI by code (SIREN, nine digits)."""
        return self._epci_by_code.get(code)

    def epcis_of_departement(self, code: str) -> tuple[Epci, ...]:
        """EPCI with at least one commune in the département, in the order of codes: some cross its border."""
        codes = {epci for c in self.communes_of_departement(code) if (epci := c.code_epci) is not None}
        return tuple(self._epci_by_code[epci] for epci in sorted(codes))

    @property
    def departements(self) -> tuple[Departement, ...]:
        """Every département and overseas territory, in the order of codes."""
        return tuple(self._departements.values())

    @property
    def regions(self) -> tuple[Region, ...]:
        """Every région, in the order of codes."""
        return tuple(self._regions.values())

    @cached_property
    def _departement_names(self) -> dict[str, Departement]:
        return {name_key(one.nom): one for one in self.departements}

    @cached_property
    def _region_names(self) -> dict[str, Region]:
        return {name_key(one.nom): one for one in self.regions}

    def departement(self, code_or_name: str) -> Departement | None:
        """A département by code (« 53 », « 2a », « 1 ») or name (« mayenne », « LA REUNION »)."""
        code = code_or_name.strip().upper()
        return (
            self._departements.get(code)
            or self._departements.get(code.zfill(2))
            or self._departement_names.get(name_key(code_or_name))
        )

    def region(self, code_or_name: str) -> Region | None:
        """A région by code (« 52 ») or name (« pays de la loire »)."""
        return self._regions.get(code_or_name.strip().zfill(2)) or self._region_names.get(
            name_key(code_or_name)
        )

    def departements_of_region(self, code: str) -> tuple[Departement, ...]:
        """Départements of a région, in the order of codes."""
        return tuple(one for one in self.departements if one.code_region == code)

    # Names, for the search

    def commune_keys(self) -> Iterable[tuple[str, str]]:
        """(name key, code) of every commune of today."""
        return zip(self._columns["key"], self._columns["code_insee"], strict=True)

    def former_names(self) -> Iterable[tuple[str, str, str, str]]:
        """(name key, name, code, code of today's commune) of former, delegated and associated communes.

        Municipal arrondissements are left out: their name is the city's and a number.
        """
        former = self._former
        for key, nom, kind, code, current in zip(
            former["key"],
            former["nom"],
            former["type"],
            former["code_insee"],
            former["code_commune"],
            strict=True,
        ):
            if kind != "arrondissement-municipal":
                yield key, nom, code, current


@cache
def load_geography() -> Geography:
    """The geography shipped with the package, loaded once per process (about 50 ms)."""
    return Geography(orjson.loads(gzip.decompress(_DATA.read_bytes())))
