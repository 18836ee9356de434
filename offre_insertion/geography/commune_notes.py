"""What is said about a commune that was corrected, deduced, doubted or not found."""

from __future__ import annotations

from offre_insertion.geography.candidates import Found
from offre_insertion.geography.cog import load_geography
from offre_insertion.geography.place_text import PlaceText, read_code_insee, read_code_postal
from offre_insertion.issues import Note, Severity
from offre_insertion.text import counted

_LISTED = 6


def label(code: str) -> str:
    """« Laval (53130) »."""
    commune = load_geography().commune(code)
    return f"{commune.nom} ({code})" if commune else code


def labels(codes: tuple[str, ...]) -> str:
    """The first communes of a list, and how many more."""
    listed = ", ".join(map(label, codes[:_LISTED]))
    return f"{listed} et {counted(len(codes) - _LISTED, 'autre')}" if len(codes) > _LISTED else listed


def ambiguous(written: str, codes: tuple[str, ...]) -> Note:
    """Several communes are possible."""
    message = f"« {written} » peut être {labels(codes)} : écrivez le code INSEE, ou le nom complet."
    return Note("commune-ambigue", Severity.AVERTISSEMENT, message, codes[:_LISTED])


def unknown(written: str, codes: tuple[str, ...]) -> Note:
    """No commune; ``codes`` are the nearest, or those of the postal code."""
    nearest = f" Les plus proches : {labels(codes)}." if codes else ""
    message = f"« {written} » n’est pas une commune connue : corrigez le nom ou le code postal.{nearest}"
    return Note("commune-inconnue", Severity.AVERTISSEMENT, message, codes[:_LISTED])


def mismatch(written: str, codes: tuple[str, ...]) -> Note:
    """The parts disagree and none has a majority."""
    message = (
        f"« {written} » : le nom et les codes ne désignent pas la même commune ({labels(codes)}). "
        "Corrigez l’un d’eux."
    )
    return Note("commune-incoherente", Severity.AVERTISSEMENT, message, codes[:_LISTED])


def overruled_name(code: str, words: str, found: Found) -> Note:
    """The codes win over the name: the name of another commune, or no name of a commune at all."""
    if found.how in ("exact", "elsewhere", "outside", "alone-in-france"):
        message = f"« {words} » n’est pas {label(code)}, que donnent les codes : les codes sont gardés."
        return Note("commune-incoherente", Severity.AVERTISSEMENT, message, (code,))
    message = f"« {words} » n’est pas un nom de commune : lu {label(code)}, que donnent les codes."
    return Note("commune-deduite", Severity.INFO, message, (code,))


def overruled_code(given: str, code: str) -> Note:
    """The name and the postal code win over the INSEE code."""
    message = (
        f"Le code INSEE « {given} » est celui de {label(given)} ; le nom et le code postal donnent "
        f"{label(code)}, qui est gardé."
    )
    return Note("commune-incoherente", Severity.AVERTISSEMENT, message, (code,))


def other_code_postal(code: str, code_postal: str | None) -> Note:
    """The commune is sure enough, its postal code is another one."""
    commune = load_geography().commune(code)
    known = commune.codes_postaux if commune else ()
    message = f"Le code postal « {code_postal} » n’est pas celui de {label(code)} : {', '.join(known)}."
    return Note("code-postal-incoherent", Severity.AVERTISSEMENT, message, known)


def unknown_code(code_insee: str) -> Note:
    """The COG does not have this code; a postal code in the wrong column is said."""
    geography = load_geography()
    read = read_code_postal(code_insee) or read_code_insee(code_insee) or ""
    hint = " C’est un code postal." if geography.codes_of_code_postal(read) else ""
    message = f"« {code_insee} » n’est pas un code de commune du COG {geography.annee}.{hint}"
    return Note("code-insee-inconnu", Severity.AVERTISSEMENT, message)


def abroad(written: str) -> Note:
    """A place the schema cannot write."""
    message = f"« {written} » n’est pas en France : le schéma n’a pas de code pour ce lieu."
    return Note("commune-hors-france", Severity.AVERTISSEMENT, message)


def notes_on(place: PlaceText, found: Found, written: str) -> tuple[Note, ...]:
    """What to say of a commune found without an INSEE code."""
    read = label(found.codes[0])
    warning = Severity.AVERTISSEMENT
    if found.how == "elsewhere":
        return (other_code_postal(found.codes[0], place.code_postal),)
    if found.how == "corrected":
        message = f"« {written} » lu {read} : corrigez le nom si ce n’est pas cette commune."
        return (Note("commune-corrigee", warning, message, found.codes),)
    if found.how == "deduced":
        message = f"« {written} » : lu {read}, seule commune que dessert le code postal."
        return (Note("commune-deduite", warning if place.names else Severity.INFO, message, found.codes),)
    if found.how == "alone-in-france":
        message = (
            f"« {written} » n’est pas dans le département du catalogue : lu {read}, seule commune de ce nom. "
            "Ajoutez le code postal."
        )
        return (Note("commune-hors-departement", warning, message, found.codes),)
    return ()
