"""Cleaning: one value type per file. Cleaners never raise, and say what they changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from offre_insertion.cleaning.codes import clean_code_insee, clean_code_postal
from offre_insertion.cleaning.courriel import clean_courriel
from offre_insertion.cleaning.dates import clean_date, clean_date_maj
from offre_insertion.cleaning.horaires import clean_horaires
from offre_insertion.cleaning.numbers import clean_coordonnee, clean_entier, clean_nombre
from offre_insertion.cleaning.siret import clean_siret
from offre_insertion.cleaning.telephone import clean_telephone
from offre_insertion.cleaning.text import (
    clean_description,
    clean_html,
    clean_ligne,
    clean_minuscules,
    clean_nom,
    clean_sans_numero,
    clean_texte,
)
from offre_insertion.cleaning.url import clean_url
from offre_insertion.issues import Noted

#: Cleaners by the name a connector gives them.
CLEANERS: dict[str, Callable[[str], Noted[Any]]] = {
    "texte": clean_texte,
    "ligne": clean_ligne,
    "html": clean_html,
    "nom": clean_nom,
    "description": clean_description,
    "telephone": clean_telephone,
    "courriel": clean_courriel,
    "url": clean_url,
    "siret": clean_siret,
    "date": clean_date,
    "date_maj": clean_date_maj,
    "nombre": clean_nombre,
    "entier": clean_entier,
    "coordonnee": clean_coordonnee,
    "code_postal": clean_code_postal,
    "code_insee": clean_code_insee,
    "horaires": clean_horaires,
    "minuscules": clean_minuscules,
    "sans_numero": clean_sans_numero,
}


def cleaners_for(region: str) -> dict[str, Callable[[str], Noted[Any]]]:
    """The cleaners of a catalogue that dials from ``region`` (``telephone.region_of``): « 426700 » means one in NC."""
    return {**CLEANERS, "telephone": partial(clean_telephone, region=region)}


#: Field of the schema → the cleaner it gets when the connector names none; the others are plain text.
FIELD_CLEANERS: dict[str, str] = {
    "nom": "nom",
    "description": "description",
    "date_maj": "date_maj",
    "adresse": "ligne",
    "complement_adresse": "ligne",
    "commune": "ligne",
    "contact_nom_prenom": "ligne",
    "telephone": "telephone",
    "courriel": "courriel",
    "siret": "siret",
    "code_postal": "code_postal",
    "code_insee": "code_insee",
    "longitude": "coordonnee",
    "latitude": "coordonnee",
    "site_web": "url",
    "lien_source": "url",
    "lien_mobilisation": "url",
    "accessibilite_lieu": "url",
    "horaires_accueil": "horaires",
    "volume_horaire_hebdomadaire": "nombre",
    "nombre_semaines": "entier",
}
