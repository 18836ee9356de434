"""The fake against the exchanges recorded on a real instance, replayed in their order on one world."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.publishing.dora.fake import Clock, FakeDora, World
from tests.shared import SHARED, needs_shared

RECORDINGS = SHARED / "contracts" / "dora" / "recordings"

#: What the project never calls: the fake does not have it.
NOT_COVERED = {
    "16": "search-sirene", "17": "search-sirene", "22": "admin-division-search", "23": "admin-division-search",
    "24": "base sans ses sources de structure", "165": "OPTIONS", "184": "join-structure", "185": "join-structure",
    "186": "structures-admin", "187": "structures-admin", "188": "structures-admin", "189": "services-admin",
    "190": "structures-admin", "200": "api/v2", "201": "api/v2", "202": "api/v2", "203": "api/v2", "204": "api/v2",
    "205": "api/v2", "206": "api/v2", "207": "api/v2", "213": "quota des anonymes (joué à part)", "220": "modèles",
    "240": "recherche", "255": "join-structure",
}  # fmt: skip
#: Lists whose content is the national one: only their shape is compared.
LISTS = {"10", "11", "12", "164", "212"}


def number_of(path: Path) -> tuple[int, str]:
    match = re.match(r"(\d+)(a?)-", path.name)
    assert match is not None
    return int(match[1]), match[2]


def recordings() -> list[Path]:
    paths = [path for path in RECORDINGS.glob("*.json") if path.name[0].isdigit()]
    return sorted(paths, key=number_of)


def label_of(path: Path) -> str:
    return "".join(map(str, number_of(path)))


def make_world() -> World:
    """Who and what was there before the first exchange."""
    world = World(Clock())
    accounts: dict[str, dict[str, Any]] = {
        "manager": {"is_manager": True, "departments": ("35",)},
        "manager2": {"is_manager": True, "departments": ("35",)},
        "managerinvalid": {"is_manager": True, "departments": ("35",), "is_valid": False},
        "nomanagerdep": {"is_manager": True, "departments": ()},
        "member": {},
        "admin": {},
        "staff": {"is_staff": True},
        "inactive": {"is_active": False},
    }
    for name, options in accounts.items():
        world.add_user(f"{name}@example.test", **options)
    b = world.add_structure(
        name="CENTRE SOCIAL EXEMPLE B", siret="90000002700012", cityCode="35288", typology="CS"
    )
    b.members.add("member@example.test")
    b.admins.add("admin@example.test")
    world.add_structure(name="Association Nantaise", siret="90000006800016", cityCode="44109")
    caf = world.add_structure(name="CAF", siret="53408952900018", cityCode="35238", slug="caf-no_dora_form")
    caf.no_dora_form = True
    for siret, name in (("90000001900019", "ASSOCIATION EXEMPLE A"), ("90000009200016", "ASSOCIATION CSV 2")):
        world.sirene[siret] = {
            "name": name, "cityCode": "35238", "city": "RENNES", "postalCode": "35000", "ape": "88.99B",
            "address1": "10 RUE DU TEST", "address2": "", "isSiege": True, "latitude": 48.11, "longitude": -1.68,
        }  # fmt: skip
    return world


def edit_structure(slug: str, new: dict[str, Any]) -> Callable[[World], None]:
    def edit(world: World) -> None:
        structure = world.structure(slug)
        assert structure is not None
        structure.fields.update(new)

    return edit


def edit_service(slug: str, new: dict[str, Any]) -> Callable[[World], None]:
    def edit(world: World) -> None:
        service = world.service(slug)
        assert service is not None
        service.fields.update(new)
        structure = world.structure(service.fields["structure"])
        assert structure is not None
        service.structure = structure

    return edit


def add_suggestions(world: World) -> None:
    structure = world.structure("association-exemple-")
    assert structure is not None
    for name in ("à supprimer", "à supprimer 2"):
        world.add_service(structure, name=name, status="SUGGESTION")


def add_publication(world: World) -> None:
    structure = world.structure("centre-social-exempl")
    assert structure is not None
    world.add_service(structure, name="Pub")


KEY = "ext-odspep-35-000123"
MOBILITE = "association-exemple--aide-a-la-mobilite"
#: Number of a recording → what was done just before without being recorded.
BETWEEN: dict[str, Callable[[World], None]] = {
    "55": edit_structure("association-exemple-", {"siret": "90000001900019"}),
    "69": edit_structure("mon-slug", {"cityCode": "35047"}),
    "118": edit_service(f"{KEY}-b", {"slug": KEY}),
    "119": edit_service(KEY, {"structure": "association-exemple-"}),
    "123": edit_service(MOBILITE, {"isContactInfoPublic": False, "cityCode": "35238"}),
    "142": edit_service(KEY, {"status": "PUBLISHED"}),
    "145": add_suggestions,
    "153": edit_service(MOBILITE, {"isContactInfoPublic": True}),
    "221": lambda world: world.models.add("association-exemple--modele-aide-mobilite"),
    "251": edit_service(KEY, {"status": "ARCHIVED"}),
    "256": add_publication,
}


def shape(value: Any) -> Any:
    """Keys and kinds; a list is what its first item is, an error its codes."""
    if isinstance(value, dict):
        if "code" in value and "message" in value:
            return value["code"]
        return {key: shape(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [shape(one) for one in value[:1]]
    return (
        "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
    )


def same_shape(found: Any, expected: Any) -> bool:
    """Two lists agree when one is empty; ``null`` agrees with anything but a structure."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same_shape(found[key], expected[key]) for key in found)
    if isinstance(found, list) and isinstance(expected, list):
        return not found or not expected or same_shape(found[0], expected[0])
    return found == expected or "NoneType" in {str(found), str(expected)}


