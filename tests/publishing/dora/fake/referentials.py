"""The closed lists of the fake, and the values that DORA gives to what is not sent (contract §3, §4, §5, §8)."""

from __future__ import annotations

from typing import Any

from offre_insertion.schema import ENUMS

CATEGORIES = tuple(dict.fromkeys(code.partition("--")[0] for code in ENUMS["thematiques"]))
#: DORA name of a list → its values, in the order of the database.
CHOICES: dict[str, tuple[str, ...]] = {
    "categories": CATEGORIES,
    "subcategories": ENUMS["thematiques"],
    "kinds": tuple(sorted(ENUMS["type"])),
    "feeConditions": ("gratuit", "payant"),
    "beneficiariesAccessModes": (
        "autre", "envoyer-un-mail", "telephoner", "professionnel", "se-presenter", "completer-le-formulaire-dadhesion",
    ),
    "coachOrientationModes": (
        "autre", "envoyer-un-mail", "envoyer-un-mail-avec-une-fiche-de-prescription", "telephoner",
        "formulaire-dora", "completer-le-formulaire-dadhesion",
    ),
    "locationKinds": ("a-distance", "en-presentiel"),
    "publics": tuple(sorted(code for code in ENUMS["publics"] if code != "tous-publics")),
    "diffusionZoneType": ("city", "epci", "department", "region", "country"),
    "updateFrequencies": (
        "tous-les-mois", "tous-les-3-mois", "tous-les-6-mois", "tous-les-12-mois", "tous-les-16-mois", "jamais",
    ),
}  # fmt: skip
FUNDING_LABELS = ("pdi", "fse")
STATUSES = ("SUGGESTION", "DRAFT", "PUBLISHED", "ARCHIVED")
_TYPOLOGIES = """
ACI ACIPHC AFPA AI ASE ASSO ASSO_CHOMEUR AVIP Autre BIB CAARUD CADA CAF CAP_EMPLOI CAVA CC CCAS CCONS CD CDAS CFP CHRS
CHU CIAS CIDFF CITMET CMP CMS CPAM CPH CS CSAPA CSC DEETS DEPT DIPLP E2C EA EATT EI EITI ENM EPCI EPI EPIDE EPN ES ESS
ETABL_PRI ETABL_PUB ETAT ETTI EVS FABLAB FAIS FT GEIQ HUDA LA_POSTE MDA MDE MDEF MDPH MDS MJC ML MQ MSA MSAP MUNI OACAS
ODC OF OIL OPCS PAD PENSION PI PIJ_BIJ PIMMS PJJ PLIE PREF PREVENTION REG RESSOURCERIE RFS RS_FJT SCP SPIP TIERS_LIEUX
UDAF
"""
TYPOLOGIES = tuple(_TYPOLOGIES.split())
NATIONAL_LABELS = ("mission-locale", "france-travail", "conseil-departemental")
#: Conditions that every structure may use; the first id of a kind is 1.
CONDITIONS: dict[str, tuple[str, ...]] = {
    "accessConditions": ("Inscrit à la Mission Locale",),
    "requirements": ("Maitriser l'écriture, la lecture",),
    "credentials": ("Revenus fiscaux de référence", "Curriculum vitae"),
}

#: Writable text fields of a service → most characters, ``None`` for no limit.
SERVICE_TEXTS: dict[str, int | None] = {
    "name": 140, "shortDesc": 280, "description": 10000, "publicsPrecisions": None, "feeDetails": None,
    "beneficiariesAccessModesOther": 280, "coachOrientationModesOther": 280,
    "beneficiariesAccessModesExternalFormLinkText": 27, "coachOrientationModesExternalFormLinkText": 27,
    "contactName": 140, "contactPhone": 10, "address1": 255, "address2": 255, "postalCode": 5, "cityCode": 5,
    "diffusionZoneDetails": 9, "recurrence": 140,
}  # fmt: skip
SERVICE_URLS = (
    "remoteUrl",
    "onlineForm",
    "beneficiariesAccessModesExternalFormLink",
    "coachOrientationModesExternalFormLink",
)
SERVICE_BOOLS = ("isCumulative", "isContactInfoPublic", "qpvOrZrr")
SERVICE_INTS = ("durationWeeklyHours", "durationWeeks")
#: Lists of values → name of the closed list.
SERVICE_LISTS = {
    "categories": CATEGORIES,
    "subcategories": CHOICES["subcategories"],
    "locationKinds": CHOICES["locationKinds"],
    "coachOrientationModes": CHOICES["coachOrientationModes"],
    "beneficiariesAccessModes": CHOICES["beneficiariesAccessModes"],
    "fundingLabels": FUNDING_LABELS,
}
CONTACT = ("contactName", "contactPhone", "contactEmail", "isContactInfoPublic")

SERVICE_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys((*SERVICE_TEXTS, *SERVICE_URLS, "contactEmail", "diffusionZoneType"), ""),
    **dict.fromkeys((*SERVICE_LISTS, *CONDITIONS, "publics", "forms"), ()),
    **dict.fromkeys((*SERVICE_INTS, "kind", "feeCondition", "geom", "suspensionDate", "status", "model")),
    "isCumulative": True,
    "isContactInfoPublic": False,
    "qpvOrZrr": False,
    "updateFrequency": "tous-les-6-mois",
    "slug": "",
}  # fmt: skip
STRUCTURE_TEXTS: dict[str, int | None] = {
    "name": 255, "siret": 14, "cityCode": 5, "address1": 255, "address2": 255, "postalCode": 5, "phone": 10,
    "shortDesc": 280, "fullDesc": None, "ape": 6,
}  # fmt: skip
STRUCTURE_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys((*STRUCTURE_TEXTS, "email", "url", "typology", "slug"), ""),
    **dict.fromkeys(
        ("latitude", "longitude", "accesslibreUrl", "openingHours", "openingHoursDetails", "codeSafirFt")
    ),
    "nationalLabels": (),
    "otherLabels": (),
    "quickStartDone": False,
    "isObsolete": False,
}  # fmt: skip


def services_options(conditions: dict[str, dict[int, tuple[str, str | None]]]) -> dict[str, Any]:
    """``GET /services-options/``."""
    lists: dict[str, Any] = {name: [_option(value) for value in values] for name, values in CHOICES.items()}
    for kind, known in conditions.items():
        lists[kind] = [
            {"value": number, "label": name, "structure": owner} for number, (name, owner) in known.items()
        ]
    return lists | {"deploymentDepartments": []}


def structures_options() -> dict[str, Any]:
    """``GET /structures-options/``."""
    return {
        "typologies": [_option(value) | {"description": None} for value in TYPOLOGIES],
        "nationalLabels": [_option(value) for value in NATIONAL_LABELS],
        "sources": [],
        "restrictedNationalLabels": [_option(value) for value in NATIONAL_LABELS[1:]],
    }


def _option(value: str) -> dict[str, str | None]:
    return {"value": value, "label": value.replace("-", " ").capitalize()}
