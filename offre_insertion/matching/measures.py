"""What can be measured between two structures: each function gives a strength from 0 (nothing to say) to 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from offre_insertion.geography import distance_km
from offre_insertion.matching.addresses import UNKNOWN, AddressMatch, compare_addresses
from offre_insertion.matching.names import DISTINCTIVE, NameMatch, compare_names
from offre_insertion.matching.profiles import Profile

#: An identifier seen in this many communes belongs to a body with many sites: it no longer tells one from another.
NETWORK_COMMUNES = 3
#: Names below this similarity are two names.
_OTHER_NAME = 0.4
_SAME_NAME = 0.5
_NEAR_KM, _FAR_KM = 0.15, 1.0

Spread = Mapping[str, int]


@dataclass
class Comparison:
    """Two profiles and all that was computed about them, once. ``spread``: in how many communes an identifier is."""

    a: Profile
    b: Profile
    spread: Spread = field(default_factory=dict)

    @cached_property
    def name(self) -> NameMatch:
        """How alike the names are."""
        return compare_names(self.a.name, self.b.name)

    @cached_property
    def is_other_commune(self) -> bool:
        """Both communes are known and differ."""
        code_a, code_b = self.a.place.code, self.b.place.code
        return code_a is not None and code_b is not None and code_a != code_b

    @cached_property
    def is_same_commune(self) -> bool:
        """Both communes are known and equal."""
        return self.a.place.code is not None and self.a.place.code == self.b.place.code

    @cached_property
    def address(self) -> AddressMatch:
        """How alike the addresses are; nothing is said across communes."""
        return UNKNOWN if self.is_other_commune else compare_addresses(self.a.address, self.b.address)

    @cached_property
    def distance_km(self) -> float | None:
        """Between the two points, when both are known."""
        return None if self.a.point is None or self.b.point is None else distance_km(self.a.point, self.b.point)

    @cached_property
    def is_same_place(self) -> bool:
        """Same address, or points so near that it must be."""
        return self.address.same >= 0.8 or (self.address.different < 1 and self.is_near)

    @cached_property
    def is_near(self) -> bool:
        """Points within a hundred and fifty metres."""
        return self.distance_km is not None and self.distance_km <= _NEAR_KM

    @cached_property
    def is_other_place(self) -> bool:
        """Another commune, or another address in it."""
        return self.is_other_commune or self.address.different >= 1

    def is_shared(self, kind: str, value: str | None) -> bool:
        """Whether an identifier is that of a body with many sites."""
        return value is not None and self.spread.get(kind + value, 0) >= NETWORK_COMMUNES


def _is_same(a: str | None, b: str | None) -> bool:
    return a is not None and a == b


def same_siret(c: Comparison) -> float:
    """A head office's SIRET is often given to every site: it then counts for half."""
    if not _is_same(c.a.siret, c.b.siret):
        return 0.0
    return 0.5 if c.is_shared("s:", c.a.siret) and not c.is_same_place else 1.0


def same_siren(c: Comparison) -> float:
    """Same body, another establishment or one not known as such."""
    if not _is_same(c.a.siren, c.b.siren) or _is_same(c.a.siret, c.b.siret):
        return 0.0
    return 0.3 if c.is_shared("n:", c.a.siren) else 1.0


def similar_nom(c: Comparison) -> float:
    """The similarity itself; a name that many bodies of a town could bear (« centre social ») counts less."""
    if c.name.similarity < _SAME_NAME:
        return 0.0
    return c.name.similarity * (1.0 if c.name.specific else 0.88)


def _same_contact(c: Comparison, kind: str, a: str | None, b: str | None) -> float:
    """Shared by sites of one body, a contact says nothing elsewhere, and little in one commune."""
    if not _is_same(a, b):
        return 0.0
    if c.is_shared(kind, a):
        return 0.0 if c.is_other_place else 0.4
    return 1.0


def same_telephone(c: Comparison) -> float:
    """Same number."""
    return _same_contact(c, "p:", c.a.telephone, c.b.telephone)


