"""What can be measured between two structures: each function gives a strength from 0 (nothing to say) to 1."""

from __future__ import annotations

from collections.abc import Mapping

from offre_insertion.geography import distance_km
from offre_insertion.matching.addresses import UNKNOWN, AddressMatch, compare_addresses
from offre_insertion.matching.names import DISTINCTIVE, NameMatch, compare_names
from offre_insertion.matching.profiles import Profile

#: An identifier seen in this many streets belongs to a body with many sites: it no longer tells one from another.
#: Two would take every body that moved for a network.
NETWORK_SITES = 3
#: Names below this similarity are two names.
_OTHER_NAME = 0.4
SAME_NAME = 0.5
_SAME_ADDRESS = 0.8
_NEAR_KM, _FAR_KM = 0.15, 1.0

Spread = Mapping[str, int]


class Comparison:
    """Two profiles and all that is computed about them, once. ``spread``: on how many sites an identifier is.

    ``address`` says nothing across communes. ``is_near``: points within a hundred and fifty metres.
    ``is_other_place``: another commune, or another address in it; neither this nor ``is_same_place`` when unknown.
    """

    __slots__ = (
        "a",
        "address",
        "b",
        "distance_km",
        "is_near",
        "is_other_commune",
        "is_other_place",
        "is_same_commune",
        "is_same_place",
        "name",
        "spread",
    )

    def __init__(self, a: Profile, b: Profile, spread: Spread, *, name: NameMatch | None = None) -> None:
        self.a, self.b, self.spread = a, b, spread
        self.name = compare_names(a.name, b.name) if name is None else name
        code_a, code_b = a.place.code, b.place.code
        self.is_same_commune = code_a is not None and code_a == code_b
        self.is_other_commune = code_a is not None and code_b is not None and code_a != code_b
        self.address: AddressMatch = (
            UNKNOWN if self.is_other_commune else compare_addresses(a.address, b.address)
        )
        self.distance_km = None if a.point is None or b.point is None else distance_km(a.point, b.point)
        self.is_near = self.distance_km is not None and self.distance_km <= _NEAR_KM
        self.is_same_place = self.address.same >= _SAME_ADDRESS or (
            self.address.different < 1 and self.is_near
        )
        self.is_other_place = self.is_other_commune or self.address.different >= 1

    def is_shared(self, kind: str, value: str | None) -> bool:
        """Whether an identifier is that of a body with many sites."""
        return value is not None and self.spread.get(kind + value, 0) >= NETWORK_SITES


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
    if c.name.similarity < SAME_NAME:
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
    if (
        not c.is_other_commune
        or c.a.name.key != c.b.name.key
        or c.a.place.departement != c.b.place.departement
    ):
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
    return float(c.name.extras == 2 and c.name.similarity >= _OTHER_NAME)


def added_words(c: Comparison) -> float:
    """One name has proper words more, and no identifier says that they are one body: a part, or a guest, of it."""
    if c.name.extras != 1 or c.name.similarity < SAME_NAME:
        return 0.0
    shared = (c.a.siret, c.b.siret), (c.a.telephone, c.b.telephone), (c.a.courriel, c.b.courriel)
    return float(not any(_is_same(left, right) for left, right in shared))


def other_siren(c: Comparison) -> float:
    """Two valid SIRENs: two legal bodies."""
    differ = c.a.siren is not None and c.b.siren is not None and c.a.siren != c.b.siren
    return float(differ and c.a.has_valid_siret() and c.b.has_valid_siret())


def other_etablissement(c: Comparison) -> float:
    """Two valid SIRETs of one body, in two places; half in one commune, where a body that moves gets a new one."""
    if not _is_same(c.a.siren, c.b.siren) or c.a.siret == c.b.siret or not c.is_other_place:
        return 0.0
    if not (c.a.has_valid_siret() and c.b.has_valid_siret()):
        return 0.0
    return 1.0 if c.is_other_commune else 0.5


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
    """In one commune, points over a kilometre apart and no address that says so; points err, addresses less."""
    if c.distance_km is None or c.distance_km < _FAR_KM or c.is_other_commune or c.address.different:
        return 0.0
    return 0.3 if c.address.same >= _SAME_ADDRESS else 1.0


def network(c: Comparison) -> float:
    """In two places, a body that has many: same SIREN, contact or name on three sites or more."""
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
