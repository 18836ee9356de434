"""The words of a zone (« CC A + CC B », « UT Nord (hors CC X) ») → codes of ``zone_eligibilite``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from offre_insertion.geography import zone_notes as say
from offre_insertion.geography.cog import load_geography
from offre_insertion.geography.communes import find_commune
from offre_insertion.geography.territoires import Territoires
from offre_insertion.geography.zone_codes import compress_zone, expand_zone
from offre_insertion.geography.zone_names import (
    Around,
    Meaning,
    close_meanings,
    exact_meanings,
    is_arrondissement,
    nearest_meanings,
)
from offre_insertion.geography.zone_text import Part, is_local, read_parts, split_names
from offre_insertion.issues import Note, Noted


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone in the words of the schema.

    ``codes`` are those of ``zone_eligibilite``, in the order of the text; ``precisions`` are the words the
    schema cannot express, to keep in a text field (``publics_precisions``).
    """

    codes: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()

    @property
    def communes(self) -> frozenset[str]:
        """Codes of today's communes covered, every commune for ``france``."""
        return expand_zone(self.codes)


@dataclass(frozen=True, slots=True)
class _Read:
    """What became of some words; ``is_whole`` when every one of them found codes."""

    codes: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    is_whole: bool = True


def read_zone(
    text: str | None,
    *,
    departement: str | None = None,
    territoires: Territoires | None = None,
    commune: str | None = None,
) -> Noted[Zone]:
    """Read a zone as a person of the département would; codes already written are checked and kept.

    ``departement`` is the code or name of that of the catalogue, ``commune`` the INSEE code of the record's
    own place (« commune d'implantation »). The rules, where words have several meanings:

    - local territories (``territoires``) come before everything else;
    - a kind written (« ville de Mayenne », « la Mayenne », « CC de l'Ernée ») decides;
    - in a list, a kind that every item can have decides: in « Bocage Mayennais, Ernée » both are EPCI, in
      « Gorron/Ernée » both are communes;
    - else a full name comes before a shortened one (« Ernée » is the commune, not the CC), the département of
      the catalogue before a commune, a commune of it before a far département (« Vienne » is the département
      in the Vienne, the town in the Isère), and ``zone-ambigue`` says so;
    - « hors X » is taken from what stands before it, else from the département; what is left is written with
      codes that add no commune.

    ``None`` when nothing is understood. Notes: ``zone-ambigue``, ``zone-corrigee``, ``zone-inconnue``,
    ``zone-non-exprimable``, and those of ``find_commune`` for a postal code. Never raises.
    """
    around = _around(departement, territoires, commune)
    parts = _parts(text or "", around)
    shared = _shared_kind([meanings for part in parts for _, meanings in _choices(part.text, around)])
    read = _Read()
    for part in parts:
        read = _add(read, part, around, shared)
    codes = tuple(dict.fromkeys(read.codes))
    precisions = tuple(dict.fromkeys(read.precisions))
    return Noted(Zone(codes, precisions) if codes or precisions else None, read.notes)


def zone_reader(
    *, departement: str | None = None, territoires: Territoires | None = None
) -> Callable[[str], Noted[Zone]]:
    """``read_zone`` for the values of one catalogue: one argument left, the text."""
    return partial(read_zone, departement=departement, territoires=territoires)


def _around(departement: str | None, territoires: Territoires | None, commune: str | None) -> Around:
    geography = load_geography()
    place = geography.commune(commune) if commune else None
    known = geography.departement(departement) if departement else None
    code = known.code if known else territoires.departement if territoires else None
    return Around(code or (place.code_departement if place else None), territoires, commune)


def _parts(text: str, around: Around) -> tuple[Part, ...]:
    """The whole text when it is a name (« CC Castillon/Pujols »), else its parts."""
    return (Part(text, "", text),) if exact_meanings(text, around) else tuple(read_parts(text))


