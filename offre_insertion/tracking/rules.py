"""What a survey is measured by, kept with it: version, year of the COG, parameters; what changed between two."""

from __future__ import annotations

import json
from collections.abc import Mapping

from offre_insertion import __version__
from offre_insertion.geography import load_geography
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.text import decimal

Rules = Mapping[str, object]
#: Before the names of the parameters of coverage.
COVERAGE = "couverture."


def rules_of(parameters: Suivi, coverage: Couverture | None = None) -> dict[str, object]:
    """The rules of today, JSON-ready: the parameters of ``[suivi]`` by name, those of ``[couverture]`` prefixed."""
    found: dict[str, object] = {"version": __version__, "cog": load_geography().annee}
    found |= parameters.model_dump(mode="json")
    if coverage is not None:
        found |= {f"{COVERAGE}{name}": value for name, value in coverage.model_dump(mode="json").items()}
    return found


def keeps_parameters(rules: Rules) -> bool:
    """Whether the survey was taken by a version that kept all of them."""
    return Suivi.model_fields.keys() <= rules.keys()


def kept_parameters(rules: Rules, today: Suivi) -> Suivi:
    """The parameters kept with a survey. What was not kept, or not filled in then (households with RSA, sources of the
    animator), is as of today."""
    kept = {name: rules[name] for name in Suivi.model_fields if rules.get(name) not in (None, [])}
    return Suivi.model_validate({**today.model_dump(), **kept})


def kept_coverage(rules: Rules, today: Couverture) -> Couverture:
    """The same of the parameters of coverage."""
    kept = {name: rules[key] for name in Couverture.model_fields if (key := f"{COVERAGE}{name}") in rules}
    return Couverture.model_validate({**today.model_dump(), **kept})


def changed_rules(before: Rules, after: Rules) -> str:
    """« mois_a_jour 6 → 12, … », of what both say; empty when nothing changed."""
    names = [name for name in before if name in after and before[name] != after[name]]
    return ", ".join(f"{name} {_shown(before[name])} → {_shown(after[name])}" for name in names)


def changed_parameters(before: Suivi, after: Suivi) -> str:
    """The same of two sets of parameters."""
    return changed_rules(before.model_dump(mode="json"), after.model_dump(mode="json"))


def _shown(value: object) -> str:
    if isinstance(value, float):
        return decimal(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
