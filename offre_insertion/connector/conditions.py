"""Conditions on the columns of a row, and what they decide."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from offre_insertion.connector.base import Strict, as_tuple


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
