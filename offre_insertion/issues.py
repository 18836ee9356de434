"""Issues: errors as data. A wrong row is recorded here and the run goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Severity(StrEnum):
    """``erreur`` loses a record or a value, ``avertissement`` should be corrected, ``info`` is only said."""

    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"
    INFO = "info"


class Note(NamedTuple):
    """What a function has to say about a value, before anyone knows the row it came from.

    ``code`` is one of :data:`CODES`; ``message`` is a French sentence; ``suggestions`` are ready-to-use values.
    """

    code: str
    severity: Severity
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted(Generic[T]):
    """A value, or ``None`` when there is none to trust, and the notes about it."""

    value: T | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to know about one place of a catalogue.

    ``row`` is the line a person sees in the file (Excel row, or physical line of a CSV; 1 is the first),
    ``field`` is dotted (``service.publics``), ``record`` is the id of the record concerned.
    """

    code: str
    severity: Severity
    message: str
    row: int | None = None
    sheet: str | None = None
    column: str | None = None
    field: str | None = None
    value: str | None = None
    record: str | None = None
    suggestions: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        note: Note,
        *,
        row: int | None = None,
        sheet: str | None = None,
        column: str | None = None,
        field: str | None = None,
        value: str | None = None,
        record: str | None = None,
    ) -> Issue:
        """Place a note: where it was seen, on which value."""
        return cls(
            note.code, note.severity, note.message, row, sheet, column, field, value, record, note.suggestions
        )

    def as_dict(self) -> dict[str, object]:
        """The issue as a JSON object, empty keys left out."""
        return {key: value for key, value in asdict(self).items() if value not in (None, ())}


def count_by_severity(issues: Iterable[Issue]) -> dict[str, int]:
    """Number of issues of each severity, zeros included: ``{"erreur": 0, "avertissement": 2, "info": 5}``."""
    counts = Counter(issue.severity for issue in issues)
    return {severity.value: counts[severity] for severity in Severity}


#: Every code an issue can carry, with what it means. Codes are stable: they are API.
CODES: dict[str, str] = {
    # reading
    "caracteres-nuls": "Des caractères nuls ont été retirés du fichier, sans doute abîmé.",
    "cellules-en-trop": "La ligne a plus de cellules que l’en-tête : les dernières ne sont pas lues.",
    "cellules-manquantes": "La ligne a moins de cellules que l’en-tête : les dernières sont lues vides.",
    "colonne-en-double": "Plusieurs colonnes portent le même nom : les suivantes sont numérotées.",
    "formule-en-erreur": "La formule de la cellule est en erreur : elle est lue vide.",
    "formule-sans-valeur": "La formule de la cellule n’a pas de valeur enregistrée : elle est lue vide.",
    "guillemet-non-ferme": "Un guillemet du CSV n’est jamais refermé : il est lu comme une apostrophe.",
    "jointure-en-double": "Deux lignes de la table jointe ont la même clé : la première est utilisée.",
    "jointure-orpheline": "La clé citée n’existe pas dans la table jointe : la ligne n’est pas complétée.",
    "json-invalide": "Cet élément du JSON ne peut pas être lu comme une fiche : il est laissé.",
    "octets-illisibles": "Des octets n’existent pas dans l’encodage du fichier : ils sont remplacés.",
    # cleaning
    # geography
    "code-insee-inconnu": "Le code INSEE n’existe pas dans le Code officiel géographique de l’année.",
    "code-postal-incoherent": "Le code postal n’est pas celui de la commune retenue.",
    "commune-ambigue": "Plusieurs communes peuvent être désignées : aucune n’est retenue.",
    "commune-corrigee": "Le nom mal écrit ou abrégé de la commune a été reconnu sans ambiguïté.",
    "commune-deduite": "La commune a été déduite d’un code, le nom n’étant pas celui d’une commune.",
    "commune-hors-departement": "La commune n’est pas dans le département du catalogue.",
    "commune-hors-france": "Le lieu n’est pas en France : le schéma ne peut pas l’exprimer.",
    "commune-incoherente": "Le nom, le code postal et le code INSEE ne désignent pas la même commune.",
    "commune-inconnue": "Aucune commune ne correspond à ce qui est écrit.",
    "zone-ambigue": "Les mots de la zone peuvent désigner plusieurs territoires.",
    "zone-corrigee": "Les mots de la zone, mal écrits ou abrégés, ont été reconnus sans ambiguïté.",
    "zone-inconnue": "Aucun territoire ne correspond à ce qui est écrit.",
    "zone-non-exprimable": "Le schéma n’a pas de code pour cette zone : elle est gardée en précision.",
    # mapping
    "precision-perdue": "Le code est plus large que le texte, qui est gardé en précision s’il y a un champ pour cela.",
    "thematique-imprecise": "Le texte désigne une catégorie entière : aucune thématique n’est retenue.",
    "valeur-inconnue": "Le texte n’est dans aucune table de correspondance : aucun code n’est retenu.",
    # checking
}