#: Values that must be the recorded ones, and not only of the same kind.
EXACT = (
    "status", "structure", "department", "cityCode", "city", "siret", "isObsolete", "contactName", "contactPhone",
    "contactEmail", "isContactInfoPublic", "publics", "locationKinds", "categories", "subcategories", "kind",
    "coachOrientationModes", "beneficiariesAccessModes", "diffusionZoneType", "diffusionZoneDetails", "geom",
    "shortDesc", "description", "fullDesc", "feeCondition", "isCumulative", "durationWeeks", "suspensionDate",
    "updateFrequency", "requirementsDisplay", "isAdmin", "isMember", "hasAdmin", "hasBeenEdited", "canWrite",
    "isManager", "isStaff", "departments",
)  # fmt: skip


def slug_pattern(slug: object) -> str:
    """A random suffix is any four letters."""
    return re.sub(r"-(gcth|ytzk)$", "-XXXX", str(slug))


class Player:
    """Replays the recordings; ``actual`` maps a recorded slug with a random suffix to the slug of the fake."""

    def __init__(self, dora: FakeDora, url: str) -> None:
        self.dora = dora
        self.tokens = {user.email.partition("@")[0]: user.token for user in dora.world.users.values()}
        self.client = httpx.Client(base_url=url)
        self.actual: dict[str, str] = {}

    def play(self, recording: dict[str, Any]) -> httpx.Response:
        request = recording["request"]
        headers = {key: value for key, value in request["headers"].items() if key != "Authorization"}
        if scheme := request["headers"].get("Authorization"):
            token = self.tokens.get(recording["meta"]["as"], "f" * 40)
            headers["Authorization"] = scheme.replace("<token>", token)
        if "raw" in request:
            content = request["raw"].encode()
        else:
            content = b"" if request["json"] is None else self.rename(json.dumps(request["json"])).encode()
        path = self.rename(request["path"])
        return self.client.request(request["method"], path, headers=headers, content=content)

    def rename(self, text: str) -> str:
        for recorded, actual in self.actual.items():
            text = text.replace(recorded, actual)
        return text

    def learn(self, expected: Any, found: Any) -> None:
        if (
            isinstance(expected, dict)
            and isinstance(found, dict)
            and slug_pattern(expected.get("slug")).endswith("-XXXX")
        ):
            self.actual[expected["slug"]] = found.get("slug", "")


