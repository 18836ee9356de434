"""Phrases → a week. A text with two meanings has none: :class:`UnclearError` is raised, for the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from offre_insertion.cleaning.horaires.closures import take_closures
from offre_insertion.cleaning.horaires.comments import Comment, read_comment
from offre_insertion.cleaning.horaires.phrases import Phrase, read_phrases, split_lines
from offre_insertion.cleaning.horaires.tokens import read_tokens
from offre_insertion.cleaning.horaires.week import (
    Closure,
    Day,
    Entry,
    Holiday,
    Span,
    UnclearError,
    Week,
    Weeks,
    in_order,
)

#: Separated from what precedes, separated from what follows.
_Sides = tuple[bool, bool]


def read_week(text: str) -> Week:
    """What a tidy text says of the week. Raises ``UnclearError`` when it can be read in two ways."""
    return _Reader(text).read()


class _Reader:
    """Reads line by line: days wait for the hours of the next line, a title holds until the next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._week = Week()
        self._title: Comment | None = None
        self._weeks: Weeks | None = None
        self._hours_first = False
        self._once: Comment | None = None  # what is said of the next entry only

    def read(self) -> Week:
        lines = [read_phrases(line) for line in split_lines(read_tokens(self._text))]
        phrases = [phrase for line in lines for phrase in line]
        self._week.corrected = [self._text[start:end] for phrase in phrases for start, end in phrase.typos]
        terms = sum(phrase.kind == "S" for phrase in phrases)
        has_school = any(phrase.holiday is Holiday.SCHOOL for phrase in phrases)
        for line in lines:
            self._read_line(self._say_terms(line, is_sure=terms == 1 and not has_school))
        if any(not entry.days for entry in self._week.entries) and any(e.days for e in self._week.entries):
            raise UnclearError
        return self._week

    def _say_terms(self, line: list[Phrase], *, is_sure: bool) -> list[Phrase]:
        """« période scolaire » closes school holidays, when nothing else is said of them."""
        kept = []
        for phrase in line:
            if phrase.kind != "S":
                kept.append(phrase)
            elif is_sure and not self._text[phrase.start : phrase.end].lower().startswith("hors"):
                self._week.closures.append(Closure(holidays=(Holiday.SCHOOL,)))
            else:
                kept.append(Phrase("L", phrase.start, phrase.end))
        return kept

    # --- one line ----------------------------------------------------------------------------------------

    def _read_line(self, raw: list[Phrase]) -> None:
        line, closures, replaced = take_closures(raw, has_entries=bool(self._week.entries))
        self._week.closures += closures
        sides = {phrase.start: _sides(line, position) for position, phrase in enumerate(line)}
        line = [phrase for phrase in line if phrase.kind not in ",(/"]
        shape = "".join(phrase.kind for phrase in line if phrase.kind in "DT")
        if any(phrase.is_unclear or self._is_choice(phrase) for phrase in line):
            raise UnclearError
        if not shape:
            self._read_words(line)
        else:
            self._read_hours(line, _shape(shape), sides)
        self._week.entries += replaced

    def _read_words(self, line: list[Phrase]) -> None:
        """A line without days nor hours: a title, or a note on what precedes."""
        ends_open = bool(line) and line[-1].kind == ":"
        for phrase in line:
            if phrase.kind == "W":
                self._weeks = phrase.weeks
            elif phrase.kind in ("L", "P"):
                comment = self._comment(phrase)
                if ends_open or not self._week.entries:
                    self._title = comment
                else:
                    _annotate(self._week.entries, comment)

    def _read_hours(self, line: list[Phrase], shape: str, sides: Mapping[int, _Sides]) -> None:
        first = next(i for i, phrase in enumerate(line) if phrase.kind in "DT")
        is_titled = self._read_opening(line[:first])
        entries: list[Entry] = []
        if is_titled and line[first].kind == "T" and shape == "DT" and self._pending_hours() is not None:
            self._restart(entries)
        for position, phrase in enumerate(line[first:], first):
            if phrase.kind == "D":
                self._add_days(entries, phrase, shape)
            elif phrase.kind == "T":
                self._add_spans(entries, phrase, shape)
            elif phrase.kind == "W":
                self._set_weeks(entries, phrase)
            elif phrase.kind == "P":
                self._read_part(entries, line, position)
            elif phrase.kind == "L":
                following = next((later.kind for later in line[position:] if later.kind in "DT"), "")
                self._read_remark(entries, phrase, shape + following, sides[phrase.start])
        if self._once is not None:  # no new entry came of what followed
            raise UnclearError
        self._week.entries += entries

    def _read_remark(self, entries: list[Entry], phrase: Phrase, where: str, sides: _Sides) -> None:
        """Other words after the first day or hour: on what precedes, or on what follows them."""
        comment = self._comment(phrase)
        about = entries or self._week.entries[-1:]
        if where in ("DT", "TD"):  # nothing follows
            _annotate(about, comment, only_last=not about[-1].spans)
        elif where[:2] == "TD":
            if comment.is_doubtful:
                raise UnclearError  # « 9h-12h et 14h-17h (16h le vendredi) »
            _annotate(about, comment, only_last=True)
        elif sides == (True, False) and (where == "DTD" or about[-1].spans):
            self._once = comment
            if where == "DTT":
                self._restart(entries)
        elif where == "DTT" and about[-1].spans:
            if sides == (False, False):
                raise UnclearError  # « 9h-12h sur rendez-vous 14h-17h » : le matin, ou l'après-midi ?
            _annotate(about, comment, only_last=True)
            self._restart(entries)
        else:
            _annotate(about, comment, only_last=True)

    def _restart(self, entries: list[Entry]) -> None:
        """The next hours are of the same days, under other words."""
        last = (entries or self._week.entries)[-1]
        if last.spans:
            again = self._entry(days=last.days, is_range=last.is_range)
            again.weeks = last.weeks
            entries.append(again)

    def _read_opening(self, phrases: list[Phrase]) -> bool:
        """What stands before the first day or hour of a line; whether it is a title."""
        title: Comment | None = None
        for phrase in phrases:
            if phrase.kind == "W":
                self._weeks = phrase.weeks
            elif phrase.kind == "L":
                comment = self._comment(phrase)
                title = comment if title is None else title.join(comment)
        if title is not None:
            self._title = title
        return title is not None

    def _add_days(self, entries: list[Entry], phrase: Phrase, shape: str) -> None:
        last = entries[-1] if entries else None
        if last is not None and last.days and last.spans and _narrows(phrase.days, last.days):
            last.days = tuple(
                next((d for d in phrase.days if d.weekday == day.weekday), day) for day in last.days
            )
            return
        pending = last if shape == "TD" else self._pending_days(entries)
        if pending is not None and not pending.days and pending.spans:
            pending.days, pending.is_range = phrase.days, phrase.is_range
            return
        entries.append(self._entry(days=phrase.days, is_range=phrase.is_range))

    def _pending_days(self, entries: list[Entry]) -> Entry | None:
        """The hours of a previous line, which waited for these days."""
        if entries or not self._week.entries:
            return None
        last = self._week.entries[-1]
        return last if not last.days else None

    def _add_spans(self, entries: list[Entry], phrase: Phrase, shape: str) -> None:
        if shape == "TD" and (not entries or entries[-1].days):
            entries.append(self._entry(spans=phrase.spans))
            return
        target = entries[-1] if entries else self._pending_hours()
        if target is None:
            self._hours_first = self._hours_first or not self._week.entries
            entries.append(self._entry(spans=phrase.spans))
        else:
            _extend(target, phrase.spans)

    def _pending_hours(self) -> Entry | None:
        """The entry of a previous line that a line of hours goes on with."""
        if not self._week.entries:
            return None
        last = self._week.entries[-1]
        return None if self._hours_first and last.days and last.spans else last

    def _set_weeks(self, entries: list[Entry], phrase: Phrase) -> None:
        if not entries or (len(entries) > 1 and entries[-1].spans):
            raise UnclearError  # « lundi 9h-12h, mardi 14h-17h semaine paire » : le mardi, ou les deux ?
        entries[-1].weeks = phrase.weeks

    def _read_part(self, entries: list[Entry], line: list[Phrase], position: int) -> None:
        """« matin : 9h-12h » says nothing more than the hours; alone, it is all that is known."""
        part = line[position].part
        after = next((p for p in line[position + 1 :] if p.kind != ":"), None)
        if part is None or (after is not None and after.kind == "T" and all(map(part.has, after.spans))):
            return
        if entries and entries[-1].spans and all(map(part.has, entries[-1].spans[-1:])):
            return
        if after is not None and after.kind == "T":
            raise UnclearError
        _annotate(entries or self._week.entries, self._comment(line[position]), only_last=True)

    def _entry(
        self, *, days: tuple[Day, ...] = (), spans: tuple[Span, ...] = (), is_range: bool = False
    ) -> Entry:
        entry = Entry(days=days, spans=spans, weeks=self._weeks, is_range=is_range)
        said = self._once or self._title
        self._once = None
        if said is not None:
            entry.headed = True
            said.apply(entry)
        return entry

    def _is_choice(self, phrase: Phrase) -> bool:
        """« lundi ou mardi », « 9h-12h ou 14h-17h »: nobody knows which."""
        return phrase.kind == "L" and self._text[phrase.start : phrase.end].lower().strip(" /") in (
            "ou",
            "et/ou",
        )

    def _comment(self, phrase: Phrase) -> Comment:
        words = self._text[phrase.start : phrase.end]
        comment = read_comment(words)
        if comment.text is None:
            self._week.left.append(words)
        return comment


