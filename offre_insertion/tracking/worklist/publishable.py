"""What the gate of publication holds back: filling a field of such a record shows nothing to anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from offre_insertion.history.values import Ref
from offre_insertion.publishing.gate import Sifted, sift
from offre_insertion.review.fusion import plan_fusion
from offre_insertion.review.spoken import Spoken
from offre_insertion.schema import Record
from offre_insertion.tracking.survey import Offered, offer_of

PLACE = "code_insee"
_PARENT = "structure_id"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The records that :func:`offre_insertion.publishing.gate.sift` holds back → the fields at fault.

    Duplicates are made one before, as ``publier`` does: ``merged`` are the services that this changed, ``kept`` the id
    under which a record is published, when it is not its own.
    """

    at_fault: Mapping[Ref, frozenset[str]]
    merged: Mapping[str, Record]
    kept: Mapping[str, str]

    @classmethod
    def of(cls, offered: Iterable[Offered], *, spoken: Spoken, day: dt.date) -> HeldBack:
        """What is held back of services and of their structures; nothing is compared when nothing is."""
        known = list(offered)
        structures = {str(one.structure["id"]): one.structure for one in known if one.structure}
        services = {one.id: one.service for one in known}
        if not sift(structures.values(), services.values()).held:
            return cls({}, {}, {})
        ours = [
            replace(one, structure=structures[str(one.structure["id"])])
            for one in known
            if one.is_local and one.is_published and one.structure
        ]
        fusion = plan_fusion(offer_of(ours), spoken=spoken, today=day)
        kept = {name: one.merged.kept for one in fusion.groups for name in one.merged.ids}
        merged = {str(one["id"]): one for one in fusion.services}
        structures |= {str(one["id"]): one for one in fusion.structures}
        lost = {name for name, keeper in kept.items() if name != keeper}
        services = {name: one for name, one in {**services, **merged}.items() if name not in lost}
        return cls(_at_fault(sift(structures.values(), services.values())), merged, kept)

    def is_released(self, service: Record, filled: Collection[str] = ()) -> bool:
        """Whether a service leaves once these fields of it are filled, its structure staying as it is."""
        return self._of(service) <= set(filled)

    def lacks_only_place(self, service: Record) -> bool:
        """Whether a service is held back for want of a commune alone: its own, or that of its structure."""
        fields = self._of(service)
        parent = self.at_fault.get(self.host_of(service), frozenset())
        return bool(fields) and fields <= {PLACE, _PARENT} and (_PARENT not in fields or parent == {PLACE})

    def lacks_place(self, ref: Ref) -> bool:
        """Whether a record is held back for want of a commune."""
        return PLACE in self.at_fault.get(ref, ())

    def published(self, service: Record) -> Record:
        """The service that is published of it: one with its duplicates."""
        record_id = str(service["id"])
        return self.merged.get(self.kept.get(record_id, record_id), service)

    def host_of(self, service: Record) -> Ref:
        """The structure under which a service is published."""
        return Ref("structure", str(self.published(service)[_PARENT]))

    def _of(self, service: Record) -> frozenset[str]:
        return self.at_fault.get(Ref("service", str(self.published(service)["id"])), frozenset())


def _at_fault(sifted: Sifted) -> dict[Ref, frozenset[str]]:
    return {Ref(one.kind, one.id): frozenset(why.field for why in one.reasons) for one in sifted.held}
