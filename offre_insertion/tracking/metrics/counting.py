"""Metrics 1 and 2: how many dispositifs, and why there are more or fewer of them."""

from __future__ import annotations

from collections import Counter

from offre_insertion.extension import GRACE_DAYS
from offre_insertion.text import counted
from offre_insertion.tracking.differences import renumbered
from offre_insertion.tracking.flow import SIGNS, Flow, Reason, explain, explain_constant
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row, unmeasured
from offre_insertion.tracking.rule_changes import judged_between, sources_read_otherwise
from offre_insertion.tracking.rules import changed_rules
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import ORIGINS, Origin, Survey
from offre_insertion.tracking.wording import shown_field

RECENSES = Definition(
    1,
    "dispositifs-recenses",
    "Dispositifs recensés",
    2,
    "dispositifs",
    "Groupes de fiches décrivant un même service d’une même structure, dont une au moins est active : valide, non "
    "suspendue, convention non finie depuis plus que le délai ({grace}). L’offre nationale est "
    "comptée à part.",
    ("catalogues synchronisés", "jugements sur les doublons"),
)
EVOLUTION = Definition(
    2,
    "evolution-nette",
    "Évolution nette expliquée",
    2,
    "dispositifs",
    "Écart entre le relevé de fin et celui de début = nouveaux + réactivés + dédoublés + arrivées de source − fermés "
    "− expirés − fusionnés − départs de source ± passages à l’offre nationale ± changement de règle. « Changement de "
    "règle » : ce que la source n’a pas changé (mêmes cases, du début à la fin) et que le connecteur ou le programme "
    "lit, retient ou réunit autrement ; une ligne que la source a changée aussi, les sources hors catalogues et les "
    "relevés sans empreinte des lignes n’en sont pas distingués. « À sources constantes » : le même calcul sur les "
    "seules sources présentes aux deux bouts.",
    ("relevés de début et de fin", "jugements sur les doublons"),
)
_ORIGIN_LABELS: dict[Origin, str] = {"catalogue": "catalogue", "dora": "DORA", "autre": "autres sources"}
REASON_LABELS: dict[Reason, str] = {
    "nouveaux": "nouveaux",
    "reactives": "réactivés",
    "dedoubles": "dédoublés (jugés distincts)",
    "arrivee-source": "arrivée d’une source",
    "du-national": "sortis de l’offre nationale",
    "fermes": "fermés",
    "expires": "convention expirée",
    "fusionnes": "fusionnés (jugés doublons)",
    "depart-source": "départ d’une source",
    "au-national": "passés à l’offre nationale",
    "regle-apparus": "apparus par changement de règle",
    "regle-disparus": "disparus par changement de règle",
}
_OF_RULE: frozenset[Reason] = frozenset({"regle-apparus", "regle-disparus"})


def measure_recenses(story: Story) -> Metric:
    """Metric 1. Sources overlap: only the split by origin adds up."""
    end = story.end
    grace = _grace(end)
    origins = Counter(members[0].origin for members in end.dispositifs.values())
    present = Counter(
        source for members in end.dispositifs.values() for source in {one.source for one in members}
    )
    national = {one.dispositif for one in end.facts if one.is_active and one.is_national}
    lieux = len(end.local)
    return Metric(
        RECENSES.stated(grace=grace),
        len(end.dispositifs),
        breakdowns=(
            Breakdown(
                "origine",
                "Par origine (chaque dispositif une fois : catalogue, sinon DORA, sinon autres)",
                "dispositifs",
                tuple(Row(_ORIGIN_LABELS[one], origins[one]) for one in ORIGINS),
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
        parameters={"délai après la fin de convention": grace},
        notes=_unknown(end),
    )


def _unknown(survey: Survey) -> tuple[str, ...]:
    found = [one for one in survey.local if one.unknown_codes]
    fields = ", ".join(sorted({shown_field(name) for one in found for name in one.unknown_codes}))
    known = f"{counted(len(found), 'fiche')} avec un code inconnu du schéma de cet outil ({fields})"
    return (f"{known} : ce code ne compte pas.",) if found else ()


def _grace(survey: Survey) -> str:
    """« 60 jours », « 30 jours pour annuaire, 60 jours pour pdi »; as the connectors say it."""
    found = {source: reading.grace_days for source, reading in sorted(survey.readings.items())}
    if not found:
        return f"{GRACE_DAYS} jours, sauf connecteur"
    if len(set(found.values())) == 1:
        return f"{next(iter(found.values()))} jours"
    return ", ".join(f"{days} jours pour {source}" for source, days in found.items())


def measure_evolution(story: Story) -> Metric:
    """Metric 2: the waterfall always sums to the difference."""
    if story.start is None:
        return unmeasured(EVOLUTION, story.no_start)
    judged = judged_between(story.judgements, story.start, story.end)
    flow = explain(story.start, story.end, judged=judged)
    is_constant = set(story.start.sources) == set(story.end.sources)
    constant = flow if is_constant else explain_constant(story.start, story.end, judged=judged)
    is_told = bool(story.start.readings.keys() & story.end.readings.keys())
    return Metric(
        EVOLUTION,
        flow.delta,
        numerator=flow.after,
        denominator=flow.before,
        breakdowns=(
            _waterfall("cascade", "De début à fin de période", flow, is_told=is_told),
            _waterfall("sources-constantes", "À sources constantes", constant, is_told=is_told),
        ),
        notes=(
            *_moves(story.start, story.end),
            *_renumbered(story.start, story.end),
            *_read_otherwise(story.start, story.end),
            *_untold(story.start, story.end),
            *_rules(story.start, story.end),
        ),
    )


def _waterfall(key: str, title: str, flow: Flow, *, is_told: bool) -> Breakdown:
    """``is_told``: whether the surveys kept what tells a change of rule; else nobody knows that there was none."""
    reasons = (
        Row(REASON_LABELS[one], sign * flow.count(one) if is_told or one not in _OF_RULE else None)
        for one, sign in SIGNS.items()
    )
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


def _read_otherwise(start: Survey, end: Survey) -> list[str]:
    changed = sources_read_otherwise(start, end)
    return [
        f"« {source} » n’est plus lue comme au début (connecteur, territoires ou version de l’outil) : voyez "
        "« changement de règle »."
        for source in sorted(changed)
    ]


def _renumbered(start: Survey, end: Survey) -> list[str]:
    return [
        f"« {source} » : {counted(number, 'fiche')} de même contenu qu’au début, sous un autre identifiant, comptées à "
        "la fois « nouveaux » et « fermés »."
        for source, number in sorted(renumbered(start, end).items())
    ]


def _untold(start: Survey, end: Survey) -> list[str]:
    """The catalogues whose changes of rule stay among the other reasons."""
    ours = {one.source for one in start.facts if one.origin == "catalogue"} & set(end.sources)
    return [
        f"« {source} » : un des deux relevés n’a pas gardé de quoi distinguer un changement de règle."
        for source in sorted(ours - (start.readings.keys() & end.readings.keys()))
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
