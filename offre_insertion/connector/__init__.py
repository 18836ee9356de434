"""The connector: how one local catalogue becomes data·inclusion records, as data (TOML), never as code.

The vocabulary is closed (``extra="forbid"``). :mod:`offre_insertion.connector_loader` loads it and checks all
that can be without the catalogue; the columns are checked against the file by :mod:`offre_insertion.mapping`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, PrivateAttr, model_validator

from offre_insertion.connector.base import Strict, as_tuple
from offre_insertion.connector.conditions import Carry, Condition, Skip
from offre_insertion.connector.files import CodeTable, Format, Join
from offre_insertion.connector.rules import CleanerName, Each, FieldRule, Lookup, Rules, alternatives
from offre_insertion.extension import GRACE_DAYS
from offre_insertion.resources import bundled

__all__ = [
    "Carry",
    "CleanerName",
    "CodeTable",
    "Condition",
    "Connector",
    "Each",
    "Expect",
    "FieldRule",
    "Format",
    "Join",
    "Lookup",
    "Rules",
    "Skip",
    "SourceInfo",
    "Strict",
    "alternatives",
    "as_tuple",
]


class SourceInfo(Strict):
    """Who produces the catalogue."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Identifiant data·inclusion.")]
    nom: Annotated[str, Field(description="Nom lisible du catalogue.")]
    licence: Annotated[str | None, Field(description="Licence de réutilisation, par exemple « lov2 ».")] = (
        None
    )
    contact: Annotated[str | None, Field(description="Adresse générique du producteur.")] = None
    url: Annotated[str | None, Field(description="Page où le catalogue est publié.")] = None
    departement: Annotated[
        str | None, Field(description="Code du département : lève les homonymies de communes et de zones.")
    ] = None
    territoires: Annotated[
        str | None, Field(description="Table des territoires locaux (TOML), relative au connecteur.")
    ] = None


class Expect(Strict):
    """What the catalogue should look like; below, the run stops with exit code 1 and says why."""

    min_rows: Annotated[int | None, Field(ge=0, description="Nombre minimal de lignes.")] = None
    max_rows: Annotated[int | None, Field(ge=1, description="Nombre maximal de lignes.")] = None
    filled: Annotated[
        dict[str, Annotated[float, Field(ge=0, le=1)]],
        Field(description="Colonne → part minimale de lignes remplies."),
    ] = {}
    max_rejected: Annotated[
        float,
        Field(ge=0, le=1, description="Part maximale de lignes rejetées parmi les lignes non ignorées."),
    ] = 0.2


