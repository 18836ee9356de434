"""What is said about a zone that was corrected, doubted, widened or not understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from offre_insertion.geography.zone_names import Meaning
from offre_insertion.issues import Note, Severity
from offre_insertion.text import fold


def _label(meaning: Meaning) -> str:
    return f"{meaning.label} ({', '.join(meaning.codes)})" if len(meaning.codes) <= 3 else meaning.label


def _labels(meanings: Iterable[Meaning]) -> str:
    return ", ".join(map(_label, meanings))


def _codes(meanings: Iterable[Meaning]) -> tuple[str, ...]:
    return tuple("; ".join(one.codes) for one in meanings)


def ambiguous(text: str, meanings: Sequence[Meaning]) -> Note:
    """Several territories, and nothing to choose between them."""
    message = f"« {text} » peut être {_labels(meanings)} : écrivez le nom complet ou le code."
    return Note("zone-ambigue", Severity.AVERTISSEMENT, message, _codes(meanings))


def chosen(text: str, meaning: Meaning, others: Sequence[Meaning]) -> Note:
    """One of several meanings was taken by a rule."""
    advice = "écrivez « ville de », « CC de » ou le code."
    message = f"« {text} » lu {_label(meaning)} ; si c’est {_labels(others)}, {advice}"
    return Note("zone-ambigue", Severity.AVERTISSEMENT, message, _codes(others))


def corrected(text: str, meaning: Meaning) -> Note:
    """A typo, or a part of a name."""
    message = f"« {text} » lu {_label(meaning)} : corrigez si ce n’est pas ce territoire."
    return Note("zone-corrigee", Severity.AVERTISSEMENT, message, meaning.codes)


def wider(text: str, meaning: Meaning) -> Note:
    """The code covers more than the words."""
    message = (
        f"« {text} » : la zone écrite est {_label(meaning)}, plus large ; les mots sont gardés en précision."
    )
    return Note("zone-non-exprimable", Severity.AVERTISSEMENT, message, meaning.codes)


def not_expressible(text: str, known: Sequence[str]) -> Note:
    """A local territory, a canton, a QPV: no code in the schema."""
    found = process.extract(text, known, scorer=fuzz.WRatio, processor=fold, limit=3, score_cutoff=60)
    nearest = tuple(name for name, _, _ in found)
    hint = f" Les plus proches de la table : {', '.join(nearest)}." if nearest else ""
    message = (
        f"« {text} » n’a pas de code dans le schéma : gardé en précision. Un territoire local se décrit une "
        f"fois dans territoires.toml.{hint}"
    )
    return Note("zone-non-exprimable", Severity.AVERTISSEMENT, message, nearest)


def unknown(text: str, nearest: Sequence[Meaning], *, is_placed: bool) -> Note:
    """Nothing looks like the text, or only from afar. ``is_placed``: the département is known."""
    hint = f" Les plus proches : {_labels(nearest)}." if nearest else ""
    if not is_placed:
        hint = " Le département du catalogue n’est pas dit : indiquez-le dans le connecteur."
    advice = "écrivez une commune, un EPCI, un département ou leur code."
    message = f"« {text} » n’est pas un territoire connu : {advice}{hint}"
    return Note("zone-inconnue", Severity.AVERTISSEMENT, message, _codes(nearest))


def from_whole(text: str) -> Note:
    """An exclusion with nothing before it."""
    message = f"« {text} » lu « tout le département, {text} » : écrivez de quel territoire il est retiré."
    return Note("zone-ambigue", Severity.AVERTISSEMENT, message)


def empty(text: str) -> Note:
    """An exclusion that leaves nothing."""
    message = f"« {text} » ne laisse aucune commune : vérifiez ce qui est retiré."
    return Note("zone-inconnue", Severity.AVERTISSEMENT, message)
