"""Fictional structures, their duplicates and the traps, drawn with a seed for `bench_doublons.py`.

Communes, postal codes and centres are real (COG); names, streets, phones and numbers are drawn. A record is a v1
structure; `Sample.truth` holds the pairs of ids that are one structure.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from stdnum import luhn

from offre_insertion.geography import Commune, load_geography
from offre_insertion.schema import Record
from offre_insertion.text import fold, slug

SYLLABLES = [
    "ba",
    "bel",
    "cor",
    "da",
    "dor",
    "el",
    "fa",
    "fel",
    "ga",
    "gra",
    "hé",
    "ka",
    "la",
    "li",
    "lu",
    "ma",
    "mé",
    "mi",
    "na",
    "no",
    "or",
    "pa",
    "pri",
    "ra",
    "ré",
    "ro",
    "sa",
    "sol",
    "ta",
    "tel",
    "va",
    "vi",
    "zé",
]
NOUNS = [
    "Passerelle",
    "Tremplin",
    "Horizon",
    "Envol",
    "Boussole",
    "Escale",
    "Ancrage",
    "Parenthèse",
    "Étincelle",
    "Ruche",
    "Clairière",
    "Fabrique",
    "Marelle",
    "Traverse",
    "Balise",
    "Lanterne",
    "Amarre",
    "Charpente",
    "Semence",
    "Ritournelle",
]
FIELDS = [
    "Mobilité",
    "Emploi",
    "Solidarités",
    "Insertion",
    "Numérique",
    "Logement",
    "Santé",
    "Familles",
    "Formation",
    "Ressources",
]
PEOPLE = [
    "Jeanne Hachette",
    "Louise Michel",
    "Victor Hugo",
    "Jean Moulin",
    "Simone Veil",
    "Jules Ferry",
    "Marie Curie",
    "Émile Zola",
]
WAYS = ("rue", "avenue", "boulevard", "place", "impasse", "chemin", "allée", "route")

#: Bodies a commune has: the name, and how it is written out.
COMMUNE_BODIES = (
    ("CCAS de {}", "Centre communal d’action sociale de {}"),
    ("Mairie de {}", "Mairie de {}"),
    ("Médiathèque de {}", "Bibliothèque de {}"),
    ("PIJ de {}", "Point information jeunesse de {}"),
    ("Mission locale de {}", "ML {}"),
    ("PLIE de {}", "Plan local pour l’insertion et l’emploi de {}"),
    ("MDS de {}", "Maison des solidarités de {}"),
    ("Centre social de {}", "Centre socioculturel de {}"),
)


@dataclass
class Sample:
    """Records, the pairs that are one, and what was done to each duplicate."""

    records: list[Record] = field(default_factory=list)
    truth: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def valid_number(rng: random.Random, prefix: str, length: int) -> str:
    """Digits after a prefix, with the Luhn key."""
    body = prefix + "".join(rng.choices("0123456789", k=length - 1 - len(prefix)))
    return body + str(luhn.calc_check_digit(body))


class Drawing:
    """Draws of one sample. ``communes`` can be those of one département."""

    def __init__(self, seed: int, *, departement: str | None = None, source: str = "nationale") -> None:
        self.rng = random.Random(seed)
        geography = load_geography()
        all_ = geography.communes_of_departement(departement) if departement else geography.communes
        self.communes = [commune for commune in all_ if commune.point and commune.codes_postaux]
        self.weights = list(
            itertools.accumulate((commune.population + 50) ** 0.8 for commune in self.communes)
        )
        self.source = source
        self._ids = itertools.count(1)
        self.used: set[tuple[str, str]] = set()

    def commune(self) -> Commune:
        """A commune, more often a large one."""
        return self.rng.choices(self.communes, cum_weights=self.weights)[0]

    def word(self, low: int = 2, high: int = 4) -> str:
        """A word that means nothing."""
        return "".join(self.rng.choices(SYLLABLES, k=self.rng.randint(low, high))).capitalize()

    def next_id(self) -> str:
        """The next id of the source."""
        return f"{self.source}--{next(self._ids)}"

    def maybe(self, share: float) -> bool:
        """True that often."""
        return self.rng.random() < share

    # Parts

    def adresse(self) -> str:
        """A number, mostly, and a street."""
        street = self.rng.choice(PEOPLE) if self.maybe(0.3) else f"{self.word()} {self.word()}"
        number = (
            f"{self.rng.randint(1, 180)}{' bis' if self.maybe(0.05) else ''} " if self.maybe(0.85) else ""
        )
        return f"{number}{self.rng.choice(WAYS)} {street}"

    def point(self, commune: Commune, km: float = 2.0) -> tuple[float, float]:
        """A point about ``km`` from the centre of the commune."""
        longitude, latitude = commune.point or (0.0, 46.0)
        return longitude + self.rng.gauss(0, km / 80), latitude + self.rng.gauss(0, km / 111)

    def telephone(self) -> str:
        """A phone number."""
        return f"+33{self.rng.randint(1, 5)}" + "".join(self.rng.choices("0123456789", k=8))

    def nom(self) -> str:
        """A name of association; one in six is short and common, and will be borne elsewhere."""
        draw = self.rng.random()
        if draw < 0.16:
            return f"Association {self.rng.choice(NOUNS)}"
        if draw < 0.5:
            return f"{self.word()} {self.rng.choice(FIELDS)}"
        if draw < 0.75:
            return f"Association {self.word()} {self.rng.choice(NOUNS)} {self.rng.choice(FIELDS)}"
        return f"{self.rng.choice(NOUNS)} {self.word()}"

    def record(self, nom: str, commune: Commune, **given: object) -> Record:
        """A structure with some of its fields missing; ``given`` values are as stated, ``None`` for absent."""
        longitude, latitude = self.point(commune)
        host = f"{slug(nom)[:24]}-{self.rng.randint(1, 9999)}.example.org"
        drawn: Record = {
            "source": self.source,
            "id": self.next_id(),
            "nom": nom,
            "date_maj": f"202{self.rng.randint(4, 6)}-0{self.rng.randint(1, 9)}-1{self.rng.randint(0, 9)}",
            "commune": commune.nom,
            "code_postal": commune.codes_postaux[0],
            "code_insee": commune.code_insee,
        }
        optional = (
            ("siret", valid_number(self.rng, valid_number(self.rng, "9", 9), 14), 0.7),
            ("adresse", self.adresse(), 0.92),
            ("telephone", self.telephone(), 0.8),
            ("courriel", f"contact@{host}", 0.65),
            ("site_web", f"https://www.{host}", 0.5),
        )
        drawn.update({name: value for name, value, share in optional if self.maybe(share)})
        if self.maybe(0.85):
            drawn.update(longitude=longitude, latitude=latitude)
        drawn.update(given)
        return {name: value for name, value in drawn.items() if value is not None}

    # Structures and traps

    def structures(self, count: int) -> Iterator[Record]:
        """About ``count`` distinct structures: plain ones, and one group of traps in twelve draws."""
        made = 0
        while made < count:
            draw = self.rng.random()
            if draw < 0.004:
                group = list(self.network())
            elif draw < 0.04:
                group = list(self.one_roof())
            elif draw < 0.07:
                group = list(self.town_hall())
            elif draw < 0.08:
                group = list(self.quarters())
            elif draw < 0.10:
                group = list(self.alike())
            else:
                group = list(self.plain())
            made += len(group)
            yield from group

    def plain(self) -> Iterator[Record]:
        """A body of the commune or an association; one name once in a commune."""
        commune = self.commune()
        nom = self.rng.choice(COMMUNE_BODIES)[0].format(commune.nom) if self.maybe(0.35) else self.nom()
        if self._is_new(nom, commune):
            yield self.record(nom, commune)

    def _is_new(self, nom: str, commune: Commune) -> bool:
        key = fold(nom), commune.code_insee
        known = key in self.used
        self.used.add(key)
        return not known

    def network(self) -> Iterator[Record]:
        """One body, thirty sites: one SIREN (or the head office's SIRET everywhere), one switchboard, one name."""
        nom = f"{self.word()} {self.word()} {self.rng.choice(FIELDS)}"
        siren = valid_number(self.rng, "9", 9)
        siret = valid_number(self.rng, siren, 14) if self.maybe(0.3) else None
        shared = {"telephone": self.telephone()} if self.maybe(0.6) else {}
        host = f"{slug(nom)}.example.org"
        codes: set[str] = set()
        with_commune = self.maybe(0.5)
        for commune in (self.commune() for _ in range(30)):
            if commune.code_insee not in codes:
                codes.add(commune.code_insee)
                yield self.record(
                    f"{nom} {commune.nom}" if with_commune else nom,
                    commune,
                    siret=siret or valid_number(self.rng, siren, 14),
                    courriel=f"accueil@{host}",
                    site_web=f"https://{host}",
                    **shared,
                )

    def one_roof(self) -> Iterator[Record]:
        """Two or three associations at one address, often with the phone of the house."""
        commune = self.commune()
        adresse, (longitude, latitude) = self.adresse(), self.point(commune)
        shared = {"telephone": self.telephone()} if self.maybe(0.5) else {}
        for _ in range(self.rng.randint(2, 3)):
            yield self.record(
                f"{self.nom()} {self.word()}",
                commune,
                adresse=adresse,
                longitude=longitude,
                latitude=latitude,
                **shared,
            )

    def town_hall(self) -> Iterator[Record]:
        """The town hall, its France services and its library: one SIRET, one address, one phone."""
        commune = self.commune()
        if not self._is_new(f"Mairie de {commune.nom}", commune):
            return
        first = self.record(f"Mairie de {commune.nom}", commune)
        yield first
        shared = {
            name: first.get(name) for name in ("siret", "adresse", "telephone", "longitude", "latitude")
        }
        yield self.record(f"France Services {commune.nom}", commune, **shared)
        if self.maybe(0.5) and self._is_new(f"Médiathèque de {commune.nom}", commune):
            yield self.record(f"Médiathèque de {commune.nom}", commune, **shared)

    def quarters(self) -> Iterator[Record]:
        """Sites of one body in one town: same SIREN, own phones and addresses; half of them bear one same name."""
        commune = self.commune()
        nom, siren = f"{self.word()} {self.rng.choice(FIELDS)}", valid_number(self.rng, "9", 9)
        named, host = self.maybe(0.5), f"{slug(nom)}.example.org"
        for _ in range(self.rng.randint(3, 5)):
            yield self.record(
                f"{nom} {self.word(3, 4)}" if named else nom,
                commune,
                siret=valid_number(self.rng, siren, 14),
                adresse=f"{self.rng.randint(1, 180)} {self.rng.choice(WAYS)} {self.word(3, 4)}",
                site_web=f"https://{host}",
            )

    def alike(self) -> Iterator[Record]:
        """Two or three bodies of one town that share most of their words: « Passerelle Gaba Emploi », « … Lilu »."""
        commune, noun, fields = self.commune(), self.rng.choice(NOUNS), self.rng.choice(FIELDS)
        for _ in range(self.rng.randint(2, 3)):
            yield self.record(f"{noun} {self.word(2, 3)} {fields}", commune)
