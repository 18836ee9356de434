"""Metrics 1 and 2: how many dispositifs, and why there are more or fewer of them."""

from __future__ import annotations

from collections import Counter

from offre_insertion.tracking.flow import SIGNS, Flow, Reason, explain, explain_constant
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row, unmeasured
from offre_insertion.tracking.rules import changed_rules
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import ORIGINS, Origin, Survey

RECENSES = Definition(
    1,
    "dispositifs-recenses",
    "Dispositifs recensés",
    2,
    "dispositifs",
    "Groupes de fiches décrivant un même service d’une même structure, dont une au moins est active : valide, non "
    "suspendue, convention non finie depuis plus que le délai (60 jours, sauf connecteur). L’offre nationale est "
    "comptée à part.",
    ("catalogues synchronisés", "jugements sur les doublons"),
)
EVOLUTION = Definition(
    2,
    "evolution-nette",
    "Évolution nette expliquée",
    2,
    "dispositifs",
    "Écart entre le relevé de fin et celui de début = nouveaux + réactivés + dédoublés + arrivées de source − fermés − "
    "expirés − fusionnés − départs de source. « À sources constantes » : le même calcul sur les seules sources "
    "présentes aux deux bouts.",
    ("relevés de début et de fin", "jugements sur les doublons"),
)
_ORIGIN_LABELS: dict[Origin, str] = {"catalogue": "catalogue", "dora": "DORA", "autre": "autres sources"}
REASON_LABELS: dict[Reason, str] = {
    "nouveaux": "nouveaux",
    "reactives": "réactivés",
    "dedoubles": "dédoublés (jugés distincts)",
    "arrivee-source": "arrivée d’une source",
    "fermes": "fermés",
    "expires": "convention expirée",
    "fusionnes": "fusionnés (jugés doublons)",
    "depart-source": "départ d’une source",
}


def measure_recenses(story: Story) -> Metric:
    """Metric 1. Sources overlap: only the split by origin adds up."""
    end = story.end
    counted = Counter(members[0].origin for members in end.dispositifs.values())
    present = Counter(
        source for members in end.dispositifs.values() for source in {one.source for one in members}
    )
    national = {one.dispositif for one in end.facts if one.is_active and one.is_national}
    lieux = len(end.local)
    return Metric(
        RECENSES,
        len(end.dispositifs),
        breakdowns=(
            Breakdown(
                "origine",
                "Par origine (chaque dispositif une fois : catalogue, sinon DORA, sinon autres)",
                "dispositifs",
                tuple(Row(_ORIGIN_LABELS[one], counted[one]) for one in ORIGINS),
                adds_up=True,
            ),
            Breakdown(
                "source",
                "Présence par source (un dispositif peut être dans plusieurs)",
                "dispositifs",
                tuple(Row(source, present[source]) for source in end.sources),
            ),
            Breakdown(
                "a-part",
                "À part",
                "dispositifs",
                (Row("offre nationale", len(national)), Row("fiches actives", lieux)),
            ),
        ),
        parameters={"grâce après la fin de convention": "60 jours, ou celle du connecteur"},
    )


def measure_evolution(story: Story) -> Metric:
    """Metric 2: the waterfall always sums to the difference."""
    if story.start is None:
        return unmeasured(EVOLUTION, "aucun passage avant la période, il n’y a pas de point de départ.")
    flow = explain(story.start, story.end)
    is_constant = set(story.start.sources) == set(story.end.sources)
    constant = flow if is_constant else explain_constant(story.start, story.end)
    return Metric(
        EVOLUTION,
        flow.delta,
        numerator=flow.after,
        denominator=flow.before,
        breakdowns=(
            _waterfall("cascade", "De début à fin de période", flow),
            _waterfall("sources-constantes", "À sources constantes", constant),
        ),
        notes=(*_moves(story.start, story.end), *_rules(story.start, story.end)),
    )


def _waterfall(key: str, title: str, flow: Flow) -> Breakdown:
    reasons = (Row(REASON_LABELS[one], sign * flow.count(one)) for one, sign in SIGNS.items())
    return Breakdown(
        key,
        title,
        "dispositifs",
        (Row("début", flow.before), *reasons, Row("fin", flow.after)),
        adds_up=False,
    )


def _moves(start: Survey, end: Survey) -> list[str]:
    came, went = sorted(set(end.sources) - set(start.sources)), sorted(set(start.sources) - set(end.sources))
    return [
        *(f"La source « {one} » est arrivée dans la période." for one in came),
        *(
            f"La source « {one} » est partie dans la période : lisez « à sources constantes »."
            for one in went
        ),
    ]


def _rules(start: Survey, end: Survey) -> list[str]:
    said = changed_rules(start.rules, end.rules)
    if not said:
        return []
    sentence = (
        f"Les règles ont changé entre les deux relevés ({said}) : une part de l’écart peut venir de là. Un relevé "
        "gardé n’est pas recalculé."
    )
    return [sentence]
