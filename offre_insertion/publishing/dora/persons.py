"""Persons on DORA: taken out of what everyone reads as of all that is published; their contact is for professionals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from offre_insertion.publishing.dora.drafts import DoraOptions, Fields, Losses
from offre_insertion.publishing.dora.places import SHOWN_PLACE
from offre_insertion.publishing.personal import CONTACT, Accepted, remove_personal
from offre_insertion.schema import Record

#: Fields of a service that everyone reads, and that people write freely → DORA.
SHOWN_SERVICE = {
    "nom": "name",
    "description": "description",
    **SHOWN_PLACE,
    "conditions_acces": "requirements",
    "publics_precisions": "publicsPrecisions",
    "frais_precisions": "feeDetails",
    "mobilisation_precisions": "beneficiariesAccessModesOther",
    "lien_mobilisation": "onlineForm",
    "horaires_accueil": "recurrence",
}
#: The same of a structure, whose contact DORA shows to everyone.
SHOWN_STRUCTURE = {
    "nom": "name",
    "description": "fullDesc",
    **SHOWN_PLACE,
    "telephone": "phone",
    "courriel": "email",
    "site_web": "url",
    "horaires_accueil": "openingHours",
    "accessibilite_lieu": "accesslibreUrl",
}
#: Contact fields that may be a person's → DORA.
_CONTACT = {CONTACT: "contactName", "telephone": "contactPhone", "courriel": "contactEmail"}
_ADVICE = (
    "tout le monde le lirait, ce n’est pas envoyé. Si la personne l’accepte, ajoutez-le à courriels_admis ou "
    "telephones_admis, dans [publication]."
)


def without_persons(
    record: Record, shown: Mapping[str, str], losses: Losses, *, accepted: Accepted, structure: str = ""
) -> Record:
    """The record without what looks like a person in the fields of ``shown``: field of the schema → of DORA.

    ``accepted`` are the addresses and the numbers whose persons agreed; ``structure`` is the name of the structure of a
    service. Each value taken out is a loss that does not repeat it.
    """
    tidy, withheld = remove_personal(record, accepted, structure=structure)
    changes = {}
    for one in withheld:
        if one.field in shown:
            losses.add(one.field, shown[one.field], "ecarte", f"« {one.field} » : {one.reason} ; {_ADVICE}")
            changes[one.field] = tidy.get(one.field)
    return {**record, **changes}


class ShownTo(TypedDict):
    """The fields of a draft that say to whom its contact is shown."""

    defaults: Fields
    private: frozenset[str]


def shown_to(service: Record, options: DoraOptions) -> ShownTo:
    """Contacts are for everyone unless they are a person's, by the rule of what is published elsewhere."""
    contact = {name: service[name] for name in _CONTACT if service.get(name)}
    private = frozenset(_CONTACT[one.field] for one in remove_personal(contact, options.accepted)[1])
    public = options.contact_public
    return {
        "defaults": {
            "updateFrequency": options.update_frequency,
            "isContactInfoPublic": not private if public is None else public,
        },
        "private": frozenset() if public else private,
    }
