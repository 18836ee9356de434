"""The connector: how one local catalogue becomes data·inclusion records, as data (TOML), never as code.

The vocabulary is closed (``extra="forbid"``). :mod:`offre_insertion.connector_loader` loads it and checks all
that can be without the catalogue; the columns are checked against the file by :mod:`offre_insertion.mapping`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from offre_insertion.resources import bundled

#: Names a field can give to ``clean``; each one is a function of ``offre_insertion.cleaning``.
CleanerName = Literal[
    "texte",
    "ligne",
    "html",
    "nom",
    "telephone",
    "courriel",
    "url",
    "siret",
    "date",
    "nombre",
    "entier",
    "coordonnee",
    "code_postal",
    "horaires",
    "description",
    "date_maj",
    "code_insee",
    "minuscules",
    "sans_numero",
]


class Strict(BaseModel):
    """Base of every table of a connector: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Format(Strict):
    """How the file is written. Everything is optional: what is not said is deduced, and said in the bilan."""

    type: Annotated[
        Literal["csv", "excel", "json"] | None, Field(description="Sinon, d'après le fichier.")
    ] = None
    encoding: Annotated[
        Literal["utf-8", "cp1252"] | None, Field(description="CSV : sinon UTF-8, à défaut cp1252.")
    ] = None
    delimiter: Annotated[
        Literal[";", ",", "\t", "|"] | None, Field(description="CSV : sinon déduit de l'en-tête.")
    ] = None
    sheet: Annotated[
        str | None,
        Field(
            description="Classeur : nom de la feuille (joker * admis avec layout = « fiche »), sinon la première."
        ),
    ] = None
    header: Annotated[
        int | tuple[int, int],
        Field(description="Ligne de l'en-tête, ou [première, dernière] d'un en-tête sur deux lignes."),
    ] = 1
    layout: Annotated[
        Literal["tableau", "fiche"],
        Field(description="« fiche » : une feuille par action, libellés à gauche, valeurs à droite."),
    ] = "tableau"
    merged: Annotated[
        bool, Field(description="Répéter la valeur d'une cellule fusionnée sur les lignes qu'elle couvre.")
    ] = False
    ditto: Annotated[
        tuple[str, ...], Field(description="Mots qui répètent la cellule du dessus, par exemple « idem ».")
    ] = ()
    empty: Annotated[
        tuple[str, ...],
        Field(description="Mots qui veulent dire « rien », par exemple « n.c. », « - », « à préciser »."),
    ] = ()
    repeated_header: Annotated[
        bool, Field(description="L'en-tête est répété à chaque page imprimée : ces lignes sont ignorées.")
    ] = False
    path: Annotated[
        str | None,
        Field(description="JSON : chemin de la liste des enregistrements, par exemple « data.items »."),
    ] = None
    explode: Annotated[
        tuple[str, ...],
        Field(description="JSON : listes imbriquées à déplier, par exemple [« actions », « lieux »]."),
    ] = ()


class Condition(Strict):
    """A condition on one column, true when its only operator is."""

    column: Annotated[
        str | tuple[str, ...],
        Field(description="Colonne examinée ; avec une liste, vraie si elle l'est pour l'une."),
    ]
    equals: Annotated[
        str | None, Field(description="Égale à, sans tenir compte de la casse ni des accents.")
    ] = None
    one_of: Annotated[tuple[str, ...] | None, Field(description="Égale à l'une de ces valeurs.")] = None
    not_one_of: Annotated[tuple[str, ...] | None, Field(description="Remplie, et égale à aucune.")] = None
    starts_with: Annotated[str | None, Field(description="Commence par.")] = None
    contains: Annotated[str | None, Field(description="Contient.")] = None
    empty: Annotated[bool | None, Field(description="true : vide ; false : remplie.")] = None
    before: Annotated[dt.date | None, Field(description="Date antérieure à.")] = None

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        operators = self.model_fields_set - {"column", "reason"}
        if len(operators) != 1:
            raise ValueError(
                "une condition a exactement un opérateur parmi equals, one_of, not_one_of, starts_with, "
                "contains, empty, before"
            )
        return self

    def read_columns(self) -> tuple[str, ...]:
        """The columns examined."""
        return as_tuple(self.column)


