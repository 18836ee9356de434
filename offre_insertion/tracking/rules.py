"""What a survey is measured by, kept with it: version, year of the COG, parameters; what changed between two."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from offre_insertion import __version__
from offre_insertion.geography import load_geography
from offre_insertion.history.damage import intact
from offre_insertion.schema import CODE_LABELS
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.text import in_a_sentence

Rules = Mapping[str, object]
#: Before the names of the parameters of coverage.
COVERAGE = "couverture."
_KEPT = "un paramètre gardé avec un relevé"


def describe_parameters(model: type[BaseModel]) -> dict[str, str]:
    """Name of each parameter → what it is: « Âge maximal d’une fiche, en mois de calendrier »."""
    return {
        name: str(info.description).rstrip(".").replace("'", "’") for name, info in model.model_fields.items()
    }


_LABELS = {
    "version": "version de l’outil",
    "cog": "année du COG",
    **{
        name: in_a_sentence(words)
        for model in (Suivi, Couverture)
        for name, words in describe_parameters(model).items()
    },
    **{
        f"{COVERAGE}{name}": f"couverture, {in_a_sentence(words)}"
        for name, words in describe_parameters(Couverture).items()
    },
}


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
    animator), is as of today. Raises :class:`offre_insertion.errors.HistoryError` when they are damaged."""
    kept = {name: rules[name] for name in Suivi.model_fields if rules.get(name) not in (None, [])}
    with intact(_KEPT):
        return Suivi.model_validate({**today.model_dump(), **kept})


def kept_coverage(rules: Rules, today: Couverture) -> Couverture:
    """The same of the parameters of coverage."""
    kept = {name: rules[key] for name in Couverture.model_fields if (key := f"{COVERAGE}{name}") in rules}
    with intact(_KEPT):
        return Couverture.model_validate({**today.model_dump(), **kept})


def changed_rules(before: Rules, after: Rules) -> str:
    """« une fiche est à jour si elle a au plus ce nombre de mois : 6 → 12 ; … », of what both say; empty when nothing
    changed."""
    names = [name for name in before if name in after and before[name] != after[name]]
    return " ; ".join(
        f"{_LABELS.get(name, name)} : {_shown_rule(name, before[name])} → {_shown_rule(name, after[name])}"
        for name in names
    )


def _shown_rule(name: str, value: object) -> str:
    """A year is no quantity: its figures stay together."""
    return str(value) if name == "cog" else shown_parameter(value)


def changed_parameters(before: Suivi, after: Suivi) -> str:
    """The same of two sets of parameters."""
    return changed_rules(before.model_dump(mode="json"), after.model_dump(mode="json"))


def shown_parameter(value: object) -> str:
    """« 0,8 », « 5 200 », « Mobilité 20, Santé 20 », « Étudiants, Actifs », « non renseigné »."""
    if value is None or value in ((), []):
        return "non renseigné"
    if isinstance(value, Mapping):
        return ", ".join(f"{shown_parameter(name)} {shown_parameter(one)}" for name, one in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(map(shown_parameter, value))
    if isinstance(value, int | float):
        return f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", " ").replace(".", ",")
    return CODE_LABELS.get(str(value), str(value))
