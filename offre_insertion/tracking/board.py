"""The eighteen indicators of a period, beside those of the period before, and the sentence for the comité."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from offre_insertion.text import counted
from offre_insertion.tracking.metric import LABEL, MISSIONS, Metric
from offre_insertion.tracking.metrics.capacity import measure_heures, measure_places
from offre_insertion.tracking.metrics.counting import measure_evolution, measure_recenses
from offre_insertion.tracking.metrics.duplicates import measure_doublons, measure_pluri
from offre_insertion.tracking.metrics.elsewhere import (
    measure_a_renforcer,
    measure_abondance,
    measure_couverture,
    measure_eventail,
    measure_publication,
)
from offre_insertion.tracking.metrics.freshness import measure_a_jour, measure_mis_a_jour
from offre_insertion.tracking.metrics.people import measure_animateur, measure_partenaires, measure_veille
from offre_insertion.tracking.metrics.quality import measure_mobilisables, measure_score
from offre_insertion.tracking.rules import changed_parameters
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.wording import shown_number

#: In the order of ``referencement.md`` §4.1.
MEASURES: tuple[Callable[[Story], Metric], ...] = (
    measure_recenses,
    measure_evolution,
    measure_a_jour,
    measure_mis_a_jour,
    measure_score,
    measure_mobilisables,
    measure_publication,
    measure_couverture,
    measure_eventail,
    measure_a_renforcer,
    measure_pluri,
    measure_abondance,
    measure_partenaires,
    measure_animateur,
    measure_veille,
    measure_heures,
    measure_places,
    measure_doublons,
)


#: A survey is taken at the first run of the month that follows: later, its rules may not be those of its time.
_LATE_DAYS = 62


@dataclass(frozen=True, slots=True)
class Board:
    """The indicators of a period. ``previous`` is the story of the one before, when there is one; ``notes`` are about
    all of them."""

    story: Story
    metrics: tuple[Metric, ...]
    headline: str
    previous: Story | None = None
    notes: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Metric:
        """The indicator of a key. Raises ``KeyError``."""
        return {one.definition.key: one for one in self.metrics}[key]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        story = self.story
        return {
            "avertissement": LABEL,
            "periode": {
                "code": story.period.code,
                "libelle": story.period.label,
                "debut": story.period.start.isoformat(),
                "fin": story.period.end.isoformat(),
            },
            "releve_de_debut": story.start.day.isoformat() if story.start else None,
            "releve_de_fin": story.end.day.isoformat(),
            "pris_le": story.end.taken_at.isoformat(timespec="seconds"),
            "regles": dict(story.end.rules),
            "phrase": self.headline,
            "remarques": list(self.notes),
            "missions": {str(number): text for number, text in MISSIONS.items()},
            "indicateurs": [one.as_dict() for one in self.metrics],
        }


def build_board(story: Story, *, previous: Story | None = None) -> Board:
    """Measures everything; ``previous`` with what its own surveys kept, and its own parameters."""
    metrics = tuple(measure(story) for measure in MEASURES)
    if previous is not None:
        before = [measure(previous) for measure in MEASURES]
        metrics = tuple(one.compared_with(other) for one, other in zip(metrics, before, strict=True))
    return Board(story, metrics, _headline(metrics), previous, tuple(_notes(story, previous)))


def _notes(story: Story, previous: Story | None) -> Iterator[str]:
    if not story.is_over:
        yield f"La période n’est pas finie : les chiffres sont ceux du {story.day:%d/%m/%Y}."
    yield from story.notes
    if previous and (changed := changed_parameters(previous.parameters, story.parameters)):
        yield (
            f"Des paramètres ont changé depuis la période d’avant ({changed}), qui se mesure avec les siens : une part "
            "des écarts peut venir de là."
        )
    if not story.has_run:
        yield f"Aucun passage dans la période : les chiffres sont ceux du {story.end.day:%d/%m/%Y}."
    for survey in filter(None, (story.start, story.end)):
        taken = survey.taken_at.date()
        if (taken - survey.day).days > _LATE_DAYS:
            yield (
                f"Le relevé du {survey.day:%d/%m/%Y} n’a été pris que le {taken:%d/%m/%Y}, avec les règles de ce "
                "jour-là."
            )


def _headline(metrics: tuple[Metric, ...]) -> str:
    by_key = {one.definition.key: one for one in metrics}
    parts = [
        f"{counted(int(by_key['dispositifs-recenses'].value or 0), 'dispositif')}{_progress(by_key['evolution-nette'])}"
    ]
    parts += [
        f"{shown_number(by_key[key].value, 'part')} {words}"
        for key, words in (("a-jour", "à jour"), ("score-qualite", "affichables dans DORA"))
        if by_key[key].value is not None
    ]
    holes = by_key["thematiques-a-renforcer"]
    if holes.value is not None:
        confirmed = next(
            row.value for row in holes.breakdown("qualification").rows if row.label == "trou d’offre confirmé"
        )
        parts.append(
            f"{counted(int(holes.value), 'couple')} thématique × EPCI à renforcer, dont "
            f"{counted(int(confirmed or 0), 'confirmé')} sur le terrain"
        )
    return f"{', '.join(parts)}."


def _progress(evolution: Metric) -> str:
    if evolution.value is None:
        return ""
    first, *_, last = evolution.breakdown("sources-constantes").rows
    constant = (last.value or 0) - (first.value or 0)
    return f" ({_signed(evolution.value)}, dont {_signed(constant)} à sources constantes)"


def _signed(number: float) -> str:
    return f"{number:+g}".replace("-", "−")
