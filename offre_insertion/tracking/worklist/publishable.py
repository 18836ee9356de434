"""What the gate of publication holds back: filling a field of such a record shows nothing to anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from offre_insertion.history.values import Ref
from offre_insertion.publishing.gate import sift
from offre_insertion.schema import Record
from offre_insertion.tracking.survey import Offered

PLACE = "code_insee"
_PARENT = "structure_id"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The records that :func:`offre_insertion.publishing.gate.sift` holds back → the fields at fault."""

    at_fault: Mapping[Ref, frozenset[str]]

    @classmethod
    def of(cls, offered: Iterable[Offered]) -> HeldBack:
        """What is held back of services and of their structures."""
        known = list(offered)
        structures = {str(one.structure["id"]): one.structure for one in known if one.structure}
        held = sift(structures.values(), (one.service for one in known)).held
        return cls({Ref(one.kind, one.id): frozenset(why.field for why in one.reasons) for one in held})

    def is_released(self, service: Record, filled: Collection[str] = ()) -> bool:
        """Whether a service leaves once these fields of it are filled, its structure staying as it is."""
        return self._of(service) <= set(filled)

    def lacks_only_place(self, service: Record) -> bool:
        """Whether a service is held back for want of a commune alone: its own, or that of its structure."""
        fields = self._of(service)
        parent = self.at_fault.get(host_of(service), frozenset())
        return bool(fields) and fields <= {PLACE, _PARENT} and (_PARENT not in fields or parent == {PLACE})

    def lacks_place(self, ref: Ref) -> bool:
        """Whether a record is held back for want of a commune."""
        return PLACE in self.at_fault.get(ref, ())

    def _of(self, service: Record) -> frozenset[str]:
        return self.at_fault.get(Ref("service", str(service["id"])), frozenset())


def host_of(service: Record) -> Ref:
    """The structure of a service."""
    return Ref("structure", str(service[_PARENT]))
