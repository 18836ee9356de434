"""Local words → codes of the schema: the tables of a connector and the shared lexicon, read with caution.

Never a guess: a text is known under one of the ways of writing it that cannot change its meaning
(:mod:`offre_insertion.lexicon.variants`), or it is reported with the nearest codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from data_inclusion.schema import v1

from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.lexicon import variants
from offre_insertion.lexicon.proposals import Proposals
from offre_insertion.text import fold

Codes = tuple[str, ...]
#: Folded label → codes.
Table = Mapping[str, Codes]


class Lexicon(dict[str, Codes]):
    """A table, and those of its words that say more than their codes (« BRSA », « 16-25 ans »)."""

    def __init__(self, table: Table, wider: Iterable[str] = ()) -> None:
        super().__init__(table)
        self.wider = frozenset(wider)


#: A code that ends so is a whole category: no thematique can be chosen without inventing.
CATEGORY_MARK = "--"

#: Tables and memory of each set of lookups; a run has a few dozen of them.
_TRANSLATORS: dict[tuple[int, ...], _Translator] = {}
_MOST_TRANSLATORS = 256
_MOST_VALUES = 50_000
#: Characters of a label; a longer text is a description, known as written or not at all.
_LONGEST = 400


def known_codes(value: str, tables: Sequence[Table], *, choices: Codes) -> Codes:
    """The codes of a text that may mean something else (a title): none, in silence, when no table knows it."""
    return _translator(tables, choices).known(value)


def translate(value: str, tables: Sequence[Table], *, choices: Codes) -> Noted[Codes]:
    """The codes of a text, by the first table that knows it; an official code is always known.

    Unknown: no value, and a note ``valeur-inconnue`` with the three nearest codes. A whole category
    (« Mobilité »): no value, and a note ``thematique-imprecise`` with its codes. A text that says more than
    its codes (« jeunes 16-25 ans » → ``jeunes``) has the note ``precision-perdue``: the caller keeps the text
    in a field of précisions, and says so with :func:`as_kept`. A word understood as nothing gives an empty tuple.
    ``tables`` must not change between two calls.
    """
    return _translator(tables, choices)(value)


def _translator(tables: Sequence[Table], choices: Codes) -> _Translator:
    key = (*map(id, tables), id(choices))
    translator = _TRANSLATORS.get(key)
    if translator is None:
        if len(_TRANSLATORS) >= _MOST_TRANSLATORS:
            _TRANSLATORS.clear()
        translator = _TRANSLATORS[key] = _Translator(tables, choices)
    return translator


class Found(NamedTuple):
    """Codes, and whether they say less than the text."""

    codes: Codes
    is_wider: bool = False

    @property
    def is_category(self) -> bool:
        """A whole category is named, not a code."""
        return any(code.endswith(CATEGORY_MARK) for code in self.codes)


class _Index:
    """A table, by literal text and by the words that count."""

    def __init__(self, table: Table) -> None:
        wider = table.wider if isinstance(table, Lexicon) else frozenset()
        self._literal = {label: Found(codes, label in wider) for label, codes in table.items()}
        self._core: dict[str, Found] = {}
        clashing = {""}
        for label, found in self._literal.items():
            words = variants.core(label)
            if self._core.setdefault(words, found).codes != found.codes:
                clashing.add(words)
        for words in clashing:
            self._core.pop(words, None)

    def words(self) -> set[str]:
        """Every word of the labels, as written and without the mark of plural."""
        return {word for label in self._literal for word in (*label.split(), *variants.core(label).split())}

    def find(self, folded: str) -> Found | None:
        return self._literal.get(folded) or self._core.get(variants.core(folded))


#: Words that a way of writing may drop before a text is looked up (:mod:`offre_insertion.lexicon.variants`).
_DROPPED = frozenset(
    [
        "action",
        "fiche",
        "theme",
        "thematique",
        "frein",
        "domaine",
        "categorie",
        "public",
        "publics",
        "personne",
        "personnes",
        "toutes",
        "uniquement",
        "exclusivement",
        "seulement",
    ]
)


def _telling(value: str) -> list[str]:
    """The words of a text that no way of writing drops or changes: one that no label has, and no label is the text."""
    return [word for word in fold(value).split() if len(word) > 4 or (len(word) > 2 and word.isdigit())]


class _Translator:
    """The tables of one field, indexed once, and what was already read with them."""

    def __init__(self, tables: Sequence[Table], choices: Codes) -> None:
        # Holding the tables keeps their ids theirs.
        self._tables = tuple(tables)
        self._choices = choices
        self._proposals = Proposals(tables, choices)
        self._indexes = [_Index(table) for table in (*tables, _known_anywhere(choices))]
        self._memory: dict[str, Noted[Codes]] = {code: Noted((code,)) for code in choices}
        self._vocabulary = _DROPPED.union(*(index.words() for index in self._indexes))

    def __call__(self, value: str) -> Noted[Codes]:
        noted = self._memory.get(value)
        if noted is None:
            noted = self._read(value)
            if len(self._memory) < _MOST_VALUES and len(value) <= _LONGEST:
                self._memory[value] = noted
        return noted

    def known(self, value: str) -> Codes:
        """The codes of a text, without a word when there are none."""
        if not all(
            word in self._vocabulary or variants.core(word) in self._vocabulary for word in _telling(value)
        ):
            return ()
        found = self._find(value)
        return () if found is None or found.is_category else found.codes

    def _read(self, value: str) -> Noted[Codes]:
        found = self._first((fold(value),)) if len(value) > _LONGEST else self._understand(value)
        if found is None:
            return Noted(None, (_unknown(value, self._proposals.nearest(value)),))
        whole = tuple(under for code in found.codes for under in under_category(code, self._choices))
        if whole:
            return Noted(None, (_imprecise(value, whole),))
        return Noted(found.codes, (_wider(value, found.codes),) if found.is_wider else ())

    def _understand(self, value: str) -> Found | None:
        return self._find(value) or self._listed(value) or self._both(value) or self._widened(value)

    def _find(self, value: str) -> Found | None:
        """The first table that knows the text, under any way of writing it."""
        return self._first(variants.same_meaning(value))

    def _first(self, forms: Sequence[str]) -> Found | None:
        answers = (index.find(form) for index in self._indexes for form in forms)
        return next((found for found in answers if found is not None), None)

    def _precise(self, value: str) -> Found | None:
        """What a text means when it has codes, categories aside."""
        found = self._find(value)
        return None if found is None or not found.codes or found.is_category else found

    def _listed(self, value: str) -> Found | None:
        """A name beside its acronym, a list, a heading before the word: every piece must be known."""
        found = self._precise(variants.outside_parentheses(value))
        insides = [self._precise(inside) for inside in variants.inside_parentheses(value)]
        if found and insides and all(inside and inside.codes == found.codes for inside in insides):
            return Found(found.codes, any(inside.is_wider for inside in insides if inside) or found.is_wider)
        for pieces in variants.parts(value):
            several = [self._find(piece) for piece in pieces]
            known = [found for found in several if found and found.codes]
            # Codes beside a whole category would hide it: all of one kind, or unknown.
            if len(known) == len(several) and len({found.is_category for found in known}) == 1:
                codes = tuple(dict.fromkeys(code for found in known for code in found.codes))
                return Found(codes, any(found.is_wider for found in known))
        return self._under_heading(value)

    def _under_heading(self, value: str) -> Found | None:
        cut = variants.heading_and_rest(value)
        heading, rest = (self._find(cut[0]), self._precise(cut[1])) if cut else (None, None)
        is_said_twice = heading is not None and rest is not None and heading.codes == rest.codes
        return rest if heading and (heading.is_category or is_said_twice) else None

    def _both(self, value: str) -> Found | None:
        """« Parents isolés BRSA »: both codes, and the text that says they hold together."""
        cut = variants.beside_acronym(value)
        left, right = (self._precise(cut[0]), self._precise(cut[1])) if cut else (None, None)
        if left is None or right is None or "tous-publics" in left.codes + right.codes:
            return None
        return Found(tuple(dict.fromkeys(left.codes + right.codes)), is_wider=True)

    def _widened(self, value: str) -> Found | None:
        """The codes of the text without its precisions, unless these say something else.

        « Tout public (en parcours) » is not open to all: a narrowed ``tous-publics`` stays unknown (§3.2).
        """
        found = self._first(variants.saying_less(value))
        if not found or not found.codes or found.codes == ("tous-publics",):
            return None
        for text in variants.inside_parentheses(value):
            other = self._first((*variants.same_meaning(text), *variants.saying_less(text)))
            if other and other.codes and other.codes != found.codes:
                return None
        return Found(found.codes, is_wider=True)


def under_category(category: str, choices: Codes) -> Codes:
    """Codes of a category written with its mark: ``"mobilite--"``."""
    if not category.endswith(CATEGORY_MARK):
        return ()
    return tuple(code for code in choices if code.startswith(category))


@cache
def _known_anywhere(choices: Codes) -> Table:
    """Official codes, and the bare categories they stand under, by code and by label."""
    table = {fold(code): (code,) for code in choices}
    for category in v1.Categorie:
        prefix = f"{category.value}{CATEGORY_MARK}"
        if under_category(prefix, choices):
            table |= {fold(text): (prefix,) for text in (str(category.value), str(category.label))}
    return table


# --- saying it --------------------------------------------------------------------------------------------

_SHOWN = 80
_NOT_KEPT = "le texte n'est pas gardé. Un champ de texte le garderait (unknown_to, dans le connecteur)."
_TO_ADD = "Ajoutez-le à [lookups] du connecteur."


def as_kept(note: Note, field: str) -> Note:
    """The note on a text that the caller keeps in the text field ``field``: nothing is lost, it is only said."""
    if note.code == "precision-perdue":
        return note._replace(message=note.message.replace(_NOT_KEPT, f"le texte est gardé dans {field}."))
    if note.code == "valeur-inconnue":
        message = note.message.replace(_TO_ADD, f"Le texte est gardé dans {field}, sans code.")
        return note._replace(severity=Severity.INFO, message=message)
    return note


def _shown(value: str) -> str:
    """The text on one line, cut with a sign that it is."""
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…"


def _imprecise(value: str, codes: Codes) -> Note:
    return Note(
        "thematique-imprecise",
        Severity.AVERTISSEMENT,
        f"« {_shown(value)} » est une catégorie entière, aucune thématique n'est retenue : précisez-la, "
        f"par exemple {', '.join(codes[:3])}.",
        codes,
    )


def _wider(value: str, codes: Codes) -> Note:
    said = f"est traduit par {', '.join(codes)}, plus large" if codes else "n'a pas de code"
    return Note(
        "precision-perdue",
        Severity.INFO,
        f"« {_shown(value)} » {said} : {_NOT_KEPT}",
    )


def _unknown(value: str, proposals: Codes) -> Note:
    hint = f" Les plus proches : {', '.join(proposals)}." if proposals else ""
    return Note(
        "valeur-inconnue",
        Severity.AVERTISSEMENT,
        f"« {_shown(value)} » n'est dans aucune table de correspondance.{hint} {_TO_ADD}",
        proposals,
    )
