"""From a service record, its structure and its private fields to the facts that the metrics count."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from offre_insertion.extension import Extension, Quantite
from offre_insertion.geography import load_geography
from offre_insertion.geography.zone_codes import is_national
from offre_insertion.history.contents import digest_of
from offre_insertion.quality import score_qualite
from offre_insertion.review.lines import line_of
from offre_insertion.schema import Record, known_codes
from offre_insertion.text import fold
from offre_insertion.tracking.dates import Effective
from offre_insertion.tracking.fields import Prints
from offre_insertion.tracking.values import Facts, Origin, Stated, Withheld

#: Sources whose dates the official score does not judge.
EXEMPT = frozenset({"agefiph", "france-travail"})
_NOT_CONCERNED = frozenset({"sans objet", "non concerne", "non concernee", "so", "s o"})
#: Mode of mobilisation → the field of the service it needs, and the one of its structure in its absence.
CONTACTS: dict[str, tuple[str, str]] = {
    "envoyer-un-courriel": ("courriel", "courriel"),
    "telephoner": ("telephone", "telephone"),
    "utiliser-lien-mobilisation": ("lien_mobilisation", "site_web"),
    "se-presenter": ("adresse", "adresse"),
}


def origin_of(source: str, *, is_local: bool) -> Origin:
    """Our catalogues, DORA, the other sources of data·inclusion."""
    if is_local:
        return "catalogue"
    return "dora" if source == "dora" else "autre"


def body_of(record: Record, extension: str | None = None) -> str:
    """Digest of a record without its date: the same body is the same content. ``extension`` is a digest."""
    return digest_of([{name: value for name, value in record.items() if name != "date_maj"}, extension])


def prints_of(record: Record, extension: Mapping[str, Any]) -> dict[str, str]:
    """A short print of each field but the date: what changed between two surveys, without keeping what was written.

    Not of the contact's name, which leaves the private extension in no form.
    """
    private = {f"prive.{name}": value for name, value in extension.items() if name != "contact_nom"}
    return {
        name: f"{zlib.crc32(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)):08x}"
        for name, value in {**record, **private}.items()
        if name != "date_maj" and value not in (None, [], "")
    }


def missing_of(service: Record, structure: Record) -> tuple[str, ...]:
    """What a service lacks to be mobilised, in the order of the funnel (metric 6).

    The contact of the structure stands for the one the service lacks, as the schema has it.
    """
    modes = service.get("modes_mobilisation") or []
    tests = {
        "modes": bool(modes),
        "contact": bool(modes) and all(_has_contact(mode, service, structure) for mode in modes),
        "professionnels": "professionnels" in (service.get("mobilisable_par") or []),
        "zone": bool(service.get("zone_eligibilite")),
    }
    return tuple(name for name, holds in tests.items() if not holds)


def _has_contact(mode: str, service: Record, structure: Record) -> bool:
    own, of_structure = CONTACTS[mode]
    return bool(service.get(own) or structure.get(of_structure))


def hours_of(service: Record, extension: Extension) -> tuple[float | None, Stated]:
    """Hours a week, and whether they are written. « 15 à 20 » counts for 15: what is sure; another unit for none."""
    hours = service.get("volume_horaire_hebdomadaire")
    if hours is not None:
        return float(hours), "renseigne"
    written = extension.volume_horaire
    if written is not None and fold(written.texte) in _NOT_CONCERNED:
        return None, "sans-objet"
    return _counted(written, written.hours_a_week if written else None)


def places_of(extension: Extension) -> tuple[float | None, Stated]:
    """Places that are open, and whether they are written."""
    written = extension.places
    return _counted(written, written.open_places if written else None)


def _counted(written: Quantite | None, value: float | None) -> tuple[float | None, Stated]:
    if value is not None:
        return value, "renseigne"
    return None, "autre-unite" if written is not None and written.sure is not None else "inconnu"


def withheld_of(extension: Extension, *, is_published: bool, on: dt.date) -> Withheld | None:
    """Why the record was kept back at its run."""
    if is_published:
        return None
    suspended = extension.suspendue or (extension.date_suspension or dt.date.max) <= on
    return "suspendue" if suspended else "convention-terminee"


def facts_of(
    service: Record,
    structure: Record,
    extension: Mapping[str, Any],
    *,
    day: dt.date,
    origin: Origin,
    dispositif: str,
    is_published: bool,
    effective: Effective,
    body: str,
    prints: Prints,
    first_seen: dt.date,
    cells: str | None,
    heir_of: tuple[str, ...],
) -> Facts:
    """The facts of one service on ``day``. ``extension`` is JSON-ready, empty when there is none."""
    private = Extension.model_validate(extension)
    service, unknown = known_codes(service)
    score = score_qualite(service, on=day)
    hours, hours_stated = hours_of(service, private)
    places, places_stated = places_of(private)
    siret = structure.get("siret")
    return Facts(
        id=service["id"],
        source=service["source"],
        origin=origin,
        structure=service["structure_id"],
        nom=service["nom"],
        dispositif=dispositif,
        enregistrement=line_of(service, extension),
        is_active=is_published,
        # Even beside local codes (§4.5).
        is_national=any(map(is_national, service.get("zone_eligibilite") or [])),
        withheld=withheld_of(private, is_published=is_published, on=day),
        thematiques=tuple(service.get("thematiques") or ()),
        siren=siret[:9] if siret else None,
        epci=_epci(service, structure),
        date_maj=dt.date.fromisoformat(service["date_maj"][:10]),
        effective=effective.date,
        is_redated=effective.is_redated,
        is_dated=effective.is_dated,
        is_exempt=service["source"] in EXEMPT,
        body=body,
        score=score.value,
        criteria=dict(score.criteria),
        missing=missing_of(service, structure),
        convention_fin=private.convention_fin,
        hours=hours,
        hours_stated=hours_stated,
        places=places,
        places_stated=places_stated,
        first_seen=first_seen,
        prints=prints,
        cells=cells,
        unknown_codes=unknown,
        heir_of=heir_of,
    )


def _epci(service: Record, structure: Record) -> str | None:
    code = service.get("code_insee") or structure.get("code_insee")
    commune = load_geography().commune(code) if code else None
    return commune.code_epci if commune else None