def same_courriel(c: Comparison) -> float:
    """Same address of e-mail."""
    return _same_contact(c, "m:", c.a.courriel, c.b.courriel)


def same_domaine(c: Comparison) -> float:
    """Same host of site or of e-mail, when the e-mail is not already the same."""
    if _is_same(c.a.courriel, c.b.courriel):
        return 0.0
    return _same_contact(c, "d:", c.a.domain, c.b.domain)


def same_adresse(c: Comparison) -> float:
    """Same street and number, however written."""
    return c.address.same if c.is_same_commune else 0.0


def same_commune(c: Comparison) -> float:
    """Same commune of today."""
    return float(c.is_same_commune)


def near(c: Comparison) -> float:
    """Points within a hundred and fifty metres."""
    return float(c.is_near)


def rare_nom(c: Comparison) -> float:
    """In two communes, a name with at least two proper words that no third record of the département bears."""
    if not c.is_other_commune or c.a.name.key != c.b.name.key or c.a.place.departement != c.b.place.departement:
        return 0.0
    return float(c.a.name.distinctive >= 2 * DISTINCTIVE and not _is_network_name(c))


def _is_network_name(c: Comparison) -> bool:
    return c.is_shared("k:", f"{c.a.place.departement}|{c.a.name.key}")


def other_kind(c: Comparison) -> float:
    """Each name says what the body is, and they have nothing in common: town hall and France services."""
    return float(bool(c.a.name.kinds and c.b.name.kinds) and c.a.name.kinds.isdisjoint(c.b.name.kinds))


def other_nom(c: Comparison) -> float:
    """Names with almost nothing in common."""
    return float(c.name.similarity < _OTHER_NAME and bool(c.a.nom and c.b.nom))


def other_words(c: Comparison) -> float:
    """Each name has proper words the other lacks: two sites, or two bodies of one movement."""
    return float(c.name.both_extra and c.name.similarity >= _OTHER_NAME)


def other_siren(c: Comparison) -> float:
    """Two valid SIRENs: two legal bodies."""
    differ = c.a.siren is not None and c.b.siren is not None and c.a.siren != c.b.siren
    return float(differ and c.a.has_valid_siret() and c.b.has_valid_siret())


def other_etablissement(c: Comparison) -> float:
    """Two valid SIRETs of one body, in two places."""
    if not _is_same(c.a.siren, c.b.siren) or c.a.siret == c.b.siret or not c.is_other_place:
        return 0.0
    return float(c.a.has_valid_siret() and c.b.has_valid_siret())


def other_commune(c: Comparison) -> float:
    """Two communes of one département, unless the points are side by side."""
    return float(c.is_other_commune and not c.is_near and c.a.place.departement == c.b.place.departement)


def other_departement(c: Comparison) -> float:
    """Two communes of two départements, unless the points are side by side."""
    return float(c.is_other_commune and not c.is_near and c.a.place.departement != c.b.place.departement)


def other_adresse(c: Comparison) -> float:
    """Two addresses of one commune."""
    return c.address.different


def far(c: Comparison) -> float:
    """In one commune, points more than a kilometre apart; less when the address is the same, for points err."""
    if c.distance_km is None or c.distance_km < _FAR_KM or c.is_other_commune:
        return 0.0
    return 0.3 if c.address.same >= 0.8 else 1.0


def network(c: Comparison) -> float:
    """In two places, a body that has many: same SIREN, contact or name in three communes or more."""
    if not c.is_other_place:
        return 0.0
    a, b = c.a, c.b
    identifiers = (
        ("s:", a.siret, b.siret),
        ("n:", a.siren, b.siren),
        ("p:", a.telephone, b.telephone),
        ("m:", a.courriel, b.courriel),
        ("d:", a.domain, b.domain),
    )
    if any(_is_same(left, right) and c.is_shared(kind, left) for kind, left, right in identifiers):
        return 1.0
    return float(a.name.key == b.name.key and _is_network_name(c))
