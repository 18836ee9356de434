"""The shared lexicon: common words of French catalogues → codes of the schema, stated once for every connector.

One TOML per referential in ``connectors/lexique``; ``[]`` is a word that is understood and maps to nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from data_inclusion.schema import v1
from rapidfuzz import fuzz, process

from offre_insertion.errors import ConnectorError
from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.resources import bundled
from offre_insertion.schema import ENUMS, nearest_codes
from offre_insertion.text import fold

LEXICON_PREFIX = "lexique:"

Codes = tuple[str, ...]
Table = Mapping[str, Codes]

#: Name of a lexicon → field of the schema whose codes it gives.
_FIELDS = {
    "thematiques": "thematiques",
    "numerique": "thematiques",
    "publics": "publics",
    "types": "type",
    "frais": "frais",
    "modes_accueil": "modes_accueil",
    "modes_mobilisation": "modes_mobilisation",
    "mobilisable_par": "mobilisable_par",
    "reseaux_porteurs": "reseaux_porteurs",
}

_OFFICIAL = {
    "thematiques": v1.Thematique,
    "publics": v1.Public,
    "type": v1.TypeService,
    "frais": v1.Frais,
    "modes_accueil": v1.ModeAccueil,
    "modes_mobilisation": v1.ModeMobilisation,
    "mobilisable_par": v1.PersonneMobilisatrice,
    "reseaux_porteurs": v1.ReseauPorteur,
}


def lexicon_names() -> tuple[str, ...]:
    """Names that a connector can write: ``("lexique:thematiques", …)``."""
    return tuple(f"{LEXICON_PREFIX}{name}" for name in _FIELDS)


@cache
def load_lexicon(name: str) -> Table:
    """Folded label → codes, official codes and labels included. Raises :class:`ConnectorError`."""
    short = name.removeprefix(LEXICON_PREFIX)
    if short not in _FIELDS:
        raise ConnectorError(f"lexique inconnu « {name} ». Lexiques : {', '.join(lexicon_names())}.")
    field = _FIELDS[short]
    table: dict[str, Codes] = {}
    path = bundled("connectors") / "lexique" / f"{short}.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    for label, codes in _entries(entries):
        for code in codes:
            if code not in ENUMS[field]:
                nearest = nearest_codes(code, ENUMS[field], 1)
                hint = f" Le plus proche : « {nearest[0]} »." if nearest else ""
                raise ConnectorError(f"code inconnu « {code} ».{hint}", path=str(path), where=f"« {label} »")
        table[fold(label)] = codes
    # Official codes and labels mean what they say, whatever a list of words holds.
    return table | {key: (str(member.value),) for member in _OFFICIAL[field] for key in _official_labels(member)}


def _official_labels(member: object) -> Iterator[str]:
    yield fold(str(member.value))  # type: ignore[attr-defined]
    yield fold(str(member.label))  # type: ignore[attr-defined]


def _entries(data: Mapping[str, object]) -> Iterator[tuple[str, Codes]]:
    """``code = ["mot", "autre mot"]`` by code, and ``[mots]`` for words with several codes or none."""
    for code, labels in data.items():
        if isinstance(labels, list):
            for label in labels:
                yield label, (code,)
        elif isinstance(labels, dict):
            for label, codes in labels.items():
                yield label, (codes,) if isinstance(codes, str) else tuple(codes)


# --- translating -----------------------------------------------------------------------------------------

#: Words that say nothing of the meaning, at the start of a label.
_ARTICLES = re.compile(r"^(?:(?:les|le|la|l|des|du|de|d|un|une|aux?|tous?|toutes?|personnes?|publics?|pour) )+")
_AGE = re.compile(r"(?: (?:de|des|entre|ages? de))? ?\d{1,2}(?: (?:a|et))? ?(?:\d{1,2})? ans?\b(?: et plus| et moins)?|(?<= )\d{2} \d{2}$|\bmoins de \d+ ans\b|\bplus de \d+ ans\b")
_PARENTHESES = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=1 << 15)
def _forms(value: str) -> tuple[tuple[str, bool], ...]:
    """Ways to look a text up, the most literal first; ``True`` when the form says less than the text."""
    literal = fold(value)
    forms: dict[str, bool] = {literal: False, _singular(literal): False}
    bare = _ARTICLES.sub("", literal)
    forms |= {form: False for form in (bare, _singular(bare)) if form not in forms}
    without = fold(_PARENTHESES.sub(" ", value))
    ageless = " ".join(_AGE.sub(" ", bare).split())
    for form in (without, _ARTICLES.sub("", without), ageless, _AGE.sub(" ", without).strip()):
        for variant in (form, _singular(form)):
            forms.setdefault(variant, True)
    forms.pop("", None)
    return tuple(forms.items())


def _singular(folded: str) -> str:
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in folded.split())


@cache
def _singulars(table_id: int, labels: tuple[str, ...]) -> Mapping[str, str]:  # noqa: ARG001 - the id is the key
    return {_singular(label): label for label in labels}


def translate(value: str, tables: Sequence[Table], *, choices: Codes) -> Noted[Codes]:
    """The codes of a text, by the first table that knows it. Unknown: no value, and the three nearest proposals.

    A text wider than its code (« jeunes 16-25 ans » → ``jeunes``) has the note ``precision-perdue``: the caller
    keeps the text in a field of précisions. A word understood as nothing gives an empty tuple.
    """
    if value in choices:
        return Noted((value,))
    for form, is_broader in _forms(value):
        codes = _look_up(form, tables, choices)
        if codes is not None:
            notes = (_broader(value, codes),) if is_broader and codes else ()
            return Noted(codes, notes)
    bare_category = _category(value, choices)
    if bare_category:
        return Noted(None, (_imprecise(value, bare_category),))
    return Noted(None, (_unknown(value, tables, choices),))


def _look_up(form: str, tables: Sequence[Table], choices: Codes) -> Codes | None:
    for table in tables:
        if form in table:
            return table[form]
        singular = _singulars(id(table), tuple(table)).get(form) if len(table) < 50_000 else None
        if singular is not None:
            return table[singular]
    official = form.replace(" ", "-")
    return (official,) if official in choices else None


def _category(value: str, choices: Codes) -> Codes:
    """Sub-codes of a bare category (« mobilite »): no code can be chosen without inventing (§4.4)."""
    prefix = f"{fold(value).replace(' ', '-')}--"
    return tuple(code for code in choices if code.startswith(prefix))


def _imprecise(value: str, codes: Codes) -> Note:
    return Note(
        "thematique-imprecise",
        Severity.AVERTISSEMENT,
        f"« {value} » est une catégorie entière : précisez la thématique, par exemple {', '.join(codes[:3])}.",
        codes,
    )


def _broader(value: str, codes: Codes) -> Note:
    return Note(
        "precision-perdue",
        Severity.INFO,
        f"« {value} » est traduit par {', '.join(codes)}, plus large : la précision est gardée en texte s'il y a un champ "
        "pour cela.",
    )


def _unknown(value: str, tables: Sequence[Table], choices: Codes) -> Note:
    proposals = _proposals(value, tables, choices)
    hint = f" Les plus proches : {', '.join(proposals)}." if proposals else ""
    return Note(
        "valeur-inconnue",
        Severity.AVERTISSEMENT,
        f"« {value[:80]} » n'est dans aucune table de correspondance.{hint} Ajoutez-le à [lookups] du connecteur.",
        proposals,
    )


def _proposals(value: str, tables: Sequence[Table], choices: Codes) -> Codes:
    """Three codes at most, from the labels that look most like the text, then from the codes themselves."""
    found: dict[str, None] = {}
    for table in tables:
        for label, _, _ in process.extract(fold(value), table.keys(), scorer=fuzz.token_set_ratio, limit=3, score_cutoff=60):
            found |= dict.fromkeys(table[label])
    found |= dict.fromkeys(nearest_codes(value, choices))
    return tuple(found)[:3]