class Connector(Strict):
    """One catalogue, described. Load it with :func:`load_connector`."""

    source: Annotated[SourceInfo, Field(description="Le producteur.")]
    format: Annotated[Format, Field(description="L'écriture du fichier.")] = Format()
    join: Annotated[tuple[Join, ...], Field(description="Feuilles ou fichiers joints par une clé.")] = ()
    carry: Annotated[Carry | None, Field(description="Lignes de structure suivies de leurs actions.")] = None
    structure: Annotated[
        dict[str, Rules],
        Field(description="Champ de structure → règle, ou règles essayées dans l'ordre.", min_length=1),
    ]
    structure_key: Annotated[
        tuple[tuple[str, ...], ...],
        Field(
            description="Champs qui reconnaissent une même structure sur deux lignes, du plus sûr au moins sûr."
        ),
    ] = (("siret",), ("nom", "commune"))
    service: Annotated[
        dict[str, Rules], Field(description="Champ de service → règle, ou règles essayées dans l'ordre.")
    ] = {}
    service_shared: Annotated[
        tuple[str, ...],
        Field(
            description="Champs du service lus par la même règle que ceux de la structure (adresse, commune…)."
        ),
    ] = ()
    service_key: Annotated[
        tuple[str, ...], Field(description="Champs qui identifient un service dans sa structure.")
    ] = ("nom",)
    service_when: Annotated[
        Condition | None, Field(description="Ne créer de service que si la condition est vraie.")
    ] = None
    each: Annotated[
        Each | None, Field(description="Un service par valeur d'une colonne (colonne « @valeur »).")
    ] = None
    groups: Annotated[
        tuple[dict[str, str], ...],
        Field(
            description="Groupes de colonnes répétés : nom commun → colonne, un service par groupe rempli."
        ),
    ] = ()
    places: Annotated[
        Each | None,
        Field(description="Un service par lieu (colonne « @lieu »), tous du même dispositif."),
    ] = None
    merge_services: Annotated[
        bool, Field(description="Réunir les lignes de même identifiant de service : les listes s'ajoutent.")
    ] = False
    prive: Annotated[
        dict[str, Rules],
        Field(description="Champs hors schéma (convention, places, coûts…), jamais publiés."),
    ] = {}
    lookups: Annotated[dict[str, Lookup], Field(description="Correspondances propres au catalogue.")] = {}
    code_tables: Annotated[
        dict[str, CodeTable], Field(description="Correspondances lues dans le catalogue.")
    ] = {}
    skip: Annotated[tuple[Skip, ...], Field(description="Lignes ignorées, et pourquoi.")] = ()
    ignore: Annotated[
        tuple[str, ...], Field(description="Colonnes volontairement non lues ; joker * admis.")
    ] = ()
    expect: Annotated[Expect, Field(description="Ce à quoi le catalogue doit ressembler.")] = Expect()
    publish_referenced: Annotated[
        bool,
        Field(
            description="Publier aussi ce qu'une autre source référence déjà avec certitude ; sinon, c'est listé avec "
            "ce que la fiche locale ajouterait, et laissé hors du jeu publié."
        ),
    ] = False
    convention_grace_days: Annotated[
        int, Field(ge=0, description="Jours après la fin d'une convention où le service reste publié.")
    ] = GRACE_DAYS

    _path: Path | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _share_rules(self) -> Self:
        for name in self.service_shared:
            if name not in self.structure:
                raise ValueError(f"service_shared cite « {name} », que [structure] ne lit pas")
            self.service.setdefault(name, self.structure[name])
        return self

    @property
    def path(self) -> Path | None:
        """The TOML file it was loaded from."""
        return self._path

    @property
    def territoires_path(self) -> Path | None:
        """The table of local territories: in the connector's own folder, else among those that are shipped, so that
        a bundled connector copied elsewhere still finds its table."""
        name = self.source.territoires
        if name is None:
            return None
        beside = (self._path.parent if self._path else Path()) / name
        shipped = bundled("connectors") / name
        return shipped if shipped.is_file() and not beside.is_file() else beside

    def rules(self) -> Iterator[tuple[str, FieldRule]]:
        """Every rule with its dotted name: ``("structure.nom", rule)``."""
        for section in ("structure", "service", "prive"):
            for name, rules in getattr(self, section).items():
                yield from ((f"{section}.{name}", rule) for rule in alternatives(rules))

    def read_columns(self) -> set[str]:
        """Every column of the catalogue that some key names, ``ignore`` left out, pseudo-columns included."""
        hints = {column for _, rule in self.rules() for column in rule.hints}
        grouped = {column for group in self.groups for column in group.values()}
        return self.used_columns() | hints | grouped | set(self.expect.filled)

    def used_columns(self) -> set[str]:
        """The columns whose text goes somewhere or decides something.

        To be counted (``expect``), to hint, or to be in a group of which no field reads it is not enough.
        """
        columns = {column for _, rule in self.rules() for column in rule.used_columns()}
        columns |= {column for group in self.groups for common, column in group.items() if common in columns}
        columns |= {column for skip in self.skip for column in skip.read_columns()}
        columns |= {each.column for each in (self.each, self.places) if each}
        columns |= {column for join in self.join for column in join.on}
        columns |= {f"{join.prefix}{column}" for join in self.join for column in join.on.values()}
        if self.carry is not None:
            columns |= {*self.carry.when.read_columns(), *self.carry.columns}
        if self.service_when is not None:
            columns.update(self.service_when.read_columns())
        return columns
