"""A name, a postal code, an INSEE code, a département → the commune of today, or why there is none."""

from __future__ import annotations

from functools import lru_cache

from offre_insertion.geography import commune_notes as say
from offre_insertion.geography.candidates import Found, exact_codes, likely_codes, search
from offre_insertion.geography.place_text import PlaceText, read_place
from offre_insertion.geography.search import CommuneIndex, commune_index
from offre_insertion.issues import Note, Noted

#: Names that no French commune bears and that addresses of French catalogues do hold.
_ABROAD = frozenset({"monaco", "montecarlo", "luxembourg", "bruxelles", "geneve"})


def find_commune(
    *,
    nom: str | None = None,
    code_postal: str | None = None,
    code_insee: str | None = None,
    departement: str | None = None,
) -> Noted[str]:
    """The INSEE code of today's commune, never a guess.

    - Former, delegated and associated communes give the commune they belong to; arrondissements of Paris,
      Lyon and Marseille give the city (75056, 69123, 13055), as data·inclusion does.
    - ``departement`` (code or name) is where to look without a postal code; with one, it only confirms that a
      name unknown there (« Sainte-Anne, 97437 ») is a place of the single commune the postal code serves.
    - Name, postal code and INSEE code are checked against each other: two that agree win, and the third is
      reported; two that disagree give ``None`` (a code against a name, or against a postal code of another
      département). A name is trusted over a postal code of the same département, and the latter is reported.
    - A misspelt or shortened name is accepted when a single commune can be meant, and reported.
    - The postal code of a Cedex is no place: the name is then looked for in the département it begins with.

    Notes: ``commune-*``, ``code-insee-inconnu`` and ``code-postal-incoherent`` of :data:`issues.CODES`.
    """
    return _find(nom or None, code_postal or None, code_insee or None, departement or None)


@lru_cache(maxsize=1 << 16)
def _find(
    nom: str | None, code_postal: str | None, code_insee: str | None, departement: str | None
) -> Noted[str]:
    index = commune_index()
    geography = index.geography
    place = read_place(nom, code_postal, code_insee)
    if _is_abroad(place):
        return Noted(None, (say.abroad(nom or code_postal or code_insee or ""),))
    notes: tuple[Note, ...] = ()
    given = geography.current_code(place.code_insee) if place.code_insee else None
    if code_insee and given is None:
        notes = (say.unknown_code(code_insee),)
        if place.code_postal is None and geography.codes_of_code_postal(place.code_insee or ""):
            place = read_place(nom, code_insee, None)
    found = search(index, place, departement=departement)
    decided = _confirm(index, place, given, found) if given else _conclude(place, found, nom)
    return Noted(decided.value, notes + decided.notes)


def _conclude(place: PlaceText, found: Found, nom: str | None) -> Noted[str]:
    """Without an INSEE code: the search decides."""
    written = " ".join(part for part in (place.code_postal, nom) if part)
    if found.code:
        notes = say.notes_on(place, found, written)
        return Noted(found.code, notes)
    if found.how == "nothing" and not place.names and not place.code_postal and not written.strip():
        return Noted(None)
    if found.how == "outside":
        return Noted(None, (say.mismatch(written, found.codes),))
    if found.how in ("nearest", "nothing"):
        return Noted(None, (say.unknown(written, found.codes),))
    return Noted(None, (say.ambiguous(written, found.codes),))


def _confirm(index: CommuneIndex, place: PlaceText, given: str, found: Found) -> Noted[str]:
    """With a known INSEE code: two of code, name and postal code win."""
    commune = index.geography.commune(given)
    served = index.geography.codes_of_code_postal(place.code_postal) if place.code_postal else ()
    agrees_code_postal = given in served
    if place.names and _names_agree(index, place, given, found):
        notes = (
            (say.other_code_postal(given, place.code_postal),) if served and not agrees_code_postal else ()
        )
        return Noted(given, notes)
    if place.names and agrees_code_postal:
        return Noted(given, (say.overruled_name(given, place.words, found),))
    if place.names and found.how == "exact" and found.code and served:
        return Noted(found.code, (say.overruled_code(given, found.code),))
    if place.names and found.how in ("exact", "elsewhere", "outside", "alone-in-france"):
        return Noted(None, (say.mismatch(f"{given} {place.words}", (given, *found.codes)),))
    if served and not agrees_code_postal:
        same = commune and commune.code_departement in {
            one.code_departement for one in index.geography.communes_of_code_postal(place.code_postal or "")
        }
        if not same:
            return Noted(None, (say.mismatch(f"{given} {place.code_postal}", (given, *served)),))
        return Noted(given, (say.other_code_postal(given, place.code_postal),))
    if place.names:
        return Noted(given, (say.overruled_name(given, place.words, found),))
    return Noted(given)


def _names_agree(index: CommuneIndex, place: PlaceText, given: str, found: Found) -> bool:
    if found.how in ("exact", "elsewhere") and found.code:
        return found.code == given
    if given in exact_codes(index, place, (given,)):
        return True
    return bool(likely_codes(place, tuple(index.names_of((given,))), is_strict=False))


def _is_abroad(place: PlaceText) -> bool:
    """Monaco and its postal code, the country codes of the COG (99…), a few foreign towns."""
    return (
        place.code_postal == "98000"
        or (place.code_insee or "").startswith("99")
        or bool(place.names and _ABROAD.intersection(place.names[0]))
    )