def _add(before: _Read, part: Part, around: Around, shared: str | None) -> _Read:
    """One more part of the text: its codes, less what it excludes."""
    read = _read_list(part.text, around, shared)
    if not part.excluded:
        return _join(before, read)
    excluded = _read_list(part.excluded, around, None)
    if not part.text:
        read, before = _what_is_left_out(before, part, around)
    if not excluded.is_whole or not read.is_whole or not read.codes:
        notes = (*read.notes, *excluded.notes) or (
            say.unknown(part.whole, (), is_placed=around.departement is not None),
        )
        return _join(before, _Read(precisions=(part.whole,), notes=notes, is_whole=False))
    codes = compress_zone(expand_zone(read.codes) - expand_zone(excluded.codes))
    notes = (*read.notes, *excluded.notes)
    if not codes:
        return _join(
            before, _Read(precisions=(part.whole,), notes=(*notes, say.empty(part.whole)), is_whole=False)
        )
    return _join(before, _Read(codes, read.precisions, notes))


def _what_is_left_out(before: _Read, part: Part, around: Around) -> tuple[_Read, _Read]:
    """« hors CC X » alone takes from all that stands before, else from the département, which is said."""
    if before != _Read() or around.departement is None:
        return before, _Read()
    return _Read((around.departement,), notes=(say.from_whole(part.whole),)), before


def _join(a: _Read, b: _Read) -> _Read:
    return _Read(a.codes + b.codes, a.precisions + b.precisions, a.notes + b.notes, a.is_whole and b.is_whole)


def _choices(text: str, around: Around) -> list[tuple[str, tuple[Meaning, ...]]]:
    """Names of a list, split where they allow it, and what each can mean."""
    names = split_names(text, lambda piece: bool(exact_meanings(piece, around)))
    return [(name, exact_meanings(name, around)) for name in names]


def _read_list(text: str, around: Around, shared: str | None) -> _Read:
    """Names of one part, each read with the shared kind when it can be."""
    choices = _choices(text, around)
    kind = shared or _shared_kind([meanings for _, meanings in choices])
    read = _Read()
    for name, meanings in choices:
        read = _join(
            read, _read_name(name, [one for one in meanings if one.kind == kind] or meanings, around)
        )
    return read


def _shared_kind(choices: Sequence[tuple[Meaning, ...]]) -> str | None:
    """The only kind that every item of a list can have."""
    known = [{meaning.kind for meaning in meanings} for meanings in choices if meanings]
    if len(known) < 2:
        return None
    shared = set.intersection(*map(set, known))
    return shared.pop() if len(shared) == 1 else None


def _read_name(name: str, meanings: Sequence[Meaning], around: Around) -> _Read:
    if not meanings:
        return _read_doubtful(name, around)
    first = meanings[0]
    same = [one for one in meanings if one.kind == first.kind]
    if len(same) > 1:
        return _Read(notes=(say.ambiguous(name, same),), is_whole=False)
    others = [one for one in meanings[1:] if expand_zone(one.codes) != expand_zone(first.codes)]
    notes = (say.chosen(name, first, others),) if others else ()
    if is_arrondissement(name, first):
        return _Read(first.codes, (name,), (*notes, say.wider(name, first)))
    return _Read(first.codes, notes=notes)


def _read_doubtful(name: str, around: Around) -> _Read:
    """No exact meaning: a postal code, words of a local territory, a typo, or nothing."""
    if name.isdigit() and len(name) == 5:
        found = find_commune(code_postal=name)
        return _Read((found.value,) if found.value else (), notes=found.notes, is_whole=bool(found.value))
    if is_local(name):
        known = around.territoires.noms if around.territoires else ()
        return _Read(precisions=(name,), notes=(say.not_expressible(name, known),), is_whole=False)
    close = close_meanings(name, around)
    if len(close) == 1:
        return _Read(close[0].codes, notes=(say.corrected(name, close[0]),))
    if close:
        return _Read(notes=(say.ambiguous(name, close),), is_whole=False)
    nearest = nearest_meanings(name, around)
    return _Read(
        notes=(say.unknown(name, nearest, is_placed=around.departement is not None),), is_whole=False
    )
