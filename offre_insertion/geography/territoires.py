"""Local territories (UTAS, SDSEI, bassins, cantons…): a table the département edits once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from offre_insertion.errors import ConnectorError
from offre_insertion.geography.cog import load_geography
from offre_insertion.geography.communes import find_commune
from offre_insertion.geography.epcis import exact_epcis, label_epcis
from offre_insertion.geography.names import name_key
from offre_insertion.geography.zone_codes import compress_zone, expand_zone
from offre_insertion.model_errors import validated
from offre_insertion.toml_file import read_toml


class TerritoireModel(BaseModel):
    """One local territory: the EPCI and the communes it is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    alias: Annotated[tuple[str, ...], Field(description="Autres façons de l'écrire.")] = ()
    epci: Annotated[tuple[str, ...], Field(description="EPCI entiers : code (SIREN) ou nom.")] = ()
    communes: Annotated[tuple[str, ...], Field(description="Communes : code INSEE ou nom.")] = ()
    sans_communes: Annotated[
        tuple[str, ...], Field(description="Communes à retirer des EPCI : code INSEE ou nom.")
    ] = ()


class TerritoiresModel(BaseModel):
    """The file ``territoires.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    departement: Annotated[str, Field(description="Code ou nom du département.")]
    territoires: Annotated[
        dict[str, TerritoireModel], Field(description="Nom du territoire → sa composition.", min_length=1)
    ]


@dataclass(frozen=True, slots=True)
class Territoire:
    """A local territory and the codes of ``zone_eligibilite`` that cover it."""

    nom: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Territoires:
    """The local territories of a département, found by name or alias, case, accents and articles apart."""

    departement: str
    by_key: Mapping[str, Territoire]

    def find(self, text: str) -> Territoire | None:
        """The territory with this name or alias."""
        return self.by_key.get(name_key(text))

    @property
    def noms(self) -> tuple[str, ...]:
        """Names, in the order of the file."""
        return tuple(dict.fromkeys(one.nom for one in self.by_key.values()))


def load_territoires(path: str | Path) -> Territoires:
    """Read ``territoires.toml``.

    Raises :class:`ConnectorError` with the file and the key when the file cannot be read, holds an unknown
    key, names an EPCI or a commune that does not exist, or gives the same name to two territories.
    """
    name = str(path)
    return _build(validated(TerritoiresModel, read_toml(Path(path)), path=name), path=name)


def _build(model: TerritoiresModel, *, path: str) -> Territoires:
    departement = load_geography().departement(model.departement)
    if departement is None:
        raise ConnectorError(
            f"département « {model.departement} » inconnu : écrivez son code, par exemple « 53 ».",
            path=path,
            where="departement",
        )
    by_key: dict[str, Territoire] = {}
    for nom, one in model.territoires.items():
        where = f"territoires.{nom}"
        territoire = Territoire(nom, _codes(one, departement.code, path=path, where=where))
        for written in (nom, *one.alias):
            known = by_key.setdefault(name_key(written), territoire)
            if known is not territoire:
                raise ConnectorError(
                    f"« {written} » désigne déjà « {known.nom} » : un nom ne va qu’à un territoire.",
                    path=path,
                    where=where,
                )
    return Territoires(departement.code, by_key)


def _codes(one: TerritoireModel, departement: str, *, path: str, where: str) -> tuple[str, ...]:
    """EPCI as written; without some of their communes, what is left."""
    if not one.epci and not one.communes:
        raise ConnectorError("territoire vide : donnez epci ou communes.", path=path, where=where)
    epcis = [_epci(text, departement, path=path, where=f"{where}.epci") for text in one.epci]
    communes = [_commune(text, departement, path=path, where=f"{where}.communes") for text in one.communes]
    without = {
        _commune(text, departement, path=path, where=f"{where}.sans_communes") for text in one.sans_communes
    }
    codes = tuple(dict.fromkeys((*epcis, *communes)))
    return compress_zone(expand_zone(codes) - without) if without else codes


def _epci(text: str, departement: str, *, path: str, where: str) -> str:
    known = load_geography().epci(text.strip())
    if known:
        return known.code
    found = exact_epcis(text, departement=departement)
    if len(found) != 1:
        choices = label_epcis(load_geography().epcis_of_departement(departement))
        raise ConnectorError(
            f"EPCI « {text} » introuvable. Ceux du département : {choices}.", path=path, where=where
        )
    return found[0].code


def _commune(text: str, departement: str, *, path: str, where: str) -> str:
    code = load_geography().current_code(text.strip())
    found = find_commune(nom=text, departement=departement)
    if code is None and (found.value is None or found.notes):
        reason = " ".join(note.message for note in found.notes)
        raise ConnectorError(f"commune « {text} » introuvable. {reason}", path=path, where=where)
    return code or str(found.value)
