"""What may be written to DORA, and nothing else: the API itself would let the account do far more (contract §9, 17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from offre_insertion.errors import PublishError
from offre_insertion.publishing.dora.payloads import ServicePayload, StructurePayload

_DEFAULTS = frozenset({"updateFrequency", "isContactInfoPublic"})
#: Fields that a change may touch: never the slug, the structure, the SIRET, ``isObsolete``, ``publicationDate``.
SERVICE_FIELDS = (
    frozenset(info.alias or name for name, info in ServicePayload.model_fields.items())
    | _DEFAULTS
    | {"status"}
)
STRUCTURE_FIELDS = frozenset(info.alias or name for name, info in StructurePayload.model_fields.items()) - {
    "cityCode"
}
#: Statuses that a creation or a change may give; archiving is apart.
_STATUSES = frozenset({"DRAFT", "PUBLISHED"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The perimeter of a project.

    ``structures`` are the slugs of structures seen in ``departement``; ``own`` the slugs that are keys of ours,
    ``adopted`` those of sheets that somebody else made and that are linked to a record; ``own_structures`` the
    structures that we made. Every check raises :class:`PublishError`: what it refuses is a defect, not a choice.
    """

    departement: str
    structures: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    adopted: frozenset[str] = frozenset()
    own_structures: frozenset[str] = field(default_factory=frozenset)

    def check_creation(self, body: Mapping[str, object]) -> None:
        """A service is created under our key, in a structure of the département, with a status."""
        _require(body.get("slug") in self.own, "créer une fiche sans notre clé")
        _require(body.get("structure") in self.structures, "créer une fiche hors du département")
        _require(body.get("status") in _STATUSES, "créer une fiche sans statut")
        _require(set(body) <= SERVICE_FIELDS | {"slug", "structure"}, "écrire un champ qui n’est pas à nous")

    def check_change(self, slug: str, changes: Mapping[str, object]) -> None:
        """Only linked sheets, only the fields of the conversion; archiving has its own check."""
        _require(slug in self.own | self.adopted, "modifier une fiche qui n’est pas à nous")
        _require(bool(changes) and set(changes) <= SERVICE_FIELDS, "écrire un champ qui n’est pas à nous")
        _require("status" not in changes or changes["status"] in _STATUSES, "donner ce statut")

    def check_archive(self, slug: str) -> None:
        """Only what we made: an adopted sheet is somebody else's."""
        _require(slug in self.own and slug not in self.adopted, "archiver une fiche qui n’est pas à nous")

    def check_confirmation(self, slugs: Iterable[str]) -> None:
        """Only linked sheets."""
        _require(set(slugs) <= self.own | self.adopted, "confirmer une fiche qui n’est pas à nous")

    def check_place(self, existing: Mapping[str, object]) -> None:
        """The sheet as DORA has it now is still in a structure of the département."""
        info = existing.get("structureInfo")
        department = info.get("department") if isinstance(info, Mapping) else None
        is_inside = department == self.departement and existing.get("structure") in self.structures
        _require(is_inside, "toucher à une fiche d’un autre département, ou d’une autre structure")

    def check_new_structure(self, body: Mapping[str, object]) -> None:
        """A structure is created in the département only."""
        _require(
            department_of(str(body.get("cityCode") or "")) == self.departement,
            "créer une structure hors du département",
        )
        allowed = STRUCTURE_FIELDS | {"cityCode", "siret", "slug"}
        _require(set(body) <= allowed, "écrire un champ qui n’est pas à nous")

    def check_invitation(self, found: Mapping[str, object]) -> None:
        """``found`` is what Sirene has of the SIRET (``GET /search-siret/``)."""
        if department_of(str(found.get("cityCode") or "")) != self.departement:
            raise PublishError(
                "Sirene ne place pas ce SIRET dans le département : personne n’est invité. Corrigez le SIRET."
            )

    def check_structure_change(self, slug: str, changes: Mapping[str, object]) -> None:
        """Only structures that we made, and never their identity nor their commune."""
        _require(slug in self.own_structures & self.structures, "modifier une structure qui n’est pas à nous")
        _require(bool(changes) and set(changes) <= STRUCTURE_FIELDS, "écrire un champ qui n’est pas à nous")


def department_of(city_code: str) -> str:
    """The département of an INSEE code, as DORA takes it (contract §2): 2 characters, 3 overseas."""
    return city_code[: 3 if city_code.startswith("97") else 2]


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise PublishError(f"Refusé avant l’envoi à DORA : {what}. Rien n’a été envoyé. Signalez ce défaut.")
