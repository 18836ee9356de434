"""What the web form of DORA demands before it publishes: its API publishes anything (contract §5, « Front »)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from offre_insertion.publishing.dora.drafts import Missing
from offre_insertion.publishing.dora.mobilisation import (
    BENEFICIARIES,
    COACHES,
    DORA_FORM,
    FORM,
    MAIL,
    MAIL_WITH_FORM,
    OTHER,
    PHONE,
)
from offre_insertion.publishing.dora.values import texts

Fields = Mapping[str, object]


class _Rule(NamedTuple):
    """``dora_field`` must be filled when ``applies``; ``advice`` names the field of the schema to fill."""

    dora_field: str
    label: str
    advice: str
    applies: Callable[[Fields], bool] = lambda _: True


def _values(fields: Fields, name: str) -> frozenset[str]:
    return frozenset(texts(fields.get(name)))


def _modes(fields: Fields) -> frozenset[str]:
    return _values(fields, BENEFICIARIES.modes) | _values(fields, COACHES.modes)


def _has_mode(*modes: str) -> Callable[[Fields], bool]:
    return lambda fields: bool(_modes(fields) & set(modes))


def _side_has(side: str, mode: str) -> Callable[[Fields], bool]:
    return lambda fields: mode in _values(fields, side)


def _is_in_person(fields: Fields) -> bool:
    return "en-presentiel" in _values(fields, "locationKinds")


def _is_not_free(fields: Fields) -> bool:
    return fields.get("feeCondition") != "gratuit"


_SERVICE = (
    _Rule("name", "Titre", "Remplissez « nom »."),
    _Rule("shortDesc", "Résumé", "Remplissez « description »."),
    _Rule("kind", "Type de service", "Remplissez « type »."),
    _Rule("categories", "Thématiques", "Remplissez « thematiques »."),
    _Rule("subcategories", "Besoins", "Remplissez « thematiques »."),
    _Rule("feeDetails", "Frais à charge", "Mettez « frais » à « gratuit », ou précisez-les dans « frais_precisions ».",
          _is_not_free),
    _Rule("locationKinds", "Mode d’accueil", "Remplissez « modes_accueil »."),
    _Rule("address1", "Adresse", "L’accueil est en présentiel : remplissez « adresse ».", _is_in_person),
    _Rule("postalCode", "Code postal", "L’accueil est en présentiel : remplissez « code_postal ».", _is_in_person),
    _Rule("cityCode", "Ville", "L’accueil est en présentiel : remplissez « commune » et « code_insee ».",
          _is_in_person),
    _Rule("diffusionZoneType", "Périmètre", "Remplissez « zone_eligibilite » avec un territoire que DORA connaît."),
    _Rule("diffusionZoneDetails", "Territoire", "Remplissez « zone_eligibilite ».",
          lambda fields: fields.get("diffusionZoneType") not in ("", None, "country")),
    _Rule("contactPhone", "Téléphone", "Le service se mobilise par téléphone : remplissez « telephone ».",
          _has_mode(PHONE)),
    _Rule("contactEmail", "Courriel", "Le service se mobilise par courriel : remplissez « courriel ».",
          _has_mode(MAIL, MAIL_WITH_FORM, DORA_FORM)),
    *(
        rule
        for side in (BENEFICIARIES, COACHES)
        for rule in (
            _Rule(side.link, "Lien", "Le service se mobilise par un lien : remplissez « lien_mobilisation ».",
                  _side_has(side.modes, FORM)),
            _Rule(side.link_text, "Intitulé du lien", "Donnez l’intitulé du lien.", _side_has(side.modes, FORM)),
            _Rule(side.other, "Autre modalité", "Remplissez « mobilisation_precisions ».",
                  _side_has(side.modes, OTHER)),
        )
    ),
    _Rule("forms", "Documents à compléter", "La fiche de prescription se dépose dans DORA.",
          _has_mode(MAIL_WITH_FORM)),
)  # fmt: skip

_STRUCTURE = (
    _Rule("siret", "SIRET", "DORA ne crée pas de structure sans SIRET : remplissez « siret »."),
    _Rule("name", "Nom de la structure", "Remplissez « nom »."),
    _Rule("typology", "Typologie", "« reseaux_porteurs » ne la désigne pas à lui seul : choisissez-la dans le projet."),
    _Rule("address1", "Adresse", "Remplissez « adresse »."),
    _Rule("postalCode", "Code postal", "Remplissez « code_postal »."),
    _Rule("cityCode", "Ville", "Sans elle, la structure n’est d’aucun département et personne ne peut la "
          "modifier : remplissez « commune » et « code_insee »."),
)  # fmt: skip


def missing_of_service(fields: Fields) -> tuple[Missing, ...]:
    """What keeps a service a draft, in the order of the form. ``fields`` is a payload, or what DORA answered."""
    missing = _missing(_SERVICE, fields)
    if not _modes(fields):
        missing.append(Missing(BENEFICIARIES.modes, "Modes de mobilisation",
                               "Remplissez « modes_mobilisation » et « mobilisable_par »."))  # fmt: skip
    bare = _bare_categories(fields)
    if bare:
        message = f"Sans besoin choisi : {', '.join(bare)}. Précisez « thematiques »."
        missing.append(Missing("subcategories", "Besoins", message))
    return tuple(missing)


def missing_of_structure(fields: Fields) -> tuple[Missing, ...]:
    """What the form of DORA would ask for before it creates the structure."""
    return tuple(_missing(_STRUCTURE, fields))


def _missing(rules: tuple[_Rule, ...], fields: Fields) -> list[Missing]:
    return [
        Missing(rule.dora_field, rule.label, rule.advice)
        for rule in rules
        if rule.applies(fields) and fields.get(rule.dora_field) in ("", None, [])
    ]


def _bare_categories(fields: Fields) -> list[str]:
    covered = {code.partition("--")[0] for code in _values(fields, "subcategories")}
    categories = _values(fields, "categories")
    return sorted(categories - covered) if covered else []
