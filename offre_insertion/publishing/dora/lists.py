"""The reference lists of DORA: as the contract recorded them, as an instance gives them, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from offre_insertion.publishing.dora.models import Choice, CustomChoice, ServicesOptions, StructuresOptions
from offre_insertion.publishing.dora.spelling import condition_key
from offre_insertion.schema import ENUMS

EVERYONE = "tous-publics"
#: Conditions a service may name (contract §5.1); the first two are exported to data·inclusion, in this order.
CONDITIONS = ("requirements", "credentials", "accessConditions")

TYPOLOGIES = (
    "ACI", "ACIPHC", "AFPA", "AI", "ASE", "ASSO", "ASSO_CHOMEUR", "AVIP", "Autre", "BIB", "CAARUD", "CADA", "CAF",
    "CAP_EMPLOI", "CAVA", "CC", "CCAS", "CCONS", "CD", "CDAS", "CFP", "CHRS", "CHU", "CIAS", "CIDFF", "CITMET", "CMP",
    "CMS", "CPAM", "CPH", "CS", "CSAPA", "CSC", "DEETS", "DEPT", "DIPLP", "E2C", "EA", "EATT", "EI", "EITI", "ENM",
    "EPCI", "EPI", "EPIDE", "EPN", "ES", "ESS", "ETABL_PRI", "ETABL_PUB", "ETAT", "ETTI", "EVS", "FABLAB", "FAIS",
    "FT", "GEIQ", "HUDA", "LA_POSTE", "MDA", "MDE", "MDEF", "MDPH", "MDS", "MJC", "ML", "MQ", "MSA", "MSAP", "MUNI",
    "OACAS", "ODC", "OF", "OIL", "OPCS", "PAD", "PENSION", "PI", "PIJ_BIJ", "PIMMS", "PJJ", "PLIE", "PREF",
    "PREVENTION", "REG", "RESSOURCERIE", "RFS", "RS_FJT", "SCP", "SPIP", "TIERS_LIEUX", "UDAF",
)  # fmt: skip

#: Values that services and structures may take, by name of the list in ``services-options`` and
#: ``structures-options`` (contract §3, §4, §8; recordings 10 to 12). National labels are not among them:
#: production has its own.
VALUES: Mapping[str, frozenset[str]] = MappingProxyType({
    "categories": frozenset(code.partition("--")[0] for code in ENUMS["thematiques"]),
    "subcategories": frozenset(ENUMS["thematiques"]),
    "kinds": frozenset(ENUMS["type"]),
    "publics": frozenset(ENUMS["publics"]) - {EVERYONE},
    "feeConditions": frozenset(ENUMS["frais"]),
    "locationKinds": frozenset(ENUMS["modes_accueil"]),
    "coachOrientationModes": frozenset({
        "autre", "envoyer-un-mail", "envoyer-un-mail-avec-une-fiche-de-prescription", "telephoner", "formulaire-dora",
        "completer-le-formulaire-dadhesion",
    }),
    "beneficiariesAccessModes": frozenset({
        "autre", "envoyer-un-mail", "telephoner", "professionnel", "se-presenter", "completer-le-formulaire-dadhesion",
    }),
    "diffusionZoneType": frozenset({"city", "epci", "department", "region", "country"}),
    "updateFrequencies": frozenset({
        "tous-les-mois", "tous-les-3-mois", "tous-les-6-mois", "tous-les-12-mois", "tous-les-16-mois", "jamais",
    }),
    "typologies": frozenset(TYPOLOGIES),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReferenceLists:
    """What an instance of DORA knows: values by list, conditions by field
    (:func:`~offre_insertion.publishing.dora.spelling.condition_key` → text as DORA has it).

    ``national_labels`` are those a service of ours may send: the restricted ones are left out.
    """

    values: Mapping[str, frozenset[str]] = field(default_factory=lambda: VALUES)
    conditions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    national_labels: frozenset[str] = frozenset()

    def known_condition(self, name: str, text: str) -> str | None:
        """The condition of that field that says the same, spelt as DORA has it."""
        return self.conditions.get(name, {}).get(condition_key(text))


#: The lists of the contract, without any condition nor national label.
BUILTIN = ReferenceLists()


@dataclass(frozen=True, slots=True)
class ListDifference:
    """A list of the instance that is not ours: values it lacks, values it has more."""

    name: str
    absent: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def message(self) -> str:
        """What it means for the sending, in French."""
        parts = []
        if self.absent:
            parts.append(f"DORA n’a pas {_listed(self.absent)} : les services concernés partiront sans")
        if self.unknown:
            parts.append(f"DORA a en plus {_listed(self.unknown)} : jamais envoyé, ignoré à la lecture")
        return f"Liste « {self.name} » : {' ; '.join(parts)}."


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"« {value} »" for value in values)


def build_lists(
    services: ServicesOptions, structures: StructuresOptions, *, structure: str | None = None
) -> ReferenceLists:
    """The lists of an instance, from its two ``…-options`` answers.

    ``structure`` is the slug whose own conditions are known beside those of everyone.
    """
    values = {
        name: frozenset(choice.value for choice in _choices(services, structures, name)) for name in VALUES
    }
    conditions = {name: _conditions(services.conditions(name), structure) for name in CONDITIONS}
    restricted = {choice.value for choice in structures.restricted_national_labels}
    labels = frozenset(choice.value for choice in structures.national_labels) - restricted
    return ReferenceLists(values, conditions, labels)


def _choices(services: ServicesOptions, structures: StructuresOptions, name: str) -> tuple[Choice, ...]:
    return structures.typologies if name == "typologies" else services.choices(name)


def _conditions(choices: tuple[CustomChoice, ...], structure: str | None) -> dict[str, str]:
    """Those of everyone win over those of the structure, the oldest over the others: a new spelling changes nothing."""
    usable = (one for one in choices if one.structure is None or one.structure == structure)
    ranked = sorted(usable, key=lambda one: (one.structure is None, -one.value))
    return {condition_key(one.label): one.label for one in ranked}


def compare_lists(lists: ReferenceLists) -> tuple[ListDifference, ...]:
    """Where the lists of an instance are not those of the contract, by name of list."""
    found = (
        ListDifference(
            name, tuple(sorted(ours - lists.values[name])), tuple(sorted(lists.values[name] - ours))
        )
        for name, ours in VALUES.items()
    )
    return tuple(one for one in found if one.absent or one.unknown)
