"""« Lectures retenues » (referencement.md §4.5, and ours where it is silent): named, and written with the results."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One decision: a stable code, and its sentence in French."""

    code: str
    sentence: str


RULES = (
    Rule("niveau-frein", "Le niveau d’une catégorie est le meilleur de ses thématiques, chacune avec son rayon."),
    Rule("distance", "La distance va du centre de la commune au lieu, à vol d’oiseau ; le rayon est compris."),
    Rule("seuils", "Les seuils sont compris : 80 % juste, c’est 80 %."),
    Rule("doublons", "Un dispositif a la fraîcheur de sa fiche la plus récente ; contact, zone, publics et modes "
         "restent ceux de chaque fiche."),
    Rule("contact", "Courriel, téléphone ou lien de mobilisation du service ; à défaut, courriel, téléphone ou site "
         "de sa structure."),
    Rule("publics", "Sans public écrit, l’offre est ouverte à tous ; seuls « étudiants » et « actifs », sans autre "
         "public, l’excluent."),
    Rule("fraicheur", "La mise à jour compte jusqu’au même jour, douze mois de calendrier avant."),
    Rule("zone-absente", "Sans zone mais avec un lieu, l’offre vaut dans l’EPCI de ce lieu, nulle part ailleurs ; "
         "hors EPCI, dans sa commune."),
    Rule("zone-inconnue", "Sans zone ni commune, l’offre est au niveau 1 dans le département de sa structure, ou "
         "partout si on l’ignore."),
    Rule("itinerant", "Sur place, sans adresse ni point propres (la commune de la structure ne compte pas), toute la "
         "zone dans un EPCI, ou déclaré tel : à proximité dans toute sa zone. Jamais pour une zone nationale."),
    Rule("lieu", "Le point du service, sinon le centre de sa commune ; jamais ceux de sa structure."),
    Rule("mode-inconnu", "Sans mode d’accueil écrit, l’offre n’est jamais à proximité : 2b."),
    Rule("zone-nationale", "« france » ou « 99100 » dans la zone la rend nationale, même avec des codes locaux : 4 "
         "près du lieu, 2a ailleurs."),
    Rule("categorie-nue", "Une fiche qui porte toutes les thématiques d’une catégorie n’en précise aucune : elle "
         "compte pour la catégorie, pas pour ses thématiques."),
    Rule("niveau-1", "Une offre inutilisable est au niveau 1 dans toutes les communes de sa zone ; un score faible "
         "n’y suffit pas."),
    Rule("commune-sans-centre", "Une commune sans centre connu n’est à proximité que des offres de la même commune."),
    Rule("structures-distinctes", "On compte les structures, doublons réunis, qui donnent le niveau 4 à une commune "
         "au moins du territoire."),
    Rule("epci-a-cheval", "Un EPCI ne compte que ses communes du département."),
    Rule("a-distance", "Les thématiques à distance par nature se jugent sur N ≥ 3, ou sur une offre nationale "
         "utilisable."),
    Rule("eventail", "L’éventail compte les thématiques dont C4 atteint le seuil, même celles à distance par nature."),
    Rule("places", "Les places d’un dispositif se partagent une fois, comme le poids des communes proches de ses "
         "lieux ; un territoire n’est comparé à la médiane que si tous ses dispositifs proches disent leurs places."),
    Rule("perimetre", "Les comptes portent sur les fiches dont la zone rencontre le territoire, ou qui y ont leur "
         "lieu ; l’alerte de pluri-enregistrement, sur les offres locales seulement."),
    Rule("recouvrement", "Deux dispositifs se recouvrent quand leurs publics se croisent et que la part commune "
         "atteint le seuil pour la plus grande des deux zones."),
    Rule("densite", "La densité compte les dispositifs locaux au niveau 4, rapportés à la médiane des territoires de "
         "même maille, zéros compris, statuts masqués exclus."),
)  # fmt: skip
