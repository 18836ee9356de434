"""« fermé », « sauf »: what they close, taken out of a line before its hours are read."""

from __future__ import annotations

from collections.abc import Sequence

from offre_insertion.cleaning.horaires.phrases import Phrase
from offre_insertion.cleaning.horaires.week import Closure, Entry, Holiday, UnclearError


def take_closures(
    line: Sequence[Phrase], *, has_entries: bool
) -> tuple[list[Phrase], list[Closure], list[Entry]]:
    """The line without its closures, the closures, and the entries of « sauf mercredi 9h-12h ».

    A closure said in words that are not understood (« fermé 3 semaines en août ») stays as words.
    """
    taker = _Taker(list(line), has_entries=has_entries)
    taker.take()
    return taker.kept, taker.closures, taker.entries


class _Taker:
    def __init__(self, line: list[Phrase], *, has_entries: bool) -> None:
        self._line = line
        self._has_entries = has_entries
        self.kept: list[Phrase] = []
        self.closures: list[Closure] = []
        self.entries: list[Entry] = []

    def take(self) -> None:
        index = 0
        while index < len(self._line):
            phrase = self._line[index]
            if phrase.kind in "XE":
                index = self._take_at(index)
            elif phrase.kind == "H":
                index = self._take_holiday(index)
            else:
                self.kept.append(phrase)
                index += 1

    def _at(self, index: int) -> Phrase | None:
        return self._line[index] if index < len(self._line) else None

    def _is(self, index: int, kinds: str) -> bool:
        phrase = self._at(index)
        return phrase is not None and phrase.kind in kinds

    # --- « les jours fériés : fermé » ----------------------------------------------------------------------

    def _take_holiday(self, index: int) -> int:
        holidays, after = self._holidays(index)
        closing = after + 1 if self._is(after, ":") else after
        if self._is(closing, "X"):
            self.closures.append(Closure(holidays=holidays))
            return closing + 1
        phrase = self._line[index]
        self.kept.append(Phrase("L", phrase.start, self._line[after - 1].end))
        return after

    def _holidays(self, index: int) -> tuple[tuple[Holiday, ...], int]:
        """Holidays in a row, with commas or « et » between them."""
        found: list[Holiday] = []
        after = index
        while (phrase := self._at(index)) is not None and phrase.kind in "H,/":
            index += 1
            if phrase.holiday is not None:
                found.append(phrase.holiday)
                after = index
        return tuple(dict.fromkeys(found)), after

    # --- « fermé … », « … fermé » --------------------------------------------------------------------------

    def _take_at(self, index: int) -> int:
        before = self.kept[-1] if self.kept else None
        if before is not None and before.kind == ":" and len(self.kept) > 1:
            before = self.kept[-2]
        if (
            self._line[index].kind == "X"
            and before is not None
            and before.kind == "D"
            and self._is_after_days(index)
        ):
            return self._close_before(index, before)
        return self._close_after(index)

    def _is_after_days(self, index: int) -> bool:
        """« mercredi : fermé », « mercredi fermé »; « lundi au vendredi fermé mercredi 9h-12h » has two meanings."""
        if self.kept[-1].kind == ":" or not self._is(index + 1, "D"):
            return True
        hours = index + 3 if self._is(index + 2, ":") else index + 2
        if self._is(hours, "T") and self.kept[-1].is_range:
            raise UnclearError
        return self._is(hours, "T")

    def _close_before(self, index: int, days: Phrase) -> int:
        """« mercredi : fermé », « mercredi fermé l'après-midi », « mercredi fermé de 12h à 14h »."""
        if days.is_unclear or self._is(index + 1, "L"):
            return self._keep_as_words(index, index + 2 if self._is(index + 1, "L") else index + 1)
        following = self._at(index + 1)
        if following is not None and following.kind == "P":
            self.closures.append(Closure(days=days.days, part=following.part))
            return index + 2
        if following is not None and following.kind == "T":
            self.closures.append(Closure(days=days.days, gap=following.spans))
            return index + 2
        while self.kept.pop() is not days:
            pass
        self.closures.append(Closure(days=days.days))
        return index + 1

    def _close_after(self, index: int) -> int:
        """« fermé mercredi », « sauf jours fériés », « fermé de 12h à 14h »."""
        target = self._at(index + 1)
        if target is not None and target.kind == "H":
            holidays, after = self._holidays(index + 1)
            if sum(phrase.kind == "T" for phrase in self.kept) > 1 and self.kept[-1].kind not in ",(:":
                raise UnclearError  # « lundi 9h-17h et samedi 9h-12h hors vacances » : le samedi, ou les deux ?
            if self._is(after, "DL"):
                return self._keep_as_words(index, after + 1)
            self.closures.append(Closure(holidays=holidays))
            return after
        if target is not None and target.kind == "D":
            return self._close_days(index, target)
        if target is not None and target.kind == "P":
            self.closures.append(Closure(part=target.part))
            return index + 2
        if target is not None and target.kind == "T":
            self.closures.append(Closure(gap=target.spans))
            return index + 2
        return self._keep_as_words(index, index + 2 if self._is(index + 1, "L") else index + 1)

    def _close_days(self, index: int, days: Phrase) -> int:
        after = index + 2
        if self._is(after, "LHXW"):  # « fermé le mercredi pendant les vacances »
            return self._keep_as_words(index, after + 1)
        if days.is_unclear or _is_part_unclear(days):
            raise UnclearError
        joined = after + 1 if self._is(after, ",/") and self._is(after + 1, "H") else after
        if joined != after:
            holidays, after = self._holidays(joined)
            self.closures.append(Closure(holidays=holidays))
        hours = after + 1 if self._is(after, ":") else after
        if not self._is(hours, "T"):
            self._close_each(days)
            return after
        return self._close_hours(index, days, hours)

    def _close_hours(self, index: int, days: Phrase, hours: int) -> int:
        """« sauf mercredi 9h-12h »: other hours; « fermé mercredi 12h-14h »: a gap; or the main hours."""
        spans = self._line[hours].spans
        has_days = any(phrase.kind == "D" for phrase in self.kept)
        has_hours = any(phrase.kind == "T" for phrase in self.kept)
        if days.has_comma or (
            self._line[index].kind == "X" and self._line[hours - 1].kind == ":" and has_hours
        ):
            raise UnclearError
        if has_days and not has_hours:
            self._close_each(days)
            return hours
        if self._line[index].kind == "X":
            self.closures.append(Closure(days=days.days, gap=spans))
            return hours + 1
        if not (has_hours or self._has_entries):
            raise UnclearError
        self.entries.append(Entry(days=days.days, spans=spans, overrides=True))
        return hours + 1

    def _close_each(self, days: Phrase) -> None:
        for day in days.days:
            self.closures.append(Closure(days=(day._replace(part=None),), part=day.part))

    def _keep_as_words(self, index: int, after: int) -> int:
        """The closure is not understood: its words become a comment."""
        words = self._line[index:after]
        is_unclear = any(phrase.is_unclear for phrase in words)
        self.kept.append(Phrase("L", words[0].start, words[-1].end, is_unclear=is_unclear))
        return after


def _is_part_unclear(days: Phrase) -> bool:
    """« fermé lundi et mercredi après-midi »: all of Monday, or its afternoon?"""
    parts = {day.part for day in days.days}
    return len(days.days) > 1 and len(parts) > 1
