"""The gate before any publication: what may leave, what is held back, what stops everything.

What data·inclusion does to a wrong record decides what is done here (contract §2, §4.1):

- a record that its loader would drop (any error **or warning** of the official models, ``code_insee`` absent or
  unknown) is **held back**, and so are the services of a structure held back;
- what would freeze the whole source **stops** the publication: two different records of one id, a service whose
  structure is not in the dataset. Two identical records of one id are one record: the second is left out;
- a value that looks like a person is **withheld**, the record is published without it.

Nothing of it is silent: every case is in the result, with its place and what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from offre_insertion.checking import model_notes, own_notes
from offre_insertion.publishing.personal import NOTHING_ACCEPTED, Accepted, Withheld, remove_personal
from offre_insertion.schema import MODELS, Kind, Record
from offre_insertion.wording import as_one

_WITHOUT_COMMUNE = "Pas de code_insee : data·inclusion écarte la fiche."
_PARENT_HELD = "Sa structure est retenue : data·inclusion écarte les services d’une structure écartée."
_FIX = "Corrigez « {field} » dans le catalogue, puis lancez « offre-insertion synchroniser »."
#: Code of a note → what to do, when it is not only to correct the field.
_FIXES = {
    "commune-absente": "Donnez la commune dans le catalogue, ou celle de la structure pour un service à distance, "
    "puis lancez « offre-insertion synchroniser ».",
    "commune-inconnue": "Donnez le code INSEE de la commune d’aujourd’hui, ou seulement son nom et son code postal.",
    "nom-point-final": "Retirez le point à la fin du nom.",
    "champ-requis": "Remplissez « {field} » dans le catalogue.",
}
_SAME_ID: dict[Kind, str] = {
    "structure": "Deux structures différentes portent l’identifiant « {id} » : data·inclusion gèlerait toute la "
    "source. Donnez un identifiant à chacune, ou fusionnez-les (« offre-insertion doublons »).",
    "service": "Deux services différents portent l’identifiant « {id} » : data·inclusion gèlerait toute la source. "
    "Donnez un identifiant à chacun, ou fusionnez-les (« offre-insertion doublons »).",
}
_FIX_PARENT = "Corrigez d’abord la structure « {id} »."


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record is held back: the field, what is wrong with it, what to do. No value: it may be a person's."""

    field: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is not published."""

    kind: Kind
    id: str
    nom: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A record published without some of its values."""

    kind: Kind
    id: str
    nom: str
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class Sifted:
    """``structures`` and ``services`` may be published, in the order of ids; ``stops`` must be empty for that.

    ``repeated`` are the ids of identical records, of which one is kept.
    """

    structures: tuple[Record, ...]
    services: tuple[Record, ...]
    held: tuple[Held, ...] = ()
    masked: tuple[Masked, ...] = ()
    repeated: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()

    def records(self) -> dict[Kind, tuple[Record, ...]]:
        """By kind, as the writers take them."""
        return {"structure": self.structures, "service": self.services}

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, without any withheld value."""
        return {
            "structures": len(self.structures),
            "services": len(self.services),
            "arrets": list(self.stops),
            "retenues": [
                {
                    "nature": one.kind,
                    "id": one.id,
                    "nom": one.nom,
                    "raisons": [
                        {"champ": why.field, "message": why.message, "que_faire": why.fix}
                        for why in one.reasons
                    ],
                }
                for one in self.held
            ],
            "masquees": [
                {
                    "nature": one.kind,
                    "id": one.id,
                    "nom": one.nom,
                    "champs": [{"champ": why.field, "raison": why.reason} for why in one.withheld],
                }
                for one in self.masked
            ],
            "fiches_identiques": list(self.repeated),
        }


def sift(
    structures: Iterable[Record], services: Iterable[Record], *, accepted: Accepted = NOTHING_ACCEPTED
) -> Sifted:
    """What may be published of a dataset, and everything else with its reason. Reads no clock but the models' own."""
    repeated: list[str] = []
    stops: list[str] = []
    ours = _unique("structure", structures, repeated, stops)
    theirs = _unique("service", services, repeated, stops)
    stops += _orphans(theirs, ours)
    held: list[Held] = []
    masked: list[Masked] = []
    kept = _keep("structure", ours, accepted, held, masked)
    kept_services = _keep("service", theirs, accepted, held, masked, parents=kept)
    return Sifted(
        structures=tuple(kept.values()),
        services=tuple(kept_services.values()),
        held=tuple(held),
        masked=tuple(masked),
        repeated=tuple(repeated),
        stops=tuple(stops),
    )


def _unique(
    kind: Kind, records: Iterable[Record], repeated: list[str], stops: list[str]
) -> dict[str, Record]:
    """One record per id, in the order of ids."""
    found: dict[str, Record] = {}
    for record in records:
        key = str(record.get("id") or "")
        if key not in found:
            found[key] = record
        elif found[key] == record:
            repeated.append(key)
        else:
            stops.append(_SAME_ID[kind].format(id=key))
    return dict(sorted(found.items()))


def _orphans(services: dict[str, Record], structures: Collection[str]) -> Iterator[str]:
    for key, record in services.items():
        parent = str(record.get("structure_id") or "")
        if parent not in structures:
            yield (
                f"Le service « {key} » cite la structure « {parent} », qui n’est pas dans le jeu : data·inclusion "
                "gèlerait toute la source. Ajoutez la structure, ou retirez le service."
            )


def _keep(
    kind: Kind,
    records: dict[str, Record],
    accepted: Accepted,
    held: list[Held],
    masked: list[Masked],
    *,
    parents: Mapping[str, Record] | None = None,
) -> dict[str, Record]:
    kept: dict[str, Record] = {}
    for key, record in records.items():
        structure = (parents or {}).get(str(record.get("structure_id") or ""), {})
        published, withheld = remove_personal(record, accepted, structure=str(structure.get("nom") or ""))
        reasons = [*_parent_reasons(record, parents), *_reasons(kind, published)]
        nom = str(published.get("nom") or "")
        if reasons:
            held.append(Held(kind, key, nom, tuple(dict.fromkeys(reasons))))
            continue
        if withheld:
            masked.append(Masked(kind, key, nom, withheld))
        kept[key] = {name: published[name] for name in MODELS[kind].model_fields if name in published}
    return kept


def _parent_reasons(record: Record, parents: Collection[str] | None) -> Iterator[Reason]:
    parent = str(record.get("structure_id") or "")
    if parents is not None and parent not in parents:
        yield Reason("structure_id", _PARENT_HELD, _FIX_PARENT.format(id=parent))


def _reasons(kind: Kind, record: Record) -> Iterator[Reason]:
    """What the loader of the API drops a record for."""
    for one in as_one(model_notes(kind, record)):
        yield _reason(one.note.code, one.field, one.note.message)
    if not record.get("code_insee"):
        yield _reason("commune-absente", "code_insee", _WITHOUT_COMMUNE)
    for one in own_notes(kind, {"code_insee": record.get("code_insee")}):
        yield _reason(one.note.code, one.field, f"{one.note.message}.")


def _reason(code: str, field: str, message: str) -> Reason:
    return Reason(field, message, _FIXES.get(code, _FIX).format(field=field))
