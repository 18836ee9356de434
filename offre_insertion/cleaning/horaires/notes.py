"""What is said of hours that were understood in part, or not at all."""

from __future__ import annotations

from offre_insertion.cleaning.horaires.comments import RENDEZ_VOUS
from offre_insertion.cleaning.horaires.week import Week
from offre_insertion.issues import Note, Severity

_DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def not_understood(text: str, *, kept: bool) -> Note:
    """The note on a text whose hours are unknown."""
    fate = "ils sont gardés en commentaire" if kept else "ils ne sont pas repris"
    return Note(
        "horaires-incompris",
        Severity.AVERTISSEMENT,
        f"Les horaires « {short(text)} » n'ont pas été compris : {fate}. Écrivez-les par exemple "
        "« lundi au vendredi 9h-12h et 14h-17h ».",
    )


def day_not_understood(text: str, weekday: int) -> Note:
    """The note on the cell of one day."""
    message = (
        f"{_DAY_NAMES[weekday].capitalize()} : « {short(text)} » n'a pas été compris ; ce jour est inconnu."
    )
    return Note("horaires-incompris", Severity.AVERTISSEMENT, f"{message} Écrivez par exemple « 9h-12h ».")


def week_notes(week: Week, text: str) -> list[Note]:
    """What is to be said of a week that was understood, wholly or in part."""
    notes = []
    if any(not entry.days for entry in week.entries):
        message = (
            f"« {short(text)} » ne dit pas les jours : les heures sont données sans eux. Ajoutez les jours."
        )
        notes.append(Note("horaires-sans-jour", Severity.AVERTISSEMENT, message))
    if any(entry.days and not entry.spans for entry in week.entries):
        message = (
            f"« {short(text)} » ne dit pas toutes les heures : ces jours sont donnés sans elles. Ajoutez-les."
        )
        notes.append(Note("horaires-sans-heure", Severity.AVERTISSEMENT, message))
    if week.corrected:
        words = ", ".join(f"« {word} »" for word in dict.fromkeys(week.corrected))
        notes.append(Note("horaires-corriges", Severity.INFO, f"Jour mal écrit, reconnu : {words}."))
    comments = dict.fromkeys(c for entry in week.entries for c in entry.comments if c != RENDEZ_VOUS)
    is_doubtful = any(entry.doubtful for entry in week.entries)
    notes += [_kept_as_comment(comments, is_doubtful=is_doubtful)] if comments else []
    if week.left:
        words = " ; ".join(f"« {short(words)} »" for words in week.left)
        message = f"Mots laissés hors des horaires (trop longs, ou coordonnées d'une personne) : {words}."
        notes.append(Note("horaires-partiels", Severity.INFO, message))
    return notes


def _kept_as_comment(comments: dict[str, None], *, is_doubtful: bool) -> Note:
    words = " ; ".join(f"« {comment} »" for comment in comments)
    message = f"Mots gardés en commentaire des horaires : {words}."
    if not is_doubtful:
        return Note("horaires-partiels", Severity.INFO, message)
    message += " Ils peuvent restreindre les heures, données comme incertaines : précisez-les."
    return Note("horaires-partiels", Severity.AVERTISSEMENT, message)


def short(text: str) -> str:
    """The text on one line, cut at 120 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}…"
