"""Metrics 5 and 6: what DORA would show, and what a professional can really mobilise."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

from offre_insertion.quality import CRITERIA_LABELS
from offre_insertion.text import decimal
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row, share
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import MOBILISABLE, Facts

SCORE = Definition(
    5,
    "score-qualite",
    "Dispositifs affichables dans DORA (score ≥ {score})",
    2,
    "part",
    "Dispositifs actifs dont la meilleure fiche a un score qualité officiel de {score} au moins, sur les dispositifs "
    "actifs. Le score est celui du jour du relevé.",
    ("relevé de fin", "score qualité de data·inclusion v1"),
)
MOBILISABLES = Definition(
    6,
    "mobilisables",
    "Dispositifs mobilisables",
    2,
    "part",
    "Dispositifs actifs dont une même fiche dit ses modes de mobilisation, donne un contact pour chacun (à défaut "
    "celui de sa structure), s’ouvre aux professionnels et dit sa zone, sur les dispositifs actifs.",
    ("relevé de fin",),
)
#: Bounds of the distribution of scores.
_BOUNDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)


def best(members: Sequence[Facts]) -> Facts:
    """The best-scored record of a dispositif, the first in the order of ids."""
    return max(members, key=lambda one: one.score)


def measure_score(story: Story) -> Metric:
    """Metric 5: distribution and worst criteria, since a mean hides."""
    minimum = story.parameters.score_minimum
    records = [best(members) for members in story.end.dispositifs.values()]
    scores = [one.score for one in records]
    shown = sum(score >= minimum for score in scores)
    written = decimal(minimum)
    return Metric(
        SCORE.stated(score=written),
        share(shown, len(scores)),
        numerator=shown,
        denominator=len(scores),
        breakdowns=(
            _distribution(scores),
            _worst(records),
            Breakdown(
                "valeurs", "Score moyen et médian", "sur 1",
                (Row("moyenne", round(fmean(scores), 2) if scores else None),
                 Row("médiane", round(median(scores), 2) if scores else None)),
            ),
        ),
        parameters={"score minimal": written},
        notes=("Le score ne juge ni la zone, ni les horaires : un score de 1 peut n’avoir aucune zone.",),
    )  # fmt: skip


def _distribution(scores: Sequence[float]) -> Breakdown:
    rows = []
    for low, high in pairwise(_BOUNDS):
        label = f"de {low:g} à {min(high, 1.0):g}" if low else f"moins de {high:g}"
        rows.append(Row(label.replace(".", ","), sum(low <= score < high for score in scores)))
    return Breakdown("distribution", "Répartition des scores", "dispositifs", tuple(rows), adds_up=True)


def _worst(records: Sequence[Facts]) -> Breakdown:
    """Dispositifs that lose something by each criterion, the most numerous first; of those it applies to."""
    rows = []
    for name, label in CRITERIA_LABELS.items():
        values = [value for one in records if (value := one.criteria.get(name)) is not None]
        rows.append(
            Row(label, sum(value < 1 for value in values), sum(value < 1 for value in values), len(values))
        )
    rows.sort(key=lambda row: (-(row.value or 0), row.label))
    return Breakdown("criteres", "Ce qui fait perdre des points", "dispositifs", tuple(rows))


def measure_mobilisables(story: Story) -> Metric:
    """Metric 6: all conditions on one same record; the funnel is that of the record that lacks least."""
    groups = story.end.dispositifs.values()
    records = [min(members, key=lambda one: (len(one.missing), one.id)) for members in groups]
    ready = sum(not one.missing for one in records)
    return Metric(
        MOBILISABLES,
        share(ready, len(records)),
        numerator=ready,
        denominator=len(records),
        breakdowns=(_funnel(records), _lacking(records)),
        notes=(
            "Un contact écrit n’est pas un contact qui répond : les courriels en erreur ne sont pas connus ici.",
        ),
    )


def _funnel(records: Sequence[Facts]) -> Breakdown:
    rows = [Row("dispositifs actifs", len(records))]
    left = list(records)
    for name, label in MOBILISABLE.items():
        left = [one for one in left if name not in one.missing]
        rows.append(Row(f"… avec {label}", len(left)))
    return Breakdown("entonnoir", "Entonnoir", "dispositifs", tuple(rows))


def _lacking(records: Sequence[Facts]) -> Breakdown:
    rows = (Row(label, sum(name in one.missing for one in records)) for name, label in MOBILISABLE.items())
    return Breakdown(
        "manques", "Ce qui manque (un dispositif peut manquer de plusieurs)", "dispositifs", tuple(rows)
    )
