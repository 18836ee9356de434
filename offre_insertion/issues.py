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
    "caractere-perdu": "Un caractère a été perdu avant l’import (�) : il est à remettre dans le catalogue.",
    "code-insee-invalide": "La valeur n’a pas la forme d’un code INSEE de commune.",
    "code-postal-invalide": "La valeur n’a pas la forme d’un code postal.",
    "coordonnee-hors-wgs84": "La coordonnée n’est pas en degrés (WGS 84) : elle n’est pas retenue.",
    "coordonnee-invalide": "La longitude ou la latitude n’est pas un nombre de degrés possible.",
    "courriel-accentue": "L’adresse électronique porte un accent, ce qui est rare : elle est gardée, à vérifier.",
    "courriel-extrait": "L’adresse électronique a été prise dans un texte plus long.",
    "courriel-invalide": "La valeur n’est pas une adresse électronique : elle n’est pas écrite.",
    "courriels-multiples": "Plusieurs adresses électroniques dans la cellule : la première est gardée.",
    "date-au-mois": "La date ne dit pas le jour : le premier du mois est retenu.",
    "date-future": "La date de mise à jour est dans le futur : elle n’est pas retenue.",
    "date-invalide": "La valeur n’est pas une date.",
    "date-trop-ancienne": "La date est antérieure à 2000, ce que le schéma refuse.",
    "description-trop-courte": "La description est trop courte pour le schéma : elle n’est pas retenue.",
    "description-trop-longue": "La description est trop longue pour le schéma : elle est coupée.",
    "encodage-repare": "Des caractères décodés de travers (« Ã© ») ont été réparés.",
    "horaires-corriges": "Un jour mal écrit a été reconnu dans les horaires.",
    "horaires-incompris": "Les horaires n’ont pas été compris : ils ne sont gardés qu’en commentaire, ou pas du tout.",
    "horaires-partiels": "Des mots des horaires sont gardés en commentaire, ou laissés de côté.",
    "horaires-sans-heure": "Des jours sont donnés sans leurs heures : elles sont inconnues.",
    "horaires-sans-jour": "Les heures sont données sans les jours : ils sont inconnus.",
    "nom-trop-court": "Le nom est trop court pour le schéma.",
    "nom-trop-long": "Le nom est trop long pour le schéma.",
    "nombre-invalide": "La valeur ne se lit pas comme un nombre unique.",
    "point-final": "Le point final du nom a été retiré : l’API data·inclusion refuse un nom qui en a un.",
    "ridet-au-lieu-de-siret": "C’est un numéro RIDET (Nouvelle-Calédonie), pas un SIRET.",
    "rna-au-lieu-de-siret": "C’est un numéro RNA d’association, pas un SIRET.",
    "siren-sans-nic": "C’est un SIREN : il manque les cinq chiffres de l’établissement.",
    "siret-illisible": "Le tableur a arrondi le SIRET : ses derniers chiffres sont perdus.",
    "siret-invalide": "La valeur n’est pas un SIRET : quatorze chiffres dont la clé est juste.",
    "sirets-multiples": "Plusieurs SIRET dans la cellule : aucun n’est choisi.",
    "telephone-invalide": "La valeur n’est pas un numéro de téléphone : elle n’est pas écrite.",
    "telephone-non-attribue": "Le numéro n’est dans aucune tranche attribuée : il est gardé, à vérifier.",
    "telephones-multiples": "Plusieurs numéros dans la cellule : le premier possible est gardé.",
    "texte-de-remplissage": "Le texte n’est que du remplissage (« xxxxx ») : il n’est pas retenu.",
    "url-au-lieu-de-courriel": "C’est une adresse web, pas une adresse électronique.",
    "url-invalide": "La valeur n’est pas une adresse web : elle n’est pas écrite.",
    "urls-multiples": "Plusieurs adresses web dans la cellule : la première est gardée.",
    "zero-initial-rendu": "Le zéro du début, perdu par le tableur, a été remis.",
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
    "action-suspendue": "L’action est suspendue : la fiche est gardée, elle n’est pas publiée.",
    "champ-requis": "Un champ requis n’a pas de valeur : la fiche est écartée.",
    "colonne-non-lue": "La colonne est remplie et aucune clé du connecteur ne la lit.",
    "commune-absente": "Aucune commune reconnue : data·inclusion ne prendra pas la fiche.",
    "convention-terminee": "La convention est finie : la fiche est gardée, elle n’est pas publiée.",
    "date-absente": "Pas de date de mise à jour : la fiche est mise de côté, elle n’est pas écrite.",
    "date-d-ailleurs": "La date de mise à jour ne vient pas de la ligne : son origine est dite.",
    "identifiant-deja-pris": "Deux services ont le même identifiant : le second en reçoit un autre.",
    "ligne-repetee": "La ligne redit exactement une autre : une seule fiche est écrite.",
    "precision-perdue": "Le code est plus large que le texte, qui est gardé en précision s’il y a un champ pour cela.",
    "thematique-imprecise": "Le texte désigne une catégorie entière : aucune thématique n’est retenue.",
    "tous-publics-et-autres": "Le schéma n’admet que « tous-publics » : le reste est gardé en précision.",
    "valeur-inconnue": "Le texte n’est dans aucune table de correspondance : aucun code n’est retenu.",
    "valeurs-contradictoires": "Plusieurs valeurs pour un champ qui n’en a qu’une : aucune n’est retenue.",
    "valeurs-divergentes": "Deux lignes de la même fiche diffèrent : la première valeur est gardée.",
    # checking
    "code-inconnu": "Le code n’existe pas dans le schéma.",
    "horaires-invalides": "Les horaires écrits ne se lisent pas au format OpenStreetMap.",
    "identifiant-en-double": "Le même identifiant sert à plusieurs fiches : toute la source serait gelée.",
    "identifiant-sans-source": "L’identifiant devrait commencer par celui de la source.",
    "liste-vide": "La liste est vide : elle se laisse vide, ou avec une valeur au moins.",
    "nom-point-final": "Le nom finit par un point : l’API data·inclusion le refuse.",
    "publics-incoherents": "« tous-publics » ne va pas avec d’autres publics.",
    "service-orphelin": "Le service cite une structure qui n’est pas dans le jeu.",
    "telephone-illisible": "data·inclusion effacera ce téléphone : un seul numéro par cellule, sans commentaire.",
    "valeur-invalide": "La valeur n’est pas admise par le schéma.",
    "valeur-trop-courte": "La valeur est trop courte pour le schéma.",
    "valeur-trop-longue": "La valeur est trop longue pour le schéma.",
    "zone-invalide": "La zone n’est pas un code de commune, d’EPCI, de département ou de pays.",
}
