"""What DORA has today of the offer of a project, in as few calls as possible.

One list of the structures of the département, one call per structure that it does not have, one list of services per
structure, one GET per sheet that may differ: a sheet untouched since our last write, of a record that did not change,
is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.adoption import resembling
from offre_insertion.publishing.dora.agreement import is_same_as_last_time
from offre_insertion.publishing.dora.answers import Json, ServiceRow, StructureRow
from offre_insertion.publishing.dora.api import Dora
from offre_insertion.publishing.dora.conditions import sharing_spellings
from offre_insertion.publishing.dora.drafts import DoraDraft, DoraOptions, Fields
from offre_insertion.publishing.dora.lists import build_lists
from offre_insertion.publishing.dora.models import ServicesOptions, StructuresOptions
from offre_insertion.publishing.dora.safety import CONTACTS_LOST, UnsafeDoraError, drops_contacts
from offre_insertion.publishing.dora.service import to_dora_service
from offre_insertion.publishing.dora.slugs import service_slug
from offre_insertion.publishing.dora.structure import to_dora_structure
from offre_insertion.schema import Record


@dataclass(frozen=True)
class LocalOffer:
    """Our records, by id, and what is known of those that are not there.

    ``sources`` are those that were looked at; ``None``, those of the records. ``rejected`` is source → number of rows
    that its last run rejected; ``renamed`` the ids that a record of today may be the continuation of; ``is_whole`` is
    false for files given for once, that may hold any part of the offer.
    """

    structures: Mapping[str, Record]
    services: Mapping[str, Record]
    sources: frozenset[str] | None = None
    rejected: Mapping[str, int] = field(default_factory=dict)
    renamed: frozenset[str] = frozenset()
    is_whole: bool = True

    def doubt(self, record_id: str) -> str | None:
        """Why a service that is not there may not be gone: a French sentence."""
        source = record_id.partition("--")[0]
        if not self.is_whole:
            return "n’est pas dans les fichiers donnés, qui ne sont peut-être pas toute l’offre."
        if source not in self._sources:
            return f"sa source « {source} » n’est pas dans l’offre."
        if record_id in self.renamed:
            return (
                "est peut-être une fiche renommée du catalogue : décidez avec « offre-insertion identites »."
            )
        if count := self.rejected.get(source, 0):
            said = "ligne a été rejetée" if count == 1 else "lignes ont été rejetées"
            return f"n’est plus dans le jeu, mais {count} {said} au dernier passage de « {source} » : la sienne ?"
        return None

    @cached_property
    def _sources(self) -> frozenset[str]:
        if self.sources is not None:
            return self.sources
        return frozenset(one.partition("--")[0] for one in (*self.structures, *self.services))


@dataclass(frozen=True)
class Survey:
    """What was seen on that ``day`` (ISO), and our records as DORA would receive them.

    ``structures`` is local id → structure of DORA; ``rows`` slug of a sheet → its row; ``sheets`` slug → JSON, of
    those that were read (``None``: not found); ``own_structures`` slug → JSON, of the structures that we made;
    ``taken`` the slugs of all the structures of the département.
    """

    day: str
    structures: Mapping[str, StructureRow]
    drafts: Mapping[str, DoraDraft]
    structure_drafts: Mapping[str, DoraDraft]
    rows: Mapping[str, ServiceRow] = field(default_factory=dict)
    sheets: Mapping[str, Json | None] = field(default_factory=dict)
    own_structures: Mapping[str, Json | None] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


def carrier_id(service: Record) -> str:
    """The id of its structure; empty when it names none."""
    return str(service.get("structure_id") or "")


def ours_of(draft: DoraDraft) -> Fields:
    """The fields that are compared: the payload and the status."""
    return {**draft.payload, "status": draft.status}


def survey(
    dora: Dora,
    offer: LocalOffer,
    links: Iterable[DoraLink],
    *,
    options: DoraOptions,
    services_options: ServicesOptions,
    structures_options: StructuresOptions,
    also: Iterable[str] = (),
) -> Survey:
    """Reads DORA; ``also`` are slugs that a person named. Raises ``RemoteError``, ``UnsafeDoraError``."""
    links = list(links)
    managed = dora.managed_structures()
    structures = _find_structures(dora, offer, managed)
    drafts, structure_drafts = _convert(offer, structures, options, services_options, structures_options)
    known = frozenset(row.slug for row in managed)
    wanted = {row.slug for row in structures.values() if is_usable(row, dora.scope.departement)}
    wanted |= {link.structure for link in links if link.kind == "service" and link.structure in known}
    rows = {row.slug: row for slug in sorted(wanted) for row in dora.services_of(slug)}
    slugs = {*sheets_to_read(offer, structures, drafts, rows, links), *also}
    sheets = {slug: dora.service(slug) for slug in sorted(slugs)}
    if any(drops_contacts(sheet) for sheet in sheets.values() if sheet is not None):
        # Contacts are also read as empty: everything would look edited.
        raise UnsafeDoraError(f"{CONTACTS_LOST} Rien n’a été envoyé.")
    made = {link.slug: link for link in links if link.kind == "structure"}
    return Survey(
        dora.today().isoformat(),
        structures,
        drafts,
        structure_drafts,
        rows,
        sheets,
        {
            row.slug: dora.structure(row.slug)
            for record_id, row in sorted(structures.items())
            if row.slug in made
            and _may_differ(structure_drafts[record_id].payload, made[row.slug], row.modified)
        },
        known,
    )


def is_usable(row: StructureRow, departement: str) -> bool:
    """True when services may be written in the structure."""
    return row.department == departement and not row.is_obsolete


def _find_structures(
    dora: Dora, offer: LocalOffer, managed: Iterable[StructureRow]
) -> dict[str, StructureRow]:
    """By SIRET; obsolete ones and those of another département are only found one by one."""
    by_siret = {row.siret: row for row in managed if row.siret}
    for siret in sorted({str(one["siret"]) for one in offer.structures.values() if one.get("siret")}):
        if siret not in by_siret and (row := dora.claimed(siret)) is not None:
            by_siret[siret] = row
    return {
        record_id: by_siret[str(record["siret"])]
        for record_id, record in offer.structures.items()
        if str(record.get("siret")) in by_siret
    }


def _convert(
    offer: LocalOffer,
    structures: Mapping[str, StructureRow],
    options: DoraOptions,
    services_options: ServicesOptions,
    structures_options: StructuresOptions,
) -> tuple[dict[str, DoraDraft], dict[str, DoraDraft]]:
    """Conditions are spelt as each structure already has them, and the same way in all its services."""
    written: dict[str, list[object]] = defaultdict(list)
    for _, record in sorted(offer.services.items()):
        written[_carrier(carrier_id(record), structures)].append(record.get("conditions_acces"))
    by_carrier: dict[str, DoraOptions] = {}

    def options_of(record_id: str) -> DoraOptions:
        carrier = _carrier(record_id, structures)
        if carrier not in by_carrier:
            lists = build_lists(services_options, structures_options, structure=carrier)
            by_carrier[carrier] = replace(options, lists=sharing_spellings(written[carrier], lists))
        return by_carrier[carrier]

    services = {
        record_id: to_dora_service(
            record,
            offer.structures.get(carrier_id(record)),
            options=options_of(carrier_id(record)),
        )
        for record_id, record in offer.services.items()
    }
    made = {
        record_id: to_dora_structure(record, options=options_of(record_id))
        for record_id, record in offer.structures.items()
    }
    return services, made


def _carrier(record_id: str, structures: Mapping[str, StructureRow]) -> str:
    """The slug of a structure, that two records may share; its id when DORA does not have it."""
    return structures[record_id].slug if record_id in structures else record_id


def sheets_to_read(
    offer: LocalOffer,
    structures: Mapping[str, StructureRow],
    drafts: Mapping[str, DoraDraft],
    rows: Mapping[str, ServiceRow],
    links: Iterable[DoraLink],
) -> list[str]:
    """The slugs of the sheets that may differ from our records, or be one of them."""
    by_record = {link.record_id: link for link in links if link.kind == "service"}
    wanted = {
        link.slug
        for link in by_record.values()
        if link.slug in rows
        and not _is_over(link, offer, rows[link.slug])
        and _may_differ(_ours(drafts.get(link.record_id)), link, rows[link.slug].modified)
    }
    # A sheet that its structure no longer lists was moved, or is gone.
    wanted |= {link.slug for link in by_record.values() if link.slug not in rows and not link.is_reserved}
    wanted |= {link.slug for link in by_record.values() if _may_be_archived(link, offer, rows)}
    linked = {link.slug for link in by_record.values() if link.record_id in offer.services}
    waiting = {
        record_id: record
        for record_id, record in offer.services.items()
        if record_id not in by_record or never_happened(by_record[record_id], rows)
    }
    wanted |= {service_slug(record_id) for record_id in waiting} & rows.keys() - linked
    free = [row for slug, row in rows.items() if slug not in linked | wanted]
    return sorted(wanted | resembling(waiting.values(), free, structures))


def _is_over(link: DoraLink, offer: LocalOffer, row: ServiceRow) -> bool:
    """A record that is gone, its sheet archived by whoever: nothing is left to look at, but a write of ours."""
    return link.record_id not in offer.services and row.status == "ARCHIVED" and not link.pending


def _may_be_archived(link: DoraLink, offer: LocalOffer, rows: Mapping[str, ServiceRow]) -> bool:
    """What people set there, and that we never send, is only seen on the whole sheet."""
    if link.record_id in offer.services or link.slug not in rows:
        return False
    return rows[link.slug].status != "ARCHIVED" and offer.doubt(link.record_id) is None


def never_happened(link: DoraLink, rows: Container[str]) -> bool:
    """True for a creation that failed or was killed: its record has no sheet yet, and may be one of somebody else."""
    return link.is_reserved and link.slug not in rows


def _ours(draft: DoraDraft | None) -> Fields | None:
    return None if draft is None else ours_of(draft)


def _may_differ(ours: Fields | None, link: DoraLink, modified: str) -> bool:
    """An unfinished write needs no test of its own: done, it moved the date; not done, our record differs."""
    if link.modified != modified:
        return True
    return ours is not None and not is_same_as_last_time(ours, link)
