"""``reseaux_porteurs`` ↔ ``typology`` and ``nationalLabels`` (contract §8).

data·inclusion reads one network in each typology and each label of DORA; several typologies often mean the
same network, so that the way back is taken only where one typology alone means it. Elsewhere a person
chooses: « departements » may be CD, CDAS, DEPT or UDAF.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

#: Network → the typologies that data·inclusion reads as this network.
_TYPOLOGIES_OF = {
    "aci": ("ACI", "ACIPHC"), "afpa": ("AFPA",), "ase": ("ASE",), "caarud": ("CAARUD",),
    "cada": ("CADA",), "caf": ("CAF", "EVS"), "cap-emploi-reseau-cheops": ("CAP_EMPLOI",), "cava": ("CAVA",),
    "ccas-cias": ("CC", "CCAS", "CIAS"), "chambres-consulaires": ("CCONS",), "chrs": ("CHRS",), "chu": ("CHU",),
    "cidff": ("CIDFF",), "cmp": ("CMP",), "cms": ("CMS",), "communes": ("EPCI", "MQ", "MUNI"), "cpam": ("CPAM",),
    "cph": ("CPH",), "creches-avip": ("AVIP",), "csapa": ("CSAPA",), "departements": ("CD", "CDAS", "DEPT", "UDAF"),
    "ecoles-de-la-deuxieme-chance": ("E2C",), "ei": ("EI",), "eiti": ("EITI",), "epide": ("EPIDE",),
    "espaces-publics-numeriques": ("ENM", "EPI", "EPN"), "etti": ("ETTI",), "fcsf": ("CS", "CSC"),
    "france-service": ("RFS",), "france-travail": ("FT",),
    "geiq": ("GEIQ",), "huda": ("HUDA",), "la-poste": ("LA_POSTE",), "maison-departementale-de-lautonomie": ("MDA",),
    "maisons-de-l-emploi": ("MDE", "MDEF"), "maisons-des-solidarites": ("MDS",), "mdph": ("MDPH",),
    "mission-locale": ("ML",), "mjc": ("MJC",), "msap": ("MSAP",), "mutualite-sociale-agricole": ("MSA",),
    "pimms-mediation": ("PIMMS",), "pjj": ("PJJ",), "plie": ("PLIE",), "regions": ("DEETS", "PREF", "REG"),
    "reseau-information-jeunesse": ("PIJ_BIJ",), "residences-fjt": ("RS_FJT",), "spip": ("SPIP",),
    "unea": ("EA", "EATT"),
}  # fmt: skip
#: Networks that a typology names by the same words, though data·inclusion reads none, or another, in it.
_SAME_NAME = {
    "aci": "ACI", "ai": "AI", "delegataire-conseil-departemental": "ODC", "ea": "EA", "eatt": "EATT",
    "ressourceries": "RESSOURCERIE",
}  # fmt: skip
#: Read, never written: the typology is the federation itself, the network counts its members.
_READ_ONLY = {"FAIS": "federation-des-acteurs-de-la-solidarite"}

#: Networks whose label of DORA is, in production, spelt otherwise; the others have the same code on both sides.
_LABELS = {
    "conseillers-numeriques": "conseiller-numerique", "federation-professionnelle-femmes": "fede-pro-fem",
    "maisons-de-l-emploi": "maisons-de-lemploi", "points-conseil-budget": "point-conseil-budget",
    "points-justice": "point-justice", "reseau-bge": "bge", "tous-tes-possibles": "tous-tes-possible",
}  # fmt: skip
#: All these labels are read; the last two are not written: a CCAS may not be a member of the union, nor a chamber
#: one of commerce.
_NETWORK_OF_LABEL = {label: network for network, label in _LABELS.items()} | {
    "unccas": "ccas-cias",
    "cci": "chambres-consulaires",
}

_BY_TYPOLOGY = {one: network for network, several in _TYPOLOGIES_OF.items() for one in several}
NETWORK_OF_TYPOLOGY = (
    {typology: network for network, typology in _SAME_NAME.items()} | _READ_ONLY | _BY_TYPOLOGY
)
TYPOLOGY_OF_NETWORK = {
    network: several[0] for network, several in _TYPOLOGIES_OF.items() if len(several) == 1
} | _SAME_NAME


def possible_typologies(networks: Iterable[str]) -> tuple[str, ...]:
    """The typologies that these networks can mean, sorted: one when there is nothing to choose."""
    found: dict[str, set[str]] = defaultdict(set)
    for network in networks:
        sure = TYPOLOGY_OF_NETWORK.get(network)
        found[network] |= {sure} if sure else set(_TYPOLOGIES_OF.get(network, ()))
    return tuple(sorted(set[str]().union(*found.values())))


def labels_of(networks: Iterable[str], known: frozenset[str]) -> list[str]:
    """The national labels of these networks, among those the instance lets us send."""
    return sorted(
        {label for network in networks for label in (network, _LABELS.get(network, network))} & known
    )


def networks_of(typology: str, labels: Iterable[str], known: frozenset[str]) -> list[str]:
    """The networks that a typology and labels mean, among ``known`` (the codes of the schema)."""
    found = {_NETWORK_OF_LABEL.get(label, label) for label in labels} & known
    network = NETWORK_OF_TYPOLOGY.get(typology)
    return sorted(found | ({network} if network else set()))
