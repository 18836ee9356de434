"""What happens to a structure between two catalogues: the perturbations of `bench_doublons.py`."""

from __future__ import annotations

import re
from collections.abc import Callable

from doublons_drawing import COMMUNE_BODIES, Drawing, valid_number

from offre_insertion.geography import Commune, distance_km, load_geography
from offre_insertion.schema import Record
from offre_insertion.text import fold

Perturbation = Callable[[Drawing, Record, Record], None]

_ABBREVIATIONS = (
    ("Saint-", "St "), ("Sainte-", "Ste "), ("Association", "Asso."), ("Centre", "Ctre"), ("Médiathèque", "Biblio"),
)  # fmt: skip
_WAYS = (
    ("avenue", "av."), ("boulevard", "bd"), ("place", "pl."), ("impasse", "imp."), ("chemin", "che."),
    ("allée", "all."), ("route", "rte"), ("rue", "r."),
)  # fmt: skip


def _replace_first(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for long, short in pairs:
        text = text.replace(long, short)
    return text


def without_accents(_: Drawing, copy: Record, __: Record) -> None:
    copy["nom"] = fold(copy["nom"]).upper()


def abbreviated(_: Drawing, copy: Record, __: Record) -> None:
    copy["nom"] = _replace_first(copy["nom"], _ABBREVIATIONS)


def acronym(drawing: Drawing, copy: Record, _: Record) -> None:
    """CCAS ↔ centre communal d'action sociale; the initials of an association, alone or beside the name."""
    for short, long in COMMUNE_BODIES:
        for one, other in ((short, long), (long, short)):
            if copy["nom"].startswith(one.format("")):
                copy["nom"] = copy["nom"].replace(one.format(""), other.format(""), 1)
                return
    words = copy["nom"].split()
    if len(words) >= 3:
        initials = "".join(word[0] for word in words).upper()
        copy["nom"] = initials if drawing.maybe(0.3) else f"{initials} - {copy['nom']}"


def typo(drawing: Drawing, copy: Record, _: Record) -> None:
    words = list(re.finditer(r"[^\W\d]{5,}", copy["nom"]))
    if words:
        at = drawing.rng.choice(words)
        i = drawing.rng.randint(at.start() + 1, at.end() - 2)
        letter = drawing.rng.choice(("", "e", copy["nom"][i] * 2))
        copy["nom"] = copy["nom"][:i] + letter + copy["nom"][i + 1 :]


def suffixed(drawing: Drawing, copy: Record, _: Record) -> None:
    suffixes = (f" - {copy['commune']}", f" ({copy['code_postal'][:2]})", " - Accueil", " - antenne")
    copy["nom"] += drawing.rng.choice(suffixes)


def siret_missing(_: Drawing, copy: Record, __: Record) -> None:
    copy.pop("siret", None)


def both_siret_missing(_: Drawing, copy: Record, base: Record) -> None:
    copy.pop("siret", None)
    base.pop("siret", None)


def other_nic(drawing: Drawing, copy: Record, _: Record) -> None:
    if "siret" in copy:
        copy["siret"] = valid_number(drawing.rng, copy["siret"][:9], 14)


def other_telephone(drawing: Drawing, copy: Record, _: Record) -> None:
    copy["telephone"] = drawing.telephone()


def contact_missing(_: Drawing, copy: Record, __: Record) -> None:
    for name in ("telephone", "courriel", "site_web"):
        copy.pop(name, None)


def adresse_reformatted(drawing: Drawing, copy: Record, _: Record) -> None:
    adresse = copy.get("adresse", "")
    draw = drawing.rng.random()
    if draw < 0.4:
        adresse = _replace_first(adresse, _WAYS).upper()
    elif draw < 0.6:
        adresse = fold(re.sub(r"^(\d+(?: bis)?) ", r"\1, ", adresse)).upper()
    elif draw < 0.8:
        box = f"BP {drawing.rng.randint(10, 999)} {copy['code_postal']} {copy['commune']}"
        adresse = f"{_replace_first(adresse, _WAYS)} {box}"
    else:
        adresse = re.sub(r"^\d+(?: bis)? ", "", adresse)
    copy["adresse"] = adresse


def adresse_missing(_: Drawing, copy: Record, __: Record) -> None:
    for name in ("adresse", "longitude", "latitude"):
        copy.pop(name, None)


def point_wrong(drawing: Drawing, copy: Record, _: Record) -> None:
    if "longitude" in copy:
        copy["longitude"] += drawing.rng.choice((-1, 1)) * drawing.rng.uniform(1, 8) / 80
        copy["latitude"] += drawing.rng.choice((-1, 1)) * drawing.rng.uniform(1, 8) / 111


def moved(drawing: Drawing, copy: Record, _: Record) -> None:
    """Another address, in the commune or (two times in five) in a neighbour's; the SIRET is then another one."""
    commune = load_geography().commune(copy["code_insee"])
    assert commune is not None
    if drawing.maybe(0.4):
        commune = _neighbour(drawing, commune)
    longitude, latitude = drawing.point(commune)
    copy.update(
        commune=commune.nom, code_insee=commune.code_insee, code_postal=commune.codes_postaux[0],
        adresse=drawing.adresse(), longitude=longitude, latitude=latitude,
    )  # fmt: skip
    (other_nic if drawing.maybe(0.5) else siret_missing)(drawing, copy, copy)


def _neighbour(drawing: Drawing, commune: Commune) -> Commune:
    near = [
        other
        for other in load_geography().communes_of_departement(commune.code_departement)
        if other.point
        and commune.point
        and other.codes_postaux
        and distance_km(other.point, commune.point) < 12
    ]
    return drawing.rng.choice(near or [commune])


PERTURBATIONS: tuple[tuple[Perturbation, int], ...] = (
    (without_accents, 10), (abbreviated, 8), (acronym, 10), (typo, 8), (suffixed, 8), (siret_missing, 10),
    (both_siret_missing, 10), (other_nic, 6), (other_telephone, 10), (contact_missing, 8),
    (adresse_reformatted, 12), (adresse_missing, 8), (point_wrong, 8), (moved, 4),
)  # fmt: skip
#: The combinations on which the production model of data·inclusion fails most.
HARD: tuple[tuple[Perturbation, ...], ...] = (
    (both_siret_missing, other_telephone),
    (siret_missing, adresse_missing),
    (abbreviated, both_siret_missing, adresse_reformatted, contact_missing),
)


def duplicate(drawing: Drawing, base: Record, source: str) -> tuple[Record, tuple[str, ...]]:
    """A second record of a structure, as another catalogue has it, and the names of what was done."""
    copy: Record = {**base, "source": source, "id": f"{source}--{drawing.next_id().rpartition('--')[2]}"}
    if drawing.maybe(0.15):
        chosen = drawing.rng.choice(HARD)
        label: tuple[str, ...] = ("difficile : " + " + ".join(sorted(step.__name__ for step in chosen)),)
    else:
        steps, weights = zip(*PERTURBATIONS, strict=True)
        drawn = drawing.rng.choices(steps, weights, k=drawing.rng.randint(1, 4))
        chosen = tuple(step for step, _ in PERTURBATIONS if step in drawn)
        label = tuple(step.__name__ for step in chosen)
    for step in chosen:
        step(drawing, copy, base)
    return {name: value for name, value in copy.items() if value != ""}, label
