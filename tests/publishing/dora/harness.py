"""A département, its account and its offer, for the tests that publish to the fake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from offre_insertion.history import History
from offre_insertion.history.dora import DoraMemory
from offre_insertion.publishing.dora.api import Dora, dora_client
from offre_insertion.publishing.dora.apply import apply_plan
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.operations import Plan
from offre_insertion.publishing.dora.report import Report
from offre_insertion.publishing.dora.scope import Scope
from offre_insertion.publishing.dora.session import make_plan
from offre_insertion.publishing.dora.survey import LocalOffer
from offre_insertion.schema import Record
from tests.publishing.dora.fake import Clock, FakeDora, Structure, User, World

DEPARTEMENT = "53"
THEMATIQUES = ("mobilite--preparer-un-permis", "numerique--acquerir-un-equipement", "sante--addictions")


class KilledError(BaseException):
    """Our process dies: nothing of ours may catch it."""


def siret_of(number: int) -> str:
    return f"9999{number:010d}"


def make_structure(number: int, **fields: Any) -> Record:
    """A structure of Laval."""
    return {
        "source": "cd53", "id": f"cd53--structure-{number}", "nom": f"Association {number}", "siret": siret_of(number),
        "date_maj": "2026-02-01", "description": "Association fictive de la Mayenne.", "commune": "Laval",
        "code_postal": "53000", "code_insee": "53130", "adresse": f"{number} rue Neuve",
        "longitude": -0.77, "latitude": 48.07, "telephone": "+33243000000", "reseaux_porteurs": ["mission-locale"],
    } | fields  # fmt: skip


def make_service(number: int, *, structure: int = 0, **fields: Any) -> Record:
    """A service with all that DORA's form wants, and a person to call."""
    return {
        "source": "cd53", "id": f"cd53--{number}", "structure_id": f"cd53--structure-{structure}",
        "nom": f"Atelier {number} {_word(number)}", "description": f"Description du service {number}, en groupe.",
        "date_maj": "2026-02-01", "type": "atelier", "thematiques": [THEMATIQUES[number % 3]], "frais": "gratuit",
        "publics": ["jeunes", "femmes"], "modes_accueil": ["en-presentiel"], "commune": "Laval",
        "code_postal": "53000", "code_insee": "53130", "adresse": f"{number} rue Neuve",
        "longitude": -0.77, "latitude": 48.07, "zone_eligibilite": ["53"],
        "contact_nom_prenom": f"Camille Fictif {number}",
        "telephone": f"+3324300{number % 10000:04d}", "courriel": f"contact{number}@exemple.fr",
        "modes_mobilisation": ["telephoner"], "mobilisable_par": ["usagers", "professionnels"],
        "conditions_acces": "Habiter en Mayenne",
    } | fields  # fmt: skip


def _word(number: int) -> str:
    """A word of its own: two services must not look alike."""
    letters = "bcdfglmnprstvz"
    return "".join(f"{letters[(number // 14**rank) % 14]}{'aeiou'[(number + rank) % 5]}" for rank in range(4))


def make_offer(services: Sequence[Record], structures: Sequence[Record] | None = None) -> LocalOffer:
    """The offer of these services; their structures are made when they are not given."""
    if structures is None:
        numbers = sorted({int(str(one["structure_id"]).rpartition("-")[2]) for one in services})
        structures = [make_structure(number) for number in numbers]
    return LocalOffer({one["id"]: one for one in structures}, {one["id"]: one for one in services})


class Bench:
    """The fake, its manager, and what a project does with them."""

    def __init__(self, history: History, *, structures: int = 1, limit: int = 120) -> None:
        self.history = history
        self.clock = Clock()
        self.world = World(self.clock)
        self.user: User = self.world.add_user("cd53@exemple.fr", is_manager=True, departments=(DEPARTEMENT,))
        home = self.world.add_structure(name="Département", siret="22530001300012", cityCode="53130")
        home.members.add(self.user.email)
        self.structures: list[Structure] = [
            self.world.add_structure(name=f"Association {number}", siret=siret_of(number), cityCode="53130")
            for number in range(structures)
        ]
        self.dora = FakeDora(self.world, limit=limit)
        self.url = ""
        self.quota: Path | None = None
        self.transport: httpx.BaseTransport | None = None

    @contextmanager
    def running(self) -> Iterator[Bench]:
        with self.dora.running() as self.url:
            yield self

    @property
    def memory(self) -> DoraMemory:
        return DoraMemory(self.history, "127.0.0.1")

    @contextmanager
    def connected(self) -> Iterator[Dora]:
        client = dora_client(
            self.url,
            SecretStr(self.user.token),
            quota_path=self.quota,
            transport=self.transport,
            clock=self.clock,
            sleep=self.clock.sleep,
            jitter=lambda: 0.5,
        )
        with client:
            yield Dora(
                client,
                Scope(DEPARTEMENT),
                sleep=self.clock.sleep,
                clock=lambda: self.clock.now().timestamp(),
            )

    def plan(self, offer: LocalOffer, **choices: Any) -> Plan:
        with self.connected() as dora:
            return make_plan(dora, self.memory, offer, Choices(DEPARTEMENT, **choices))

    def publish(self, offer: LocalOffer, *, limit: int | None = None, **choices: Any) -> tuple[Plan, Report]:
        """Plans and applies, as one command does."""
        with self.connected() as dora:
            plan = make_plan(dora, self.memory, offer, Choices(DEPARTEMENT, **choices))
            return plan, apply_plan(plan, dora, self.memory, limit=limit)
