"""Issues: errors as data. A wrong row is recorded here and the run goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
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
        filled = ((name, getattr(self, name)) for name in _ISSUE_FIELDS)
        return {name: value for name, value in filled if value not in (None, ())}


#: ``asdict`` copies every value for this: ten times slower, on tens of thousands of issues.
_ISSUE_FIELDS = tuple(one.name for one in fields(Issue))


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
    "encodages-melanges": "Le fichier mélange UTF-8 et cp1252 : chaque ligne est lue dans le sien.",
    "formule-en-erreur": "La formule de la cellule est en erreur : elle est lue vide.",
    "formule-sans-valeur": "La formule de la cellule n’a pas de valeur enregistrée : elle est lue vide.",
    "guillemet-non-ferme": "Un guillemet du CSV n’est jamais refermé : il est lu comme une apostrophe.",
    "jointure-en-double": "Deux lignes de la table jointe ont la même clé : la première est utilisée.",
    "jointure-orpheline": "La clé citée n’existe pas dans la table jointe : la ligne n’est pas complétée.",
    "json-invalide": "Cet élément du JSON ne peut pas être lu comme une fiche : il est laissé.",
    "octets-illisibles": "Des octets n’existent pas dans l’encodage du fichier : ils sont remplacés.",
    # cleaning
    "caractere-perdu": "Un caractère a été perdu avant l’import (�) ; le texte est gardé tel quel.",
    "code-insee-invalide": "Le texte n’est pas un code commune de l’Insee.",
    "code-postal-invalide": "Le texte n’est pas un code postal.",
    "codes-postaux-multiples": "La cellule contient plusieurs codes postaux : aucun n’est retenu.",
    "coordonnee-hors-wgs84": "La coordonnée n’est pas en degrés (WGS 84) : elle n’est pas convertie.",
    "coordonnee-incoherente": "Les coordonnées sont loin de la commune : elles ne sont pas retenues.",
    "coordonnee-invalide": "Le texte n’est pas une coordonnée en degrés.",
    "coordonnee-nulle": "La coordonnée vaut exactement 0, ce qui veut dire « inconnue ».",
    "courriel-accentue": "L’adresse électronique a un accent, ce qui est rare : elle est gardée.",
    "courriel-au-lieu-d-url": "La colonne du site web contient une adresse électronique.",
    "courriel-extrait": "L’adresse électronique est prise dans un texte plus long.",
    "courriel-invalide": "Le texte n’est pas une adresse électronique.",
    "courriels-multiples": "La cellule contient plusieurs adresses électroniques : la première est retenue.",
    "date-au-mois": "La date ne dit pas le jour : le premier du mois est retenu.",
    "date-en-nombre": "La date est écrite en jours de tableur ou en millisecondes.",
    "date-future": "La date de mise à jour est dans le futur, ce que le schéma refuse.",
    "date-imprecise": "La date ne dit ni le jour ni le mois : elle n’est pas retenue.",
    "date-invalide": "Le texte n’est pas une date.",
    "date-trop-ancienne": "La date de mise à jour est antérieure à 2000, ce que le schéma refuse.",
    "description-trop-courte": "La description a moins de 5 caractères : elle n’est pas retenue.",
    "description-trop-longue": "La description a plus de 10 000 caractères : elle est coupée.",
    "encodage-repare": "Des accents mal encodés ont été réparés.",
    "horaires-corriges": "Un jour mal écrit a été reconnu dans les horaires.",
    "horaires-incompris": "Les horaires n’ont pas été compris : gardés en commentaire, ou pas du tout.",
    "horaires-partiels": "Des mots des horaires sont gardés en commentaire, ou laissés de côté.",
    "horaires-sans-heure": "Des jours sont donnés sans leurs heures : elles sont inconnues.",
    "horaires-sans-jour": "Les heures sont données sans les jours : ils sont inconnus.",
    "nom-trop-court": "Le nom a moins de 3 caractères : il n’est pas retenu.",
    "nom-trop-long": "Le nom a plus de 150 caractères : il est coupé.",
    "nombre-approximatif": "Le nombre est donné comme approximatif : il est retenu.",
    "nombre-calcule": "Le nombre est le produit de deux autres (« 2 x 12 »).",
    "nombre-invalide": "Le texte ne donne pas un nombre unique dans l’unité attendue.",
    "point-final": "Le point à la fin du nom a été retiré.",
    "ridet-au-lieu-de-siret": "Le numéro est un RIDET de Nouvelle-Calédonie, pas un SIRET.",
    "rna-au-lieu-de-siret": "Le numéro est un RNA d’association, pas un SIRET.",
    "siren-sans-nic": "Le numéro est un SIREN : il manque les cinq chiffres de l’établissement.",
    "siret-illisible": "Le tableur a arrondi le SIRET : ses derniers chiffres sont perdus.",
    "siret-invalide": "Le SIRET n’a pas 14 chiffres, ou sa clé est fausse.",
    "sirets-multiples": "La cellule contient plusieurs SIRET : aucun n’est retenu.",
    "telephone-extrait": "Le numéro est pris dans un texte plus long, dont le reste n’est pas gardé.",
    "telephone-invalide": "Le texte n’est pas un numéro de téléphone complet.",
    "telephone-non-attribue": "Le numéro n’est dans aucune tranche attribuée : il est gardé.",
    "telephones-multiples": "La cellule contient plusieurs numéros : le premier est retenu.",
    "texte-coupe": "Le texte HTML est trop long : il n’est lu qu’en partie.",
    "texte-de-remplissage": "La description ne répète qu’un caractère : elle n’est pas retenue.",
    "url-au-lieu-de-courriel": "La colonne du courriel contient une adresse web.",
    "url-extraite": "L’adresse web est prise dans un texte plus long.",
    "url-invalide": "Le texte n’est pas une adresse web.",
    "urls-multiples": "La cellule contient plusieurs adresses web : la première est retenue.",
    "zero-initial-rendu": "Le zéro initial qu’un tableur avait effacé a été rendu.",
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
    "aucun-service": "La colonne qui donne un service par valeur est vide : la ligne n'a qu'une structure.",
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
    "structure-ambigue": "Deux structures au moins peuvent être désignées : la ligne n’est rattachée à aucune.",
    "thematique-imprecise": "Le texte désigne une catégorie entière : aucune thématique n’est retenue.",
    "tous-publics-et-autres": "Le schéma n’admet que « tous-publics » : le reste est gardé en précision.",
    "valeur-inconnue": "Le texte n’est dans aucune table de correspondance : aucun code n’est retenu.",
    "valeurs-contradictoires": "Plusieurs valeurs pour un champ qui n’en a qu’une : aucune n’est retenue.",
    "valeurs-divergentes": "Deux lignes de la même fiche diffèrent : la première valeur est gardée.",
    # corrections
    "correction-appliquee": "La réponse d’un partenaire est mise par-dessus ce que dit le catalogue.",
    "correction-non-appliquee": "La réponse d’un partenaire n’est plus mise : le catalogue a changé, ou ne l’a plus.",
    # identity
    "identite-ambigue": "La fiche peut être la suite de plusieurs fiches disparues : une personne décide.",
    # checking
    "champ-inconnu": "La colonne ou la clé n’est pas un champ du schéma : elle n’est pas lue.",
    "code-inconnu": "Le code n’existe pas dans le schéma.",
    "fichier-refuse": "Le valideur ne prendrait rien du fichier, dont la forme n’est pas celle qu’il attend.",
    "horaires-invalides": "Les horaires écrits ne se lisent pas au format OpenStreetMap.",
    "identifiant-en-double": "Le même identifiant sert à plusieurs fiches : toute la source serait gelée.",
    "identifiant-sans-source": "L’identifiant devrait commencer par celui de la source.",
    "liste-vide": "La liste est vide : elle se laisse vide, ou avec une valeur au moins.",
    "nom-point-final": "Le nom finit par un point : l’API data·inclusion le refuse.",
    "publics-incoherents": "« tous-publics » ne va pas avec d’autres publics.",
    "refus-du-valideur": "Le valideur en ligne refuse la valeur.",
    "service-orphelin": "Le service cite une structure qui n’est pas dans le jeu.",
    "structures-non-lues": "Un fichier de services seuls : rien ne dit si chacun a sa structure.",
    "telephone-illisible": "data·inclusion effacera ce téléphone : un seul numéro par cellule, sans commentaire.",
    "valeur-invalide": "La valeur n’est pas admise par le schéma.",
    "valeur-trop-courte": "La valeur est trop courte pour le schéma.",
    "valeur-trop-longue": "La valeur est trop longue pour le schéma.",
    "zone-invalide": "La zone n’est pas un code de commune, d’EPCI, de département ou de pays.",
}
