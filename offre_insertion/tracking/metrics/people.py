"""Metrics 13 to 15: partners mobilised, what the animator keyed, the watch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from offre_insertion.tracking.dates import is_fresh
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row, share, unmeasured
from offre_insertion.tracking.metrics.partner_places import places_of_partners
from offre_insertion.tracking.partners import STAGE_LABELS, STAGES, Partner
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import Facts, Survey

PARTENAIRES = Definition(
    13,
    "partenaires-mobilises",
    "Partenaires mobilisés",
    4,
    "part",
    "Partenaires du registre qui ont donné leur accord et dont une fiche active a été créée, modifiée ou confirmée "
    "depuis {mois} mois au plus, sur les partenaires identifiés. Une entité juridique (SIREN) compte une fois ; un "
    "contact n’est pas un partage.",
    ("registre des partenaires", "relevé de fin"),
)
ANIMATEUR = Definition(
    14,
    "recenses-par-l-animateur",
    "Recensés par l’animateur",
    5,
    "part",
    "Dispositifs actifs dont la première fiche vient d’une source saisie par l’animateur, sur les dispositifs actifs. "
    "« Repris » : une autre source les dit aujourd’hui, même si l’animateur a retiré sa fiche. Un import n’est pas une "
    "saisie.",
    ("relevé de fin", "sources que l’animateur saisit, dites par le projet"),
)
VEILLE = Definition(
    15,
    "veille",
    "Veille : conventions bientôt finies",
    1,
    "dispositifs",
    "Dispositifs actifs dont la convention finit dans les {jours} jours qui suivent le relevé (jour compris). À côté : "
    "celles qui sont déjà finies, dans le délai, les signaux ouverts et clos dans la période, et le rythme des "
    "passages, du dernier d’avant la période à la fin de celle-ci, ou à aujourd’hui.",
    ("relevé de fin", "registre des signaux", "passages de synchroniser"),
)


def is_active(partner: Partner, survey: Survey, *, months: int) -> bool:
    """Agreed, and one of its active records was created, changed or confirmed lately."""
    return partner.rank >= STAGES.index("accord") and any(
        partner.owns(one) and is_fresh(one.date, on=survey.day, months=months) for one in survey.local
    )


def measure_partenaires(story: Story) -> Metric:
    """Metric 13."""
    partners, months = story.partners, story.parameters.mois_a_jour
    definition = PARTENAIRES.stated(mois=months)
    if not partners:
        return unmeasured(definition, "le registre des partenaires est vide.")
    active = [one for one in partners if is_active(one, story.end, months=months)]
    unlinked = sum(not one.is_linked for one in partners)
    autonomous = sum(one.stage == "autonome" for one in active)
    said = [sum(one.rank >= rank for one in partners) for rank in range(3)]
    counts = [*said, len(active), autonomous]
    return Metric(
        definition,
        share(len(active), len(partners)),
        numerator=len(active),
        denominator=len(partners),
        breakdowns=(
            Breakdown(
                "entonnoir", "Entonnoir", "partenaires",
                tuple(Row(STAGE_LABELS[one], n) for one, n in zip(STAGES, counts, strict=True)),
            ),
            *places_of_partners(story),
        ),
        parameters={"fiche récente": f"{months} mois"},
        undocumented=unlinked,
        undocumented_label="partenaires sans SIREN ni structure : rien ne dit quelles fiches sont les leurs",
    )  # fmt: skip


def measure_animateur(story: Story) -> Metric:
    """Metric 14. The aim is a share that falls."""
    sources = frozenset(story.parameters.sources_animateur)
    if not sources:
        return unmeasured(
            ANIMATEUR,
            "le projet ne dit pas quelles sources l’animateur saisit ([suivi] sources_animateur).",
        )
    absent = sources - _known_sources(story.end)
    unknown = f"aucun relevé ne connaît {', '.join(f'« {one} »' for one in sorted(absent))}"
    if absent == sources:
        return unmeasured(ANIMATEUR, f"{unknown} ([suivi] sources_animateur).")
    groups = list(story.end.dispositifs.values())
    keyed = [members for members in groups if _is_keyed(members, story.end, sources)]
    taken_over = sum(any(one.source not in sources for one in members) for members in keyed)
    return Metric(
        ANIMATEUR,
        share(len(keyed), len(groups)),
        numerator=len(keyed),
        denominator=len(groups),
        breakdowns=(
            Breakdown(
                "reprise", "Repris depuis par une autre source", "dispositifs",
                (Row("repris", taken_over), Row("encore tenus par l’animateur", len(keyed) - taken_over)),
                adds_up=False,
            ),
        ),
        parameters={"sources de l’animateur": ", ".join(sorted(sources))},
        notes=(f"A{unknown[1:]} ([suivi] sources_animateur).",) if absent else (),
    )  # fmt: skip


def _is_keyed(members: Sequence[Facts], survey: Survey, sources: frozenset[str]) -> bool:
    """The first record seen, gone since or not, is the animator's; seen the same month as another's, it is not
    claimed."""
    seen = [(one.first_seen, one.source) for one in members]
    gone = {name for one in members for name in one.heir_of}
    seen += [(survey.gone[name], _source_of(name)) for name in gone if name in survey.gone]
    first = min(day for day, _ in seen)
    return all(source in sources for day, source in seen if day == first)


def _known_sources(survey: Survey) -> frozenset[str]:
    """Those of the survey, and those whose records were seen before."""
    return frozenset((*survey.sources, *map(_source_of, survey.gone)))


def _source_of(record_id: str) -> str:
    return record_id.partition("--")[0]


def measure_veille(story: Story) -> Metric:
    """Metric 15."""
    days = story.parameters.convention_jours
    ends = [end for _, end in ending_conventions(story.end, days=days)]
    over = sum(end < story.day for end in ends)
    opened = sum(story.period.includes(one.opened) for one in story.signals)
    closed = [one for one in story.signals if one.closed and story.period.includes(one.closed)]
    waiting = sum(one.closed is None for one in story.signals)
    delays = [one.delay_days for one in closed if one.delay_days is not None]
    gap = longest_gap(story)
    limit = story.parameters.passage_jours
    # Where no record says the end of its convention, nobody knows that none ends.
    known = any(one.convention_fin is not None for one in story.end.local)
    undocumented = sum(all(one.convention_fin is None for one in m) for m in story.end.dispositifs.values())
    return Metric(
        VEILLE.stated(jours=days),
        len(ends) - over if known else None,
        breakdowns=(
            Breakdown(
                "conventions", "Conventions", "dispositifs",
                (Row(f"finissent dans les {days} jours", len(ends) - over if known else None),
                 Row("déjà finies, dans le délai", over if known else None)),
            ),
            Breakdown(
                "signaux", "Signaux", "signaux",
                (Row("ouverts dans la période", opened), Row("clos dans la période", len(closed)),
                 Row("en attente", waiting)),
            ),
            Breakdown(
                "delais", "Délais", "jours",
                (Row("délai médian d’un signal clos", median(delays) if delays else None),
                 Row("plus long temps sans passage dans la période", gap)),
            ),
        ),
        parameters={
            "fin de convention": f"dans {days} jours",
            "rythme des passages": f"tous les {limit} jours",
        },
        undocumented=undocumented,
        undocumented_label="dispositifs sans date de fin de convention",
        notes=tuple(_watch_notes(gap, limit, is_known=known)),
    )  # fmt: skip


def _watch_notes(gap: int | None, limit: int, *, is_known: bool) -> Iterator[str]:
    if not is_known:
        yield "Non mesuré : aucune fiche active ne dit la fin de sa convention."
    if gap is not None and gap > limit:
        yield f"Les sources sont restées {gap} jours sans passage de « synchroniser » (rythme attendu : {limit})."


def ending_conventions(survey: Survey, *, days: int) -> list[tuple[str, dt.date]]:
    """Dispositifs whose convention ends in that many days, or has ended and is in its grace; the soonest first.

    The latest end counts: one of two conventions renewed is enough to go on.
    """
    last_day = survey.day + dt.timedelta(days=days)
    found = []
    for name, members in survey.dispositifs.items():
        ends = [one.convention_fin for one in members if one.convention_fin is not None]
        if ends and max(ends) <= last_day:
            found.append((name, max(ends)))
    return sorted(found, key=lambda item: (item[1], item[0]))


def longest_gap(story: Story) -> int | None:
    """Days without a run, from the run before the period to its last day that has come; ``None`` without any run."""
    eve = [day for day in story.run_days if day < story.period.start][-1:]
    runs = [*eve, *(day for day in story.run_days if story.period.start <= day <= story.last_day)]
    days = [*runs, story.last_day] if runs else []
    return max(((after - before).days for before, after in pairwise(days)), default=None)