def differences(recording: dict[str, Any], answer: httpx.Response, *, exact: bool) -> Iterator[str]:
    expected = recording["response"]
    if answer.status_code != expected["status"]:
        yield f"code {answer.status_code} au lieu de {expected['status']} : {answer.text[:300]}"
        return
    kinds = [
        str(one.get("content-type", "")).partition(";")[0] for one in (answer.headers, expected["headers"])
    ]
    if kinds[0] != kinds[1]:
        yield f"type {kinds[0]} au lieu de {kinds[1]}"
    for name in ("location", "retry-after"):
        if name in expected["headers"] and answer.status_code != 201 and name not in answer.headers:
            yield f"en-tête {name} absent"
    if kinds[0] != "application/json":
        return
    body, wanted = answer.json(), expected["json"]
    if not same_shape(shape(body), shape(wanted)):
        yield f"forme {shape(body)} au lieu de {shape(wanted)}"
    elif exact and answer.is_success and isinstance(wanted, dict):
        yield from (
            f"{key} : {body[key]!r} au lieu de {wanted[key]!r}"
            for key in EXACT
            if key in wanted and body[key] != wanted[key]
        )


@pytest.mark.shared
@needs_shared
def test_each_recorded_request_gets_the_recorded_answer() -> None:
    world = make_world()
    dora = FakeDora(world)
    problems: list[str] = []
    played = 0
    with dora.running() as url:
        player = Player(dora, url)
        for path in recordings():
            label = label_of(path)
            if label in NOT_COVERED:
                continue
            recording = json.loads(path.read_text(encoding="utf-8"))
            if label in BETWEEN:
                BETWEEN[label](world)
            if label in {"210", "212", "220"}:
                world.clock.sleep(60)
            if label == "210":
                use_up(player, recording)
            world.clock.sleep(0 if label in {"210", "211"} else 1)
            answer = player.play(recording)
            found = answer.json() if answer.headers.get("content-type") == "application/json" else None
            player.learn(recording["response"]["json"], found)
            found_problems = differences(recording, answer, exact=label not in LISTS)
            problems += [f"{path.name} : {one}" for one in found_problems]
            played += 1
        player.client.close()
    assert problems == [], "\n".join(problems)
    assert played == 193 - len(NOT_COVERED)


def use_up(player: Player, recording: dict[str, Any]) -> None:
    for _ in range(120):
        assert player.play(recording).status_code == 200


def test_a_slot_frees_up_when_the_oldest_request_is_a_minute_old() -> None:
    world = World(Clock())
    user = world.add_user("manager@example.test")
    dora = FakeDora(world, limit=3)
    with (
        dora.running() as url,
        httpx.Client(base_url=url, headers={"Authorization": f"Token {user.token}"}) as client,
    ):
        assert [client.get("/services-options/").status_code for _ in range(4)] == [200, 200, 200, 429]
        wait_s = int(client.get("/services-options/").headers["Retry-After"])
        world.clock.sleep(wait_s - 2)
        assert client.get("/services-options/").status_code == 429
        world.clock.sleep(2)
        assert client.get("/services-options/").status_code == 200
    assert dora.busiest_minute() == 6
    assert dora.throttled == 3


def test_an_anonymous_caller_has_24_requests_and_its_own_count() -> None:
    dora = FakeDora(World(Clock()))
    with dora.running() as url, httpx.Client(base_url=url) as client:
        assert [client.get("/structures-options/").status_code for _ in range(25)] == [200] * 24 + [429]


def test_a_fault_leaves_what_the_contract_says() -> None:
    world = make_world()
    structure = world.structure("centre-social-exempl")
    assert structure is not None
    service = world.add_service(structure, name="Atelier")
    token = next(user.token for user in world.users.values() if user.email.startswith("member"))
    dora = FakeDora(world)
    body = {"shortDesc": "écrit", "publics": ["jeunes"]}
    with (
        dora.running() as url,
        httpx.Client(base_url=url, headers={"Authorization": f"Token {token}"}) as client,
    ):
        dora.faults = lambda _method, _path: "500-partiel"
        answer = client.patch(f"/services/{service.slug}/", json=body)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (500, "text/html")
        assert (service.fields["shortDesc"], service.fields["publics"]) == ("écrit", ())
        dora.faults = lambda _method, _path: "coupure-apres"
        with pytest.raises(httpx.TransportError):
            client.patch(f"/services/{service.slug}/", json=body)
        assert service.fields["publics"] == ("jeunes",)
        dora.faults = lambda _method, _path: "coupure-avant"
        with pytest.raises(httpx.TransportError):
            client.patch(f"/services/{service.slug}/", json={"shortDesc": "jamais"})
        assert service.fields["shortDesc"] == "écrit"
