"""The project file that ``initialiser`` writes: commented, ready to be edited."""

from __future__ import annotations

import json

_TEMPLATE = """\
# Le projet : ce que « offre-insertion synchroniser » fait toutes les nuits. Voir docs/synchroniser.md.
# Les chemins partent du dossier de ce fichier. Les secrets n'ont pas leur place ici : variables
# d'environnement, ou fichier .env voisin.

[territoire]
departement = {departement}
# L'identifiant de la source du département à data·inclusion.
source = {source}

# Un catalogue local et le connecteur qui le lit. Répétez ces trois lignes pour chaque catalogue.
[[catalogues]]
fichier = {fichier}  # un chemin, ou une adresse https
connecteur = {connecteur}  # le nom d'un connecteur fourni, ou le chemin d'un fichier .toml

# Les garde-fous. Au-delà, rien n'est remplacé, et la commande dit comment accepter.
[seuils]
baisse_max = 0.2  # une baisse de plus de 20 % d'un passage à l'autre arrête tout
identite = 0.8  # ressemblance, de 0 à 1, à partir de laquelle une fiche renommée garde son identifiant

[dossiers]
sorties = "sorties"  # les fichiers produits, un sous-dossier par source
travail = ".offre-insertion"  # le verrou et l'historique : à sauvegarder
publication = "publication"  # le jeu prêt à publier

[historique]
# Par défaut, un fichier SQLite du dossier de travail. Pour PostgreSQL :
# url = "postgresql://serveur/base"
# et, s'il faut un mot de passe, l'adresse entière dans .env : OFFRE_INSERTION_HISTORIQUE_URL=postgresql://…
attente_s = 10  # secondes d'attente quand la base est occupée

# Les paramètres des indicateurs : voir docs/suivi.md.
[suivi]
sources_animateur = []  # les sources que l'animateur saisit lui-même
# foyers_rsa = 3200  # foyers allocataires du RSA du département

# Les seuils de la couverture, ce que pèsent les communes, les territoires locaux : voir docs/couverture.md.
# [couverture]
# poids = "demandeurs-emploi.csv"  # un nombre par commune ou EPCI ; sinon, la population
# foyers_rsa = "foyers-rsa.csv"  # un nombre par EPCI ou commune, pour les places
# territoires = "territoires.toml"  # sinon, ceux d'un connecteur

# L'offre nationale se lit avec un jeton de l'API, dans .env : OFFRE_INSERTION_DATA_INCLUSION_TOKEN=…
# Voir docs/offre-nationale.md.
# [data_inclusion]
# url = "https://api.data.inclusion.gouv.fr"

# Pour « offre-insertion publier dora ». L'adresse et le jeton viennent de l'équipe DORA ; le jeton va dans .env :
# OFFRE_INSERTION_DORA_JETON=… Voir docs/dora.md.
# [dora]
# url = "https://…"  # l'adresse de l'API
# creer_structures = false  # true : créer les structures que DORA n'a pas
# mobilisable_par = []  # qui mobilise les services qui ne le disent pas ; sans réponse, ils restent en brouillon
# archivage_max = 0.2  # part des fiches que l'on peut archiver d'un coup

# Pour « offre-insertion publier ». Voir docs/publier.md.
# [publication]
# producteur = "Département de …"
# licence = "lov2"  # la Licence Ouverte 2.0
# frequence = "mensuelle"
# courriels_admis = []  # adresses d'allure personnelle que leurs titulaires acceptent de voir publiées
# telephones_admis = []
# [publication.datagouv]
# plateforme = "demo"  # puis "production"
# organisation = "…"  # son identifiant ; la clé d'API va dans .env : OFFRE_INSERTION_DATAGOUV_CLE=…
"""


def render_project(*, departement: str, source: str, fichier: str, connecteur: str) -> str:
    """The text of ``offre-insertion.toml``. Values are quoted; they are checked when the project is loaded."""
    values = {"departement": departement, "source": source, "fichier": fichier, "connecteur": connecteur}
    # A JSON string is a TOML basic string.
    return _TEMPLATE.format(**{name: json.dumps(value, ensure_ascii=False) for name, value in values.items()})
