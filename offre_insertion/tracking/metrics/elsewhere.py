"""Metrics 7 to 10 and 12: measured by the publication and by the coverage, shown here; « non mesuré » without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import median

from offre_insertion.text import decimal
from offre_insertion.tracking.inputs import Cell, Coverage, Qualification
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row, share, unmeasured
from offre_insertion.tracking.story import Story

PUBLICATION = Definition(
    7,
    "publication",
    "Publication",
    2,
    "part",
    "Services conformes au schéma → publiés → vus dans l’API data·inclusion → d’un score de {score} au moins, que DORA "
    "montre. Le taux est vus / conformes.",
    ("publications", "offre nationale mémorisée"),
)
COUVERTURE = Definition(
    8,
    "couverture-proximite",
    "Couverture de proximité",
    3,
    "part",
    "Par frein : part de la population (ou du poids choisi) dont la commune a une offre utilisable, éligible et proche "
    "(C4) ; C3 ajoute l’offre locale à distance. Le chiffre est celui du frein le moins couvert.",
    ("couverture",),
)
EVENTAIL = Definition(
    9,
    "eventail",
    "Éventail",
    3,
    "part",
    "Sous-thématiques couvertes pour {part} au moins de la population (ou du poids choisi), sur les sous-thématiques "
    "des freins.",
    ("couverture",),
)
A_RENFORCER = Definition(
    10,
    "thematiques-a-renforcer",
    "Thématiques à renforcer",
    3,
    "couples thématique × EPCI",
    "Couples thématique × EPCI à renforcer ou non couverts, sauf ceux que l’animateur a dits sans objet ou couverts "
    "hors base. Un trou de recensement n’est pas un trou d’offre : seuls les trous confirmés vont au comité.",
    ("couverture", "qualifications de l’animateur"),
)
ABONDANCE = Definition(
    12,
    "abondance",
    "Abondance et dispersion",
    3,
    "dispositifs pour 1 000",
    "Dispositifs pour 1 000 personnes visées, médiane des EPCI ; part de ceux qui ont moins de {places} places, parmi "
    "ceux dont les places sont connues. Ce n’est pas un défaut en soi.",
    ("couverture",),
)
NEVER_READ = "l’offre nationale n’a pas encore été lue (offre-insertion offre-nationale actualiser)."
_NO_COVERAGE = "la couverture n’a pas été calculée (offre-insertion couverture)."
_QUALIFICATIONS: dict[Qualification | None, str] = {
    None: "pas encore qualifiés",
    "a-recenser": "à recenser",
    "trou-confirme": "trou d’offre confirmé",
    "a-revoir": "qualification à revoir",
}


def measure_publication(story: Story) -> Metric:
    """Metric 7."""
    funnel = story.inputs.funnel
    score = decimal(story.parameters.score_minimum)
    definition = PUBLICATION.stated(score=score)
    if funnel is None:
        return unmeasured(definition, story.inputs.no_funnel or NEVER_READ)
    steps = (
        Row("conformes", funnel.valid),
        Row("publiés", funnel.published),
        Row("vus dans l’API", funnel.seen),
        Row("affichables dans DORA", funnel.shown),
    )
    return Metric(
        definition,
        None if funnel.seen is None else share(funnel.seen, funnel.valid),
        numerator=funnel.seen,
        denominator=funnel.valid,
        breakdowns=(
            Breakdown("entonnoir", "Entonnoir", "services", steps),
            Breakdown("delai", "Délai", "jours", (Row("délai médian", funnel.median_delay_days),)),
        ),
        parameters={"score minimal": score},
        notes=() if funnel.seen is not None else ("Non mesuré : l’API n’a pas été relue.",),
    )


def measure_couverture(story: Story) -> Metric:
    """Metric 8."""
    coverage = story.inputs.coverage
    if coverage is None:
        return unmeasured(COUVERTURE, story.inputs.no_coverage or _NO_COVERAGE)
    known = [one.c4 for one in coverage.freins if one.c4 is not None]
    return Metric(
        COUVERTURE,
        min(known, default=None),
        breakdowns=(
            Breakdown(
                "c4", "Proximité (C4)", "part", tuple(Row(one.label, one.c4) for one in coverage.freins)
            ),
            Breakdown(
                "c3",
                "Avec la distance (C3)",
                "part",
                tuple(Row(one.label, one.c3) for one in coverage.freins),
            ),
        ),
        parameters=coverage.parameters,
        undocumented=len(coverage.freins) - len(known),
        undocumented_label="freins sans mesure",
    )


def measure_eventail(story: Story) -> Metric:
    """Metric 9. The threshold is included."""
    coverage = story.inputs.coverage
    least = (coverage or Coverage()).reached_from
    definition = EVENTAIL.stated(part=f"{decimal(100 * least)} %")
    if coverage is None:
        return unmeasured(definition, story.inputs.no_coverage or _NO_COVERAGE)
    rows = tuple(_reached(coverage, one.label, one.subthemes) for one in coverage.freins)
    by_epci = tuple(_reached(coverage, one.label, one.shares) for one in coverage.reach)
    covered, total = (sum(row.numerator or 0 for row in rows), sum(row.denominator or 0 for row in rows))
    return Metric(
        definition,
        share(covered, total),
        numerator=covered,
        denominator=total,
        breakdowns=(
            Breakdown("frein", "Par frein", "part", rows),
            *([Breakdown("epci", "Par EPCI", "part", by_epci)] if by_epci else []),
        ),
        parameters=coverage.parameters,
    )


def _reached(coverage: Coverage, label: str, shares: Mapping[str, float | None]) -> Row:
    """Sub-themes near enough people, of all of them."""
    reached = sum(map(coverage.reaches, shares.values()))
    return Row(label, share(reached, len(shares)), reached, len(shares))


def measure_a_renforcer(story: Story) -> Metric:
    """Metric 10: the stock, what was solved and what appeared since the start."""
    coverage, before = story.inputs.coverage, story.inputs.coverage_start
    if coverage is None:
        return unmeasured(A_RENFORCER, story.inputs.no_coverage or _NO_COVERAGE)
    holes = [cell for cell in coverage.cells if cell.is_hole]
    qualified = Counter(cell.qualification for cell in holes)
    status = Counter(cell.status for cell in holes)
    return Metric(
        A_RENFORCER,
        len(holes),
        breakdowns=(
            Breakdown(
                "statut", "Par statut", "couples",
                (Row("à renforcer", status["a-renforcer"]), Row("non couverte", status["non-couverte"])), adds_up=True,
            ),
            Breakdown(
                "qualification", "Par qualification", "couples",
                tuple(Row(label, qualified[one]) for one, label in _QUALIFICATIONS.items()), adds_up=True,
            ),
            Breakdown("flux", "Depuis le début de la période", "couples", _flow(before, holes)),
        ),
        parameters=coverage.parameters,
        notes=() if before else ("Flux non mesuré : pas de couverture au début de la période.",),
    )  # fmt: skip


def _flow(before: Coverage | None, holes: list[Cell]) -> tuple[Row, ...]:
    if before is None:
        return (Row("résolus", None), Row("apparus", None))
    now = {(cell.theme, cell.epci) for cell in holes}
    then = {(cell.theme, cell.epci) for cell in before.cells if cell.is_hole}
    return (Row("résolus", len(then - now)), Row("apparus", len(now - then)))


def measure_abondance(story: Story) -> Metric:
    """Metric 12."""
    coverage = story.inputs.coverage
    few = (coverage or Coverage()).few_places
    definition = ABONDANCE.stated(places=few)
    if coverage is None or not coverage.densities:
        return unmeasured(definition, story.inputs.no_coverage or _NO_COVERAGE)
    known = [one.per_thousand for one in coverage.densities if one.per_thousand is not None]
    small = sum(one.scattered for one in coverage.densities)
    documented = sum(one.documented for one in coverage.densities)
    total = sum(one.dispositifs for one in coverage.densities)
    return Metric(
        definition,
        median(known) if known else None,
        breakdowns=(
            Breakdown(
                "epci", "Par EPCI", "dispositifs pour 1 000",
                tuple(Row(one.label, one.per_thousand) for one in coverage.densities),
            ),
            Breakdown(
                "dispersion-epci", f"Moins de {few} places, par EPCI", "part",
                tuple(Row(one.label, share(one.scattered, one.documented), one.scattered, one.documented)
                      for one in coverage.densities),
            ),
            Breakdown(
                "dispersion", f"Moins de {few} places", "part",
                (Row("parmi les places connues", share(small, documented), small, documented),),
            ),
        ),
        parameters=coverage.parameters,
        undocumented=total - documented,
        undocumented_label="dispositifs sans nombre de places",
    )  # fmt: skip
