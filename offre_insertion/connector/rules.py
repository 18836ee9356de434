"""Where the values of the fields come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from offre_insertion.connector.base import Strict, as_tuple
from offre_insertion.connector.conditions import Condition

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


Lookup = dict[str, str | tuple[str, ...]]
