"""The words of French names of bodies: kinds with their acronyms, legal forms, words that say little.

Every word here is folded (:func:`offre_insertion.text.fold`), without articles, in the singular as :func:`stem`
makes it: the tables are prepared at import, so that they can be written as people write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from offre_insertion.text import fold

STOPWORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "chez",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "lez",
        "ou",
        "par",
        "pour",
        "s",
        "sous",
        "sur",
        "un",
        "une",
        "y",
    ]
)

#: Short forms written out before anything is compared.
ABBREVIATIONS = {
    "agglo": "agglomeration",
    "ass": "association",
    "asso": "association",
    "assoc": "association",
    "ste": "sainte",
    "st": "saint",
    "stes": "saintes",
    "sts": "saints",
    "biblio": "bibliotheque",
    "cc": "communaute communes",
    "ctre": "centre",
    "dep": "departemental",
    "dept": "departement",
    "fr": "france",
    "interco": "intercommunal",
    "mediath": "mediatheque",
    "serv": "service",
}

#: Says how the body is constituted, not which one it is. Kept only to read acronyms (« A… » of AMIA).
LEGAL_FORMS = frozenset(
    [
        "association",
        "cooperative",
        "ei",
        "eirl",
        "epic",
        "eurl",
        "gie",
        "gip",
        "sa",
        "sarl",
        "sas",
        "sasu",
        "sci",
        "scic",
        "scop",
        "scp",
        "selarl",
    ]
)

#: What a body is: acronym or short name → the ways it is written out. Two bodies of different kinds are two
#: bodies, even under one roof (France services in the town hall).
KINDS: dict[str, tuple[str, ...]] = {
    "aci": ("atelier et chantier d'insertion", "ateliers et chantiers d'insertion", "chantier d'insertion"),
    "adie": ("association pour le droit à l'initiative économique",),
    "adil": ("agence départementale d'information sur le logement",),
    "admr": ("aide à domicile en milieu rural",),
    "afpa": (
        "association pour la formation professionnelle des adultes",
        "agence pour la formation professionnelle",
    ),
    "agefiph": (),
    "auto ecole": ("autoécole",),
    "bibliotheque": ("médiathèque", "bibliothèque médiathèque", "point lecture"),
    "bge": ("boutique de gestion",),
    "bij": ("bureau information jeunesse", "bureau d'information jeunesse"),
    "cada": ("centre d'accueil pour demandeurs d'asile",),
    "caf": ("caisse d'allocations familiales", "caisse allocations familiales"),
    "cap emploi": (),
    "carsat": ("caisse d'assurance retraite et de la santé au travail",),
    "ccas": ("centre communal d'action sociale", "centre communal action sociale"),
    "cci": ("chambre de commerce et d'industrie",),
    "centre social": ("centre socioculturel", "centre socio culturel", "csc", "espace socioculturel"),
    "chrs": ("centre d'hébergement et de réinsertion sociale",),
    "cias": ("centre intercommunal d'action sociale", "centre intercommunal action sociale"),
    "cidff": ("centre d'information sur les droits des femmes et des familles",),
    "clic": ("centre local d'information et de coordination",),
    "cma": ("chambre de métiers et de l'artisanat", "chambre des métiers et de l'artisanat"),
    "cmp": ("centre médico psychologique", "centre médicopsychologique"),
    "cms": ("centre médico social", "centre médicosocial"),
    "communaute communes": ("communauté d'agglomération", "communauté urbaine"),
    "cpam": ("caisse primaire d'assurance maladie", "assurance maladie"),
    "creche": ("multi accueil", "halte garderie", "micro crèche"),
    "croix rouge": ("croix rouge française",),
    "csapa": ("centre de soins d'accompagnement et de prévention en addictologie",),
    "dac": ("dispositif d'appui à la coordination",),
    "e2c": ("école de la deuxième chance", "école de la 2e chance", "école 2ème chance"),
    "ehpad": ("établissement d'hébergement pour personnes âgées dépendantes",),
    "emmaus": (),
    "epide": ("établissement pour l'insertion dans l'emploi",),
    "epn": ("espace public numérique", "cyber base", "cyberbase", "cybercase", "cyber espace", "cyberespace"),
    "esat": ("établissement et service d'aide par le travail",),
    "etti": ("entreprise de travail temporaire d'insertion",),
    "fjt": (
        "foyer de jeunes travailleurs",
        "foyer jeunes travailleurs",
        "résidence habitat jeunes",
        "habitat jeunes",
    ),
    "france service": (
        "maison france services",
        "espace france services",
        "maison de services au public",
        "msap",
        "relais de services publics",
    ),
    "france travail": ("pôle emploi", "agence france travail", "agence pôle emploi"),
    "garage solidaire": (),
    "geiq": ("groupement d'employeurs pour l'insertion et la qualification",),
    "greta": (),
    "ludotheque": (),
    "mairie": ("hôtel de ville", "mairie déléguée", "mairie annexe"),
    "maison de quartier": (),
    "maison service": ("maison des services",),
    "mda": ("maison départementale de l'autonomie",),
    "mdph": ("maison départementale des personnes handicapées",),
    "mds": (
        "maison des solidarités",
        "maison départementale des solidarités",
        "maison du département",
        "maison sociale du département",
    ),
    "mfr": ("maison familiale rurale",),
    "ml": ("mission locale", "mission locale pour l'emploi", "mission locale pour l'insertion des jeunes"),
    "mjc": ("maison des jeunes et de la culture",),
    "msa": ("mutualité sociale agricole",),
    "pij": (
        "point information jeunesse",
        "point info jeunes",
        "point info jeunesse",
        "point information jeunes",
    ),
    "pimms": ("point information médiation multi services", "pimms médiation"),
    "plie": ("plan local pour l'insertion et l'emploi", "plan local d'insertion par l'économique"),
    "pmi": ("protection maternelle et infantile",),
    "poste": ("bureau de poste", "agence postale", "agence postale communale", "relais poste"),
    "rpe": (
        "relais petite enfance",
        "ram",
        "relais assistantes maternelles",
        "relais d'assistantes maternelles",
    ),
    "resto coeur": ("restaurants du cœur", "restos du cœur"),
    "sdsei": ("service départemental des solidarités et de l'insertion",),
    "secours catholique": (),
    "secours populaire": ("secours populaire français", "spf"),
    "siao": (
        "service intégré d'accueil et d'orientation",
        "service intégré de l'accueil et de l'orientation",
    ),
    "spip": ("service pénitentiaire d'insertion et de probation",),
    "udaf": ("union départementale des associations familiales",),
}

#: Kinds of which a commune has one at most: with the commune, the name says it all. The others (a library, a
#: crèche) can be several in a town.
UNIQUE_KINDS = (
    "adil",
    "caf",
    "cap emploi",
    "ccas",
    "cci",
    "cias",
    "cidff",
    "cma",
    "communaute communes",
    "mairie",
    "mda",
    "mdph",
    "ml",
    "plie",
    "siao",
    "spip",
    "udaf",
)

#: Words too common in such names to tell one body from another.
_GENERIC = (
    "accompagnement accueil action activité administration agence agglomération aide animation annexe antenne "
    "appui atelier bureau caisse cellule centre chambre collectif communal communale communauté commune comité "
    "connecté conseil coordination culture culturel départemental départementale département déléguée développement "
    "direction dispositif droit dr économique "
    "emploi enfance enfant équipe espace établissement familial familiale famille "
    "fédération formation foyer france français française groupe groupement hébergement info information informatique "
    "insertion institut inter intercommunal intercommunale jeune jeunesse lieu local locale logement loisir maison "
    "médiation mission mobile mobilité multi municipal municipale national nationale nouvelle numérique office "
    "opération organisme pays permanence plateforme point pôle populaire "
    "postal postale professionnel projet public publique quartier "
    "régie régional régionale relais réseau rural rurale salle santé secteur section service siège site social sociale "
    "société soin solidaire solidarité structure territoire territorial territoriale tiers travail union unité urbain "
    "vie vallée village ville"
)

SIDES = frozenset({"nord", "sud", "est", "ouest"})


def stem(word: str) -> str:
    """The word without its plural: ``services`` → ``service``. Short words are left alone."""
    if len(word) > 3 and word[-1] in "sx" and word[-2] not in "sxi":
        return word[:-1]
    return word


def plain_words(text: str) -> tuple[str, ...]:
    """Folded words of a text, in order, abbreviations written out, in the singular, articles left out."""
    words = fold(text).split()
    if not ABBREVIATIONS.keys().isdisjoint(words):
        words = " ".join(ABBREVIATIONS.get(word, word) for word in words).split()
    return tuple(stem(word) for word in words if word not in STOPWORDS)


def _by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        found.setdefault(word[0], []).append(word)
    return found


@lru_cache(maxsize=1 << 16)
def _correct(word: str) -> str:
    """A long word one slip away from a single word that names a kind: ``missiion`` → ``mission``."""
    if len(word) < _CORRECTED_LETTERS or word in GENERIC:
        return word
    near = [known for known in _KIND_WORDS.get(word[0], ()) if OSA.distance(word, known, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else word


GENERIC = frozenset(plain_words(_GENERIC))

#: One key per kind, without spaces so that it can stand as a word: ``cap-emploi``.
_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


def _index(kinds: Iterable[tuple[str, str]]) -> _Phrases:
    """First word → phrases that begin with it, longest first, and the kind they name."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, kind in kinds:
        words = plain_words(phrase)
        found.setdefault(words[0], []).append((words, kind))
    return {first: sorted(phrases, key=lambda item: -len(item[0])) for first, phrases in found.items()}


def _phrases() -> Iterator[tuple[str, str]]:
    for kind, ways in KINDS.items():
        key = kind.replace(" ", "-")
        yield kind, key
        for way in ways:
            yield way, key


_PHRASES = _index(_phrases())
#: Shorter words are too near other ones (« Marie » and « mairie »).
_CORRECTED_LETTERS = 7
_KIND_WORDS = _by_first_letter(
    {word for phrase, _ in _phrases() for word in plain_words(phrase) if len(word) >= _CORRECTED_LETTERS}
)
KIND_KEYS = frozenset(kind.replace(" ", "-") for kind in KINDS)
UNIQUE_KIND_KEYS = frozenset(kind.replace(" ", "-") for kind in UNIQUE_KINDS)


def replace_kinds(words: tuple[str, ...]) -> list[str]:
    """The words, each phrase that names a kind put as its key: ``centre communal action sociale`` → ``ccas``."""
    words = tuple(map(_correct, words))
    result: list[str] = []
    at = 0
    while at < len(words):
        for phrase, kind in _PHRASES.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                result.append(kind)
                at += len(phrase)
                break
        else:
            result.append(words[at])
            at += 1
    return result