class Skip(Condition):
    """A rule that ignores rows, with its reason."""

    reason: Annotated[str, Field(description="Pourquoi ces lignes sont ignorées ; compté dans le bilan.")]


class Carry(Strict):
    """A line of structure followed by its actions: its values are carried down to them."""

    when: Annotated[Condition, Field(description="Ce qui reconnaît une ligne de structure.")]
    columns: Annotated[tuple[str, ...], Field(description="Colonnes à reporter.")]
    prefix: Annotated[str, Field(description="Préfixe des colonnes reportées.")] = "structure."


class Join(Strict):
    """A second sheet or file whose columns complete the rows."""

    sheet: Annotated[str | None, Field(description="Feuille du même classeur.")] = None
    file: Annotated[str | None, Field(description="Fichier, relatif au catalogue.")] = None
    header: Annotated[int | tuple[int, int], Field(description="Ligne de l'en-tête de cette table.")] = 1
    on: Annotated[
        dict[str, str],
        Field(description="Colonne de la table principale → colonne de cette table.", min_length=1),
    ]
    prefix: Annotated[str, Field(description="Préfixe des colonnes ajoutées, par exemple « Structures. ».")]
    keep_unmatched: Annotated[
        bool,
        Field(
            description="Garder aussi les lignes de cette table que rien ne cite (structures sans service)."
        ),
    ] = True

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.sheet is None) == (self.file is None):
            raise ValueError("une jointure désigne une feuille (sheet) ou un fichier (file), l'un des deux")
        return self


class CodeTable(Strict):
    """A lookup read from a sheet or file of the catalogue itself: code → label, then the usual lookups."""

    sheet: Annotated[str | None, Field(description="Feuille du même classeur.")] = None
    file: Annotated[str | None, Field(description="Fichier, relatif au catalogue.")] = None
    header: Annotated[int, Field(description="Ligne de l'en-tête.")] = 1
    code: Annotated[str, Field(description="Colonne des codes.")]
    label: Annotated[str, Field(description="Colonne des libellés.")]

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.sheet is None) == (self.file is None):
            raise ValueError(
                "une table de codes désigne une feuille (sheet) ou un fichier (file), l'un des deux"
            )
        return self


