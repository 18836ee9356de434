"""Metrics 16 and 17: hours towards the fifteen of the law, and places. Undocumented is never zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from offre_insertion.geography import load_geography
from offre_insertion.text import counted
from offre_insertion.tracking.metric import Breakdown, Definition, Metric, Row, share, unmeasured
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import Facts, Stated
from offre_insertion.tracking.wording import shown_number

HEURES = Definition(
    16,
    "heures-mobilisables",
    "Heures mobilisables (15 h)",
    3,
    "part",
    "Dispositifs actifs dont le volume horaire est renseigné en heures par semaine, sur les dispositifs actifs sauf "
    "ceux où il est « sans objet ». Heures × places n’est sommé que là où les deux sont connus. Ce sont des heures "
    "offertes, pas suivies.",
    ("relevé de fin",),
)
PLACES = Definition(
    17,
    "places",
    "Places pour 100 foyers RSA",
    3,
    "places pour 100 foyers",
    "Somme des places ouvertes des dispositifs actifs où elles sont renseignées / foyers allocataires du RSA × 100. "
    "Ni une file active, ni des sessions, ni une part ne sont un nombre de places.",
    ("relevé de fin", "foyers RSA du projet, en tout et par EPCI"),
)
_ELSEWHERE = "EPCI inconnu"
_WITHOUT_HOURS = "dispositifs sans volume horaire"


def hours_of(members: Sequence[Facts]) -> float | None:
    """Hours a week of a dispositif: those of its best record that says them."""
    return next((one.hours for one in members if one.hours is not None), None)


def places_of(members: Sequence[Facts]) -> float | None:
    """Places of a dispositif: those of its best record that says them; its places of delivery share them."""
    return next((one.places for one in members if one.places is not None), None)


def measure_heures(story: Story) -> Metric:
    """Metric 16. Five hours count in « 5 à 15 », fifteen in « 15 et plus »; not measured when nobody wrote any."""
    groups = [members for members in story.end.dispositifs.values() if not _is_without_object(members)]
    without = len(story.end.dispositifs) - len(groups)
    hours = [value for members in groups if (value := hours_of(members)) is not None]
    both = [
        (members, time * places)
        for members in groups
        if (time := hours_of(members)) is not None and (places := places_of(members)) is not None
    ]
    otherwise = _other_units(
        ({one.hours_stated for one in members} for members in groups), "heures par semaine"
    )
    if groups and not hours:
        without_any = unmeasured(HEURES, "personne n’a rempli d’heures par semaine.")
        return replace(
            without_any,
            undocumented=len(groups),
            undocumented_label=_WITHOUT_HOURS,
            notes=(*without_any.notes, *otherwise),
        )
    return Metric(
        HEURES,
        share(len(hours), len(groups)),
        numerator=len(hours),
        denominator=len(groups),
        breakdowns=(
            Breakdown(
                "classes", "Heures par semaine", "dispositifs",
                (Row("moins de 5 h", sum(value < 5 for value in hours)),
                 Row("de 5 à moins de 15 h", sum(5 <= value < 15 for value in hours)),
                 Row("15 h et plus", sum(value >= 15 for value in hours)),
                 Row("non documenté", len(groups) - len(hours)), Row("sans objet", without)),
            ),
            Breakdown(
                "epci",
                f"Heures × places par semaine, par EPCI ({counted(len(both), 'dispositif')} où les deux sont connus)",
                "heures", tuple(_by_epci(both)), adds_up=False,
            ),
        ),
        undocumented=len(groups) - len(hours),
        undocumented_label=_WITHOUT_HOURS,
        notes=otherwise,
    )  # fmt: skip


def _other_units(stated: Iterable[set[Stated]], unit: str) -> tuple[str, ...]:
    """How many dispositifs only have a number that does not count."""
    number = sum("autre-unite" in one and "renseigne" not in one for one in stated)
    said = f"{counted(number, 'dispositif')} avec un autre nombre que des {unit} (« par mois », « % »…)"
    return (f"{said}, qui ne compte pas.",) if number else ()


def _is_without_object(members: Iterable[Facts]) -> bool:
    stated = {one.hours_stated for one in members}
    return "sans-objet" in stated and "renseigne" not in stated


def _by_epci(weighed: Iterable[tuple[Sequence[Facts], float]]) -> list[Row]:
    totals: dict[str, float] = defaultdict(float)
    for members, value in weighed:
        totals[_epci(members)] += value
    return [Row(label, total) for label, total in sorted(totals.items())]


def _epci(members: Sequence[Facts]) -> str:
    code = next((one.epci for one in members if one.epci), None)
    epci = load_geography().epci(code) if code else None
    return epci.nom if epci else _ELSEWHERE


_NO_FOYERS = "il manque les foyers RSA ([suivi] foyers_rsa, ou [couverture] foyers_rsa)"


def measure_places(story: Story) -> Metric:
    """Metric 17: the rate needs the households, that by EPCI those of each; the places are shown without."""
    groups = list(story.end.dispositifs.values())
    known = [(members, value) for members in groups if (value := places_of(members)) is not None]
    total = sum(value for _, value in known)
    foyers = story.parameters.foyers_rsa
    return Metric(
        PLACES,
        100 * total / foyers if foyers and known else None,
        numerator=total if known else None,
        denominator=foyers,
        breakdowns=(
            Breakdown("epci", "Places par EPCI", "places", tuple(_by_epci(known))),
            Breakdown(
                "thematique",
                "Places par thématique (ne s’additionnent pas)",
                "places",
                tuple(_by_theme(known)),
            ),
            *_rates(story, known),
        ),
        parameters={"foyers RSA": shown_number(foyers, "") if foyers else "non renseignés"},
        undocumented=len(groups) - len(known),
        undocumented_label="dispositifs sans nombre de places",
        notes=(
            *_missing(story, has_places=bool(known)),
            *_other_units(({one.places_stated for one in members} for members in groups), "places"),
        ),
    )


def _missing(story: Story, *, has_places: bool) -> tuple[str, ...]:
    """Why there is no rate."""
    found = [] if has_places else ["personne n’a rempli de places"]
    if not story.parameters.foyers_rsa:
        found.append(story.inputs.no_foyers or _missing_foyers(story.inputs.foyers_by_epci or {}))
    return (f"Non mesuré : {' ; '.join(one.removesuffix('.') for one in found)}.",) if found else ()


def _missing_foyers(foyers: Mapping[str, int | None]) -> str:
    """What to write: of a file that is there, what it leaves out."""
    if not foyers:
        return _NO_FOYERS
    lacking = [_name(code) for code, count in sorted(foyers.items()) if count is None]
    of = ", ".join(lacking) or "quelques communes, que disent les remarques"
    return (
        f"le fichier [couverture] foyers_rsa ne dit pas les foyers RSA de tout le département : il manque {of} ; "
        "complétez-le, ou donnez le total ([suivi] foyers_rsa)"
    )


def _by_theme(known: Iterable[tuple[Sequence[Facts], float]]) -> list[Row]:
    totals: dict[str, float] = defaultdict(float)
    for members, value in known:
        for theme in {code for one in members for code in one.thematiques}:
            totals[theme] += value
    return [
        Row(theme, total) for theme, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ]


def _rates(story: Story, known: Sequence[tuple[Sequence[Facts], float]]) -> list[Breakdown]:
    foyers = story.inputs.foyers_by_epci
    if not foyers:
        return []
    totals: dict[str, float] = defaultdict(float)
    for members, value in known:
        code = next((one.epci for one in members if one.epci), None)
        if code:
            totals[code] += value
    rows = [_rate(code, totals.get(code), count) for code, count in sorted(foyers.items())]
    return [
        Breakdown("taux-epci", "Places pour 100 foyers RSA, par EPCI", "places pour 100 foyers", tuple(rows))
    ]


def _rate(code: str, places: float | None, foyers: int | None) -> Row:
    rate = None if places is None or not foyers else 100 * places / foyers
    return Row(_name(code), rate, places, foyers)


def _name(code: str) -> str:
    epci = load_geography().epci(code)
    return epci.nom if epci else code
