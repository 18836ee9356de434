"""Metrics 11 and 18: what is recorded several times, and the queue of pairs to judge."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from statistics import median

from offre_insertion.review.spoken import CANCELLED
from offre_insertion.schema import CODE_LABELS
from offre_insertion.text import counted
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import Facts

PLURI = Definition(
    11,
    "pluri-enregistrement",
    "Taux de pluri-enregistrement",
    3,
    "part",
    "1 − dispositifs / enregistrements, dans le périmètre local ; un enregistrement est une ligne d’une source : les "
    "lieux d’une même action n’en font qu’un. Par thématique, un service compte entier dans chacune des siennes : les "
    "lignes ne s’additionnent pas.",
    ("relevé de fin", "jugements sur les doublons"),
)
DOUBLONS = Definition(
    18,
    "doublons",
    "Doublons à juger",
    2,
    "paires",
    "Paires de fiches que la machine ne sait pas trancher et que personne n’a jugées, au relevé de fin. Une paire de "
    "structures n’est pas une paire de services.",
    ("relevé de fin", "jugements sur les doublons"),
)


def measure_pluri(story: Story) -> Metric:
    """Metric 11: over all, by thématique, by pair of sources."""
    groups = list(story.end.dispositifs.values())
    lines, count = _lines(groups), len(groups)
    themes = _by_theme(groups)
    parameters = story.parameters
    limit = f"{100 * parameters.pluri_part:g} % et {parameters.pluri_surplus} enregistrements en trop"
    alerts = [
        row
        for row in themes
        if (row.value or 0) >= parameters.pluri_part
        and (row.denominator or 0) - (row.numerator or 0) >= parameters.pluri_surplus
    ]
    return Metric(
        PLURI,
        None if not lines else 1 - count / lines,
        numerator=count,
        denominator=lines,
        breakdowns=(
            Breakdown("thematique", "Par thématique", "part", tuple(themes)),
            Breakdown("sources", "Dispositifs communs à deux sources", "dispositifs", tuple(_pairs(groups))),
        ),
        parameters={"alerte": f"au moins {limit}"},
        notes=tuple(
            f"« {CODE_LABELS.get(row.label, row.label)} » est pluri-enregistrée : {row.denominator:g} enregistrements "
            f"pour {counted(int(row.numerator or 0), 'dispositif')}. "
            "Fusionnez, choisissez la source de référence, prévenez l’autre producteur."
            for row in alerts
        ),
    )


def _lines(groups: Iterable[Sequence[Facts]]) -> int:
    return sum(len({one.enregistrement for one in members}) for members in groups)


def _by_theme(groups: Sequence[Sequence[Facts]]) -> list[Row]:
    """The most records in excess first. Those recorded once everywhere are left out."""
    found: dict[str, list[list[Facts]]] = defaultdict(list)
    for members in groups:
        for theme in {code for one in members for code in one.thematiques}:
            found[theme].append([one for one in members if theme in one.thematiques])
    rows = []
    for theme, of_theme in found.items():
        lines = _lines(of_theme)
        if lines > len(of_theme):
            rows.append(Row(theme, 1 - len(of_theme) / lines, len(of_theme), lines))
    return sorted(rows, key=lambda row: (-((row.denominator or 0) - (row.numerator or 0)), row.label))


def _pairs(groups: Iterable[Sequence[Facts]]) -> list[Row]:
    counts: Counter[tuple[str, str]] = Counter()
    for members in groups:
        counts.update(combinations(sorted({one.source for one in members}), 2))
    return [
        Row(f"{left} et {right}", count)
        for (left, right), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def measure_doublons(story: Story) -> Metric:
    """Metric 18: the queue at the end, its age, what was decided in the period."""
    waiting = story.end.waiting
    ages = [(story.day - one.since).days for one in waiting]
    decided = {
        kind: len(
            {
                one.ids
                for one in story.judgements
                if one.kind == kind and one.verdict != CANCELLED and story.period.includes(_local_day(one.at))
            }
        )
        for kind in ("structure", "service")
    }
    kinds = Counter(one.kind for one in waiting)
    return Metric(
        DOUBLONS,
        len(waiting),
        breakdowns=(
            Breakdown(
                "nature", "À juger", "paires",
                (Row("structures", kinds["structure"]), Row("services", kinds["service"])), adds_up=True,
            ),
            Breakdown(
                "decidees", "Décidées dans la période", "paires",
                (Row("structures", decided["structure"]), Row("services", decided["service"])),
            ),
            Breakdown(
                "attente", "Attente depuis le premier relevé qui les a vues", "jours",
                (Row("médiane", median(ages) if ages else None), Row("la plus ancienne", max(ages, default=None))),
            ),
        ),
    )  # fmt: skip


def _local_day(at: dt.datetime) -> dt.date:
    """The day of the person who reads."""
    return at.astimezone().date()
