"""The comparison and the follow-up as JSON and as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from offre_insertion.matching import Reference
from offre_insertion.national.comparison import Comparison, Differing
from offre_insertion.national.follow_up import STAGES, Delay, FollowUp, Funnel
from offre_insertion.national.offer import NationalOffer
from offre_insertion.schema import FIELD_LABELS, PLURALS
from offre_insertion.text import counted, decimal

#: Values that are, or may be, a person's: named in a difference, never shown.
_PERSONAL = frozenset({"courriel", "telephone"})


def offer_as_dict(national: NationalOffer) -> dict[str, Any]:
    """JSON-ready: what was compared with, and of which day."""
    return {
        "jour": national.day.isoformat(),
        "departements": list(national.departements),
        "origines": list(dict.fromkeys(part.origin for part in national.parts)),
        "structures": len(national.structures),
        "services": len(national.services),
    }


def comparison_as_dict(comparison: Comparison) -> dict[str, Any]:
    """JSON-ready, in full."""
    return {
        "identiques": [str(ref) for ref in comparison.same],
        "differentes": [_differing_as_dict(one) for one in comparison.differing],
        "absentes": [
            {
                "fiche": str(one.ref),
                "raisons": [{"code": why.reason.value, "message": why.message} for why in one.obstacles],
            }
            for one in comparison.missing
        ],
    }


def _differing_as_dict(one: Differing) -> dict[str, Any]:
    return {
        "fiche": str(one.ref),
        "pas_encore_moissonnee": one.is_late,
        "a_regarder": one.is_to_look_at,
        "champs": [
            {
                "champ": difference.field,
                "explication": difference.expected,
                **(
                    {}
                    if difference.field in _PERSONAL
                    else {"la_notre": difference.ours, "la_leur": difference.theirs}
                ),
            }
            for difference in one.differences
        ],
    }


def comparison_lines(comparison: Comparison, referenced: Sequence[Reference], *, shown: int) -> Iterator[str]:
    """What a person reads: the counts, then the first ones of each list."""
    late = sum(one.is_late for one in comparison.differing)
    to_look_at = [one for one in comparison.differing if one.is_to_look_at]
    yield (
        f"Vues : {counted(len(comparison.same), 'identique')}, {counted(len(comparison.differing), 'différente')} "
        f"(dont {late} pas encore {'moissonnée' if late < 2 else 'moissonnées'}, {len(to_look_at)} à regarder)."
    )
    for one in to_look_at[:shown]:
        fields = (difference.field for difference in one.differences if difference.expected is None)
        names = ", ".join(FIELD_LABELS.get(field, field) for field in fields)
        yield f"  ~ {one.ref} : {names}"
    yield from _more(len(to_look_at), shown)
    yield f"Absentes : {len(comparison.missing)}."
    reasons = Counter(one.obstacles[0].reason.value for one in comparison.missing)
    yield from (f"  {count} × {name}" for name, count in reasons.most_common())
    for missing in comparison.missing[:shown]:
        yield f"  - {missing.ref} : {missing.obstacles[0].message}"
    yield from _more(len(comparison.missing), shown)
    certain = [one for one in referenced if one.verdict == "certain"]
    yield (
        f"Déjà référencées par d’autres : {len(certain)} sûrement, "
        f"{len(referenced) - len(certain)} peut-être (offre-insertion doublons lister --contre-nationale)."
    )


def _more(count: int, shown: int) -> Iterator[str]:
    if count > shown:
        yield f"  … et {counted(count - shown, 'autre')} (--format json les donne toutes)"


def follow_up_as_dict(found: FollowUp) -> dict[str, Any]:
    """JSON-ready, in full."""
    return {
        "entonnoir": {PLURALS[kind]: _funnel_as_dict(funnel) for kind, funnel in found.funnels.items()},
        "score_minimum": found.score_minimum,
        "delais": {
            "publication_a_vue": _delay_as_dict(found.to_seen),
            "vue_a_visible_dans_dora": _delay_as_dict(found.to_visible),
        },
        "a_faire": [
            {"fiche": str(one.ref), "nom": one.nom, "etape": one.stage, "raisons": list(one.reasons)}
            for one in found.tasks
        ],
    }


def _funnel_as_dict(funnel: Funnel) -> dict[str, int | None]:
    return {
        "fiches": funnel.fiches,
        "conformes": funnel.conformes,
        "publiees": funnel.publiees,
        "vues": funnel.vues,
        "visibles_dans_dora": funnel.visibles,
        "score_inconnu": funnel.sans_score,
    }


def _delay_as_dict(delay: Delay | None) -> dict[str, float] | None:
    if delay is None:
        return None
    return {"fiches": delay.count, "mediane_jours": delay.median_days, "maximum_jours": delay.longest_days}


def follow_up_lines(found: FollowUp, *, shown: int) -> Iterator[str]:
    """What a person reads: both funnels, the delays, the first things to do of each stage."""
    for kind, funnel in found.funnels.items():
        yield f"{PLURALS[kind].capitalize()} : {_describe_funnel(funnel, found.score_minimum)}"
    if found.to_seen is not None:
        yield f"De la publication à l’API : {_describe_delay(found.to_seen)}"
    if found.to_visible is not None:
        yield f"De l’API à DORA : {_describe_delay(found.to_visible)}"
    for stage, label in STAGES.items():
        tasks = [one for one in found.tasks if one.stage == stage]
        if tasks:
            yield f"{label[0].upper()}{label[1:]} : {len(tasks)}"
            yield from (f"  - {one.ref} « {one.nom} » : {' ; '.join(one.reasons)}" for one in tasks[:shown])
            yield from _more(len(tasks), shown)
    if not found.tasks:
        yield "Rien à corriger."


def _describe_funnel(funnel: Funnel, minimum: float) -> str:
    published = "publication inconnue" if funnel.publiees is None else counted(funnel.publiees, "publiée")
    steps = [
        counted(funnel.fiches, "fiche"),
        counted(funnel.conformes, "conforme"),
        published,
        f"{counted(funnel.vues, 'vue')} dans l’API",
    ]
    if funnel.visibles is not None:
        steps.append(
            f"{counted(funnel.visibles, 'visible')} dans DORA (score de {decimal(minimum)} au moins)"
        )
    unknown = f", {funnel.sans_score} de score inconnu" if funnel.sans_score else ""
    return " → ".join(steps) + unknown


def _describe_delay(delay: Delay) -> str:
    days = decimal(delay.median_days)
    unit = "jours" if delay.median_days >= 2 else "jour"  # « 1,5 jour »
    return f"{days} {unit} en médiane, {delay.longest_days} au plus ({counted(delay.count, 'fiche')})"
