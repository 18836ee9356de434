from __future__ import annotations

import datetime as dt

from offre_insertion.history import History
from offre_insertion.history.dora import DoraLink, DoraMemory
from offre_insertion.national.offer import NationalOffer, Part
from offre_insertion.national.own_sheets import leave_own_sheets

SITE = "https://dora.exemple.fr/services"
PART = Part("53", "API", dt.date(2026, 3, 2))


def national(*links: str | None, source: str = "dora") -> NationalOffer:
    services = {
        f"{source}--{n}": {"source": source, "id": f"{source}--{n}", "lien_source": link}
        for n, link in enumerate(links)
    }
    return NationalOffer({}, services, (PART,))


def left(history: History, offer: NationalOffer) -> list[str]:
    return list(leave_own_sheets(history, offer).services)


def test_what_we_created_is_known_by_the_end_of_its_link(history: History) -> None:
    links = [
        DoraLink("service", "cd53--12", "cd53--12", "asso"),
        DoraLink("structure", "cd53--1", "asso", "asso"),
    ]
    DoraMemory(history, "dora.exemple.fr").save(links)
    found = national(
        f"{SITE}/cd53--12",
        f"{SITE}/cd53--12/",
        f"{SITE}/cd53--1",
        f"{SITE}/CD53--12",
        f"{SITE}/asso",
        None,
        "http://[",
    )
    assert left(history, found) == ["dora--2", "dora--3", "dora--4", "dora--5", "dora--6"]


def test_another_source_and_an_adopted_sheet_stay(history: History) -> None:
    DoraMemory(history, "dora.exemple.fr").save([DoraLink("service", "cd53--12", "cd53--12", "asso")])
    assert left(history, national(f"{SITE}/cd53--12", source="soliguide")) == ["soliguide--0"]
    DoraMemory(history, "dora.exemple.fr").save([DoraLink("service", "cd53--12", "theirs", "asso", "adopte")])
    assert left(history, national(f"{SITE}/theirs")) == ["dora--0"]