def _sides(line: Sequence[Phrase], position: int) -> _Sides:
    """Whether something separates the phrase from the one before, and from the one after."""
    before = position == 0 or line[position - 1].kind in ",(/:"
    return before, position + 1 == len(line) or line[position + 1].kind in ",(/:"


def _shape(kinds: str) -> str:
    """``DT``, or ``TD`` when hours come before their days. Raises on « 9h-12h lundi, 14h-17h »."""
    if kinds[0] == "D" or set(kinds) == {"T"}:
        return "DT"
    if kinds[-1] == "T":
        raise UnclearError
    return "TD"


def _narrows(narrow: Sequence[Day], wide: Sequence[Day]) -> bool:
    """« samedi 9h-12h (les 2 premiers samedis du mois) »: the same days, with their ranks."""
    plain = {day.weekday for day in wide if not day.nth}
    return all(day.nth and day.weekday in plain for day in narrow)


def _extend(entry: Entry, spans: tuple[Span, ...]) -> None:
    longer = in_order((*entry.spans, *spans))
    if longer is None:
        raise UnclearError
    entry.spans = longer


def _annotate(entries: Sequence[Entry], comment: Comment, *, only_last: bool = False) -> None:
    """Put the comment on the last entry; on each of them when it is a condition that may bear on all."""
    for entry in entries[-1:] if only_last or not comment.is_condition else entries:
        comment.apply(entry)
