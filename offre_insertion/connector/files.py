"""How the file is written, and the tables that complete it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from offre_insertion.connector.base import Strict


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


class _SecondTable(Strict):
    """A sheet of the same workbook, or another file."""

    sheet: Annotated[str | None, Field(description="Feuille du même classeur.")] = None
    file: Annotated[str | None, Field(description="Fichier, relatif au catalogue.")] = None

    _called: ClassVar[str]

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.sheet is None) == (self.file is None):
            raise ValueError(
                f"{self._called} désigne une feuille (sheet) ou un fichier (file), l'un des deux"
            )
        return self


class Join(_SecondTable):
    """A second sheet or file whose columns complete the rows."""

    _called = "une jointure"

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


class CodeTable(_SecondTable):
    """A lookup read from a sheet or file of the catalogue itself: code → label, then the usual lookups."""

    _called = "une table de codes"

    header: Annotated[int, Field(description="Ligne de l'en-tête.")] = 1
    code: Annotated[str, Field(description="Colonne des codes.")]
    label: Annotated[str, Field(description="Colonne des libellés.")]