class FieldRule(Strict):
    """Where the value of one field comes from."""

    column: Annotated[str | None, Field(description="Une colonne.")] = None
    columns: Annotated[
        tuple[str, ...] | None,
        Field(
            description="Plusieurs colonnes : toutes (liste), jointes (join) ou la première remplie (first)."
        ),
    ] = None
    join: Annotated[str | None, Field(description="Texte placé entre les valeurs des colonnes.")] = None
    labels: Annotated[
        dict[str, str] | None,
        Field(
            description="Avec join : texte placé devant la valeur d'une colonne, par exemple « Horaires : »."
        ),
    ] = None
    first: Annotated[bool, Field(description="Prendre la première colonne remplie.")] = False
    literal: Annotated[
        str | int | float | tuple[str, ...] | None,
        Field(description="Une valeur, la même pour toutes les lignes."),
    ] = None
    ticked: Annotated[
        dict[str, str | tuple[str, ...]] | None,
        Field(description="Colonne cochée → code(s) ou zone(s), pour les colonnes de croix."),
    ] = None
    ticks: Annotated[
        tuple[str, ...],
        Field(description="Ce qui vaut une croix ; [« * »] : tout ce qui n'est pas vide."),
    ] = ("x", "oui", "1", "vrai", "true", "✓", "✔", "ok")
    unticked: Annotated[
        tuple[str, ...],
        Field(description="Ce qui vaut une case vide ; tout autre texte est lu pour lui-même, ou signalé."),
    ] = ("non", "no", "n", "0", "faux", "false", "-", "–", "☐")
    days: Annotated[
        dict[Literal["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"], tuple[str, ...]] | None,
        Field(
            description="Horaires : colonnes de chaque jour, soit [texte], soit [ouverture, fermeture] "
            "ou [ouverture, fermeture, ouverture, fermeture]."
        ),
    ] = None
    point: Annotated[
        str | None,
        Field(description="Clé à lire dans une colonne qui contient un objet JSON, par exemple « lon »."),
    ] = None
    split: Annotated[
        str | tuple[str, ...] | None, Field(description="Séparateur(s) d'une valeur multiple.")
    ] = None
    keep_whole: Annotated[
        bool, Field(description="Avec split : ne pas couper une valeur que la table connaît en entier.")
    ] = False
    codes: Annotated[str | None, Field(description="Table de [code_tables] appliquée avant lookup.")] = None
    lookup: Annotated[
        str | tuple[str, ...] | None,
        Field(
            description="Table(s) de correspondance, dans l'ordre : une de [lookups], ou « lexique:publics »."
        ),
    ] = None
    hints: Annotated[
        tuple[str, ...],
        Field(
            description="Colonnes déjà lues ailleurs (un intitulé) dont les mots connus des tables ajoutent des "
            "codes ; les inconnus n'y sont pas signalés."
        ),
    ] = ()
    unknown_to: Annotated[
        str | None,
        Field(
            description="Champ texte qui garde les mots absents des tables, par exemple « publics_precisions »."
        ),
    ] = None
    clean: Annotated[
        CleanerName | tuple[CleanerName, ...] | None,
        Field(description="Nettoyage(s) à la place de celui du champ."),
    ] = None
    required: Annotated[bool, Field(description="Sans ce champ, la ligne est rejetée.")] = False
    when: Annotated[
        Condition | None, Field(description="Ne lire ce champ que si la condition est vraie.")
    ] = None
    otherwise: Annotated[
        str | None,
        Field(description="date_maj seulement : « observation », « fichier » ou une date AAAA-MM-JJ."),
    ] = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        origins = [self.column, self.columns, self.literal, self.ticked, self.days]
        given = sum(origin is not None for origin in origins)
        if given > 1 or (given == 0 and self.otherwise is None):
            raise ValueError("un champ vient de column, columns, literal, ticked ou days : un seul des cinq")
        if (self.join is not None or self.first) and self.columns is None:
            raise ValueError("join et first vont avec columns")
        return self

    def origin_columns(self) -> Iterator[str]:
        """The columns the value comes from, condition and hints left out."""
        if self.column is not None:
            yield self.column
        yield from self.columns or ()
        yield from self.ticked or ()
        for columns in (self.days or {}).values():
            yield from columns

    def used_columns(self) -> Iterator[str]:
        """The columns the value comes from, and those of the condition."""
        yield from self.origin_columns()
        if self.when is not None:
            yield from self.when.read_columns()

    def read_columns(self) -> Iterator[str]:
        """Every column the rule reads."""
        yield from self.used_columns()
        yield from self.hints

    def lookups(self) -> tuple[str, ...]:
        """Names of the lookups, in order."""
        return as_tuple(self.lookup)


#: One rule, or several tried in order: the first whose condition holds and that finds something.
Rules = FieldRule | tuple[FieldRule, ...]


def alternatives(rules: Rules) -> tuple[FieldRule, ...]:
    """The rules of a field, in the order they are tried."""
    return rules if isinstance(rules, tuple) else (rules,)


class Each(Strict):
    """Several services from one row: one for each value of a column."""

    column: Annotated[str, Field(description="Colonne à valeurs multiples.")]
    split: Annotated[str | tuple[str, ...], Field(description="Séparateur(s).")]
    keep_whole: Annotated[
        str | None,
        Field(description="Table dont les libellés ne sont jamais coupés, même avec un séparateur."),
    ] = None
    lookup: Annotated[
        str | tuple[str, ...] | None,
        Field(description="Ne créer un service que pour les valeurs que ces tables traduisent par un code."),
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


Lookup = dict[str, str | tuple[str, ...]]


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
    convention_grace_days: Annotated[
        int, Field(ge=0, description="Jours après la fin d'une convention où le service reste publié.")
    ] = 60

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


def as_tuple(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """``None`` → ``()``, ``"a"`` → ``("a",)``, a tuple unchanged."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
