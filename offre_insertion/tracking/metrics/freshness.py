"""Metrics 3 and 4: which dispositifs are up to date, which were brought up to date in the period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from statistics import median

from offre_insertion.text import counted
from offre_insertion.tracking.dates import is_fresh, is_untouched
from offre_insertion.tracking.differences import changes_of_rule, is_dated_by_nobody
from offre_insertion.tracking.fields import AT_LEAST, changed_names
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row, share, unmeasured
from offre_insertion.tracking.rule_changes import edited
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import Facts, Survey
from offre_insertion.tracking.wording import shown_field

A_JOUR = Definition(
    3,
    "a-jour",
    "Dispositifs à jour",
    2,
    "part",
    "Dispositifs actifs dont la fiche la plus récente a au plus {mois} mois (jour compris), sur les dispositifs "
    "actifs dont une date est connue. La date est la dernière mise à jour du producteur ou la dernière confirmation ; "
    "un redatage de masse sans changement de contenu ne compte pas.",
    ("relevé de fin", "confirmations des partenaires"),
)
MIS_A_JOUR = Definition(
    4,
    "mis-a-jour",
    "Mis à jour sur la période",
    2,
    "part",
    "Dispositifs actifs au début dont une fiche a changé, ou a été redatée ou confirmée dans la période (hors redatage "
    "de masse, hors fiche dont aucune case n’a changé dans la source, et hors champ changé sans nouvelle date dans "
    "toute une source), sur les dispositifs actifs au début. Dix corrections d’un dispositif en font un.",
    ("relevés de début et de fin", "confirmations des partenaires"),
)
#: Bounds of the bars, in months, and their labels.
_AGES = ((6, "6 mois ou moins"), (12, "de 6 à 12 mois"), (24, "de 12 à 24 mois"), (None, "plus de 24 mois"))


def latest(members: Collection[Facts], *, on: dt.date, months: int) -> dt.date | None:
    """The date of a dispositif: the latest of its records (§4.5, duplicates); ``None`` when nobody knows it.

    A record that nobody dated is at least as old as the first reading of its source: once that is too old, so is it.
    """
    known = max((one.date for one in members if one.date is not None), default=None)
    bound = max(one.effective for one in members)
    is_unknown = is_fresh(bound, on=on, months=months) and not is_fresh(known, on=on, months=months)
    return None if is_unknown else known or bound


def is_exempt(members: Iterable[Facts]) -> bool:
    """Whether only sources that nobody dates speak of it: « sans objet »."""
    return all(one.is_exempt for one in members)


def measure_a_jour(story: Story) -> Metric:
    """Metric 3."""
    day, months = story.day, story.parameters.mois_a_jour
    groups = list(story.end.dispositifs.values())
    judged = [members for members in groups if not is_exempt(members)]
    dated = [(members, date) for members in judged if (date := latest(members, on=day, months=months))]
    dates = [date for _, date in dated]
    raw = [max(one.date_maj for one in members) for members, _ in dated]
    fresh = sum(is_fresh(date, on=day, months=months) for date in dates)
    raw_fresh = sum(is_fresh(date, on=day, months=months) for date in raw)
    ages = [(day - date).days for date in dates]
    return Metric(
        A_JOUR.stated(mois=months),
        share(fresh, len(dates)),
        numerator=fresh,
        denominator=len(dates),
        breakdowns=(
            _ages(dates, day),
            Breakdown(
                "autres", "Autres lectures", "dispositifs",
                (Row("à jour d’après les dates écrites (chiffre brut)", raw_fresh, raw_fresh, len(dates)),
                 Row("sans objet (source sans date jugée)", len(groups) - len(judged))),
            ),
            Breakdown(
                "age-median", "Âge médian", "jours", (Row("âge médian", median(ages) if ages else None),)
            ),
        ),
        parameters={"âge maximal": f"{months} mois", "redatage de masse": _mass(story)},
        undocumented=len(judged) - len(dates),
        undocumented_label="dispositifs que personne n’a datés, lus depuis trop peu pour être jugés",
        notes=(*_undated(bool(judged), bool(dates)), *_redated(story.end)),
    )  # fmt: skip


def _undated(is_judged: bool, is_dated: bool) -> tuple[str, ...]:
    return ("Non mesuré : aucune fiche active n’a de date.",) if is_judged and not is_dated else ()


def _ages(dates: list[dt.date], day: dt.date) -> Breakdown:
    counts = dict.fromkeys((label for _, label in _AGES), 0)
    for date in dates:
        label = next(
            name for months, name in _AGES if months is None or is_fresh(date, on=day, months=months)
        )
        counts[label] += 1
    rows = tuple(Row(label, count, count, len(dates)) for label, count in counts.items())
    return Breakdown("age", "Âge de la dernière mise à jour", "dispositifs", rows, adds_up=True)


def _mass(story: Story) -> str:
    return (
        f"au moins {100 * story.parameters.redatage_masse:g} % des fiches d’une source, et {AT_LEAST} fiches"
    )


def _redated(survey: Survey) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for one in survey.local:
        if one.is_redated:
            counts[one.source] = counts.get(one.source, 0) + 1
    return tuple(
        f"« {source} » : {counted(count, 'fiche redatée')} en masse sans changement de contenu "
        f"{'garde sa' if count == 1 else 'gardent leur'} date d’avant."
        for source, count in sorted(counts.items())
    )


def measure_mis_a_jour(story: Story) -> Metric:
    """Metric 4."""
    start, end = story.start, story.end
    if start is None:
        return unmeasured(MIS_A_JOUR, story.no_start)
    before = start.dispositifs
    whole = changes_of_rule(start, end, share=story.parameters.redatage_masse)
    theirs = edited(start.readings, end.readings)
    changed = {
        name for name, members in before.items() if any(_changed(one, end, whole, theirs) for one in members)
    }
    dated = [
        name
        for name, members in before.items()
        if any(_dated(one, start, end) for one in members) and name not in changed
    ]
    count = len(changed) + len(dated)
    return Metric(
        MIS_A_JOUR,
        share(count, len(before)),
        numerator=count,
        denominator=len(before),
        breakdowns=(
            Breakdown(
                "maniere", "De quelle manière", "dispositifs",
                (Row("contenu modifié", len(changed)), Row("confirmé sans changement", len(dated))),
                adds_up=True,
            ),
        ),
        parameters={"redatage de masse, changement de lecture": _mass(story)},
        notes=(*_redated(end), *_read_otherwise(whole)),
    )  # fmt: skip


def _changed(one: Facts, end: Survey, whole: Mapping[str, frozenset[str]], theirs: Collection[str]) -> bool:
    after = end.by_id.get(one.id)
    if after is None or after.body == one.body:
        return False
    if one.source not in theirs and is_untouched(after.cells, one.cells):
        return False
    if not one.prints or not after.prints:
        return True
    # Without any, only the name of a contact changed, which is kept in no form.
    fields = changed_names(one.prints, after.prints)
    ours = whole.get(one.source, frozenset()) if is_dated_by_nobody(one, after) else frozenset()
    return not fields <= ours


def _read_otherwise(whole: Mapping[str, frozenset[str]]) -> list[str]:
    return [
        f"« {source} » : {', '.join(sorted(map(shown_field, fields)))} : changé sans nouvelle date (hors redatage de "
        "masse) dans toutes les fiches qui le renseignent. C’est une autre lecture (connecteur, colonne), pas une mise "
        "à jour : non compté."
        for source, fields in sorted(whole.items())
    ]


def _dated(one: Facts, start: Survey, end: Survey) -> bool:
    after = end.by_id.get(one.id)
    return after is not None and after.effective > max(one.effective, start.day)
