"""``zone_eligibilite`` ↔ ``diffusionZoneType`` and ``diffusionZoneDetails`` (contract §8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from offre_insertion.geography import Geography, expand_zone, load_geography
from offre_insertion.geography.zone_codes import is_national, zone_name
from offre_insertion.publishing.dora.drafts import Losses, LossKind
from offre_insertion.text import counted

#: (``diffusionZoneType``, ``diffusionZoneDetails``).
DiffusionZone = tuple[str, str]

_NONE: DiffusionZone = ("", "")
_COUNTRY: DiffusionZone = ("country", "")
_NAMED = 20
_FIELD = "zone_eligibilite"


def to_diffusion_zone(codes: Sequence[str], losses: Losses) -> tuple[DiffusionZone, str]:
    """One territory of DORA, and the exact zone in words when the territory had to be wider (else ``""``).

    The territory is exact when it can be; else the smallest EPCI, then département, that holds all of the
    zone. Wider than that would promise the offer to people who have no right to it: nothing is sent.
    """
    if any(is_national(code) for code in codes):
        return _COUNTRY, ""
    communes, known = _communes(codes, losses)
    if not communes:
        return _NONE, ""
    zone = _exact(known, communes)
    if zone is not None:
        return zone, ""
    wider = _wider(communes)
    words = describe_zone(known)
    if wider is None:
        _note(losses, "ecarte", f"La zone ({words}) déborde d’un département : DORA n’a qu’un territoire par service, "
              "et rien n’est envoyé. Faites un service par département.")  # fmt: skip
        return _NONE, words
    _note(losses, "elargi", f"DORA n’a qu’un territoire par service : la zone ({words}) devient "
          f"{_name(*wider)}, plus large. La zone exacte est écrite dans les précisions sur les publics.")  # fmt: skip
    return wider, words


def _note(losses: Losses, kind: LossKind, message: str) -> None:
    losses.add(_FIELD, "diffusionZoneType", kind, message)


def _communes(codes: Sequence[str], losses: Losses) -> tuple[frozenset[str], list[str]]:
    """Today's communes of the zone, and the codes that gave some; the others are reported."""
    known = [code for code in codes if expand_zone([code])]
    geography = load_geography()
    for code in codes:
        current = geography.current_code(code)
        if code not in known:
            _note(losses, "ecarte", f"La zone « {code} » n’est pas un territoire français connu : elle n’est pas "
                  "envoyée. Corrigez le code.")  # fmt: skip
        elif current not in (None, code):
            _note(losses, "elargi", f"La zone « {code} » est dans {zone_name(code)} ({current}), commune entière : "
                  "DORA ne connaît qu’elle. Vérifiez.")  # fmt: skip
    return expand_zone(known), known


def _exact(known: Sequence[str], communes: frozenset[str]) -> DiffusionZone | None:
    """The territory of exactly these communes; the code as written is preferred when there is only one."""
    geography = load_geography()
    if len(known) == 1 and geography.epci(known[0]) is not None:
        return "epci", known[0]
    if len(communes) == 1 and not (len(known) == 1 and geography.departement(known[0])):
        return "city", min(communes)
    return next((zone for zone, whole in _territories(geography, communes) if whole == communes), None)


def _wider(communes: frozenset[str]) -> DiffusionZone | None:
    geography = load_geography()
    holding = (
        zone for zone, whole in _territories(geography, communes) if communes < whole and zone[0] != "region"
    )
    return next(holding, None)


def _territories(
    geography: Geography, communes: frozenset[str]
) -> Iterator[tuple[DiffusionZone, frozenset[str]]]:
    """The EPCI, département and région of one of the communes: any territory that holds them all is there."""
    first = geography.commune(min(communes))
    if first is None:
        return
    if first.code_epci is not None:
        yield ("epci", first.code_epci), geography.codes_of_epci(first.code_epci)
    yield ("department", first.code_departement), geography.codes_of_departement(first.code_departement)
    departements = [one.code for one in geography.departements_of_region(first.code_region)]
    yield ("region", first.code_region), geography.codes_of_departements(departements)


def describe_zone(codes: Iterable[str]) -> str:
    """The names of the territories: « Laval, CC des Coëvrons »."""
    names = list(dict.fromkeys(zone_name(code) for code in codes))
    more = f" et {counted(len(names) - _NAMED, 'autre')}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _name(kind: str, code: str) -> str:
    return f"l’intercommunalité {zone_name(code)}" if kind == "epci" else f"le département {zone_name(code)}"


def from_diffusion_zone(kind: str, details: str) -> list[str] | None:
    """The zone as data·inclusion reads it: a région is the list of its départements; ``None`` for none."""
    if kind == "country":
        return ["france"]
    if not kind or not details:
        return None
    if kind == "region":
        return [one.code for one in load_geography().departements_of_region(details)] or None
    return [details]
