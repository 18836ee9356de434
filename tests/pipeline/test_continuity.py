"""What cites an id follows it; a date of observation moved back is seen in the score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import orjson
import pytest

from offre_insertion.catalogue import Catalogue
from offre_insertion.connector_loader import load_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.history.contents import Blobs
from offre_insertion.pipeline.continuity import Continuation, Past, continue_catalogue
from offre_insertion.quality import score_qualite
from offre_insertion.schema import Record
from tests.projects import CONNECTOR, FIRST_DAY, ROWS, SECOND_DAY, write_catalogue

PLACES = '\n[places]\ncolumn = "Lieux"\nsplit = " / "\n'
COLUMNS = ("Opérateur", "SIRET", "Commune", "Tél", "Action", "Texte", "Coût", "Référent", "Lieux")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pdi.toml").write_text(CONNECTOR + PLACES, encoding="utf-8")
    return tmp_path


def convert(folder: Path, *, siret: str = "", day: dt.date = FIRST_DAY) -> Catalogue:
    """Roule Bocage and its garage at two places; its SIRET is known, or not yet."""
    row = (*ROWS[2][:1], siret, *ROWS[2][2:], "Gorron / Ernée")
    write_catalogue(folder / "pdi.csv", [row], columns=COLUMNS)
    return read_catalogue(folder / "pdi.csv", load_connector(folder / "pdi.toml"), observed=day, today=day)


def past_of(continued: Continuation, records: dict[str, Record]) -> Past:
    def load(digests: Collection[str]) -> dict[str, Record]:
        return {name: records[name] for name in digests}

    return Past(continued.entries, continued.identities, load)


def decoded(blobs: Blobs) -> dict[str, Record]:
    return {name: orjson.loads(body) for name, body in blobs.items()}


def test_services_at_several_places_and_their_dispositif_follow_their_structure(folder: Path) -> None:
    first = continue_catalogue(convert(folder), Past(), day=FIRST_DAY, threshold=0.8)
    second = continue_catalogue(
        convert(folder, siret="99999103700014", day=SECOND_DAY),
        past_of(first, decoded(first.contents)),
        day=SECOND_DAY,
        threshold=0.8,
    )
    assert second.entries.keys() == first.entries.keys()
    assert [one.reason for one in second.identities] == ["rapprochement"]
    before, after = ({e.dispositif for e in c.catalogue.extensions.values()} for c in (first, second))
    assert before == after == {"roule-bocage-gorron-garage-solidaire"}
    assert {entry.key for ref, entry in second.entries.items() if ref.kind == "structure"} == {
        "essai--99999103700014"
    }


def test_what_is_the_same_is_stored_once_and_keeps_its_date(folder: Path) -> None:
    first = continue_catalogue(convert(folder), Past(), day=FIRST_DAY, threshold=0.8)
    again = continue_catalogue(
        convert(folder, day=SECOND_DAY),
        past_of(first, decoded(first.contents)),
        day=SECOND_DAY,
        threshold=0.8,
    )
    assert again.entries == first.entries
    assert again.contents == again.extensions == {}
    assert {record["date_maj"] for record in again.catalogue.services} == {FIRST_DAY.isoformat()}


def test_the_score_is_that_of_the_date_kept(folder: Path) -> None:
    long_ago = FIRST_DAY - dt.timedelta(days=700)  # freshness falls beyond 180 days
    first = continue_catalogue(convert(folder, day=long_ago), Past(), day=long_ago, threshold=0.8)
    again = continue_catalogue(
        convert(folder), past_of(first, decoded(first.contents)), day=FIRST_DAY, threshold=0.8
    )
    for record in again.catalogue.services:
        score = again.catalogue.scores[record["id"]]
        assert score == score_qualite(record, on=FIRST_DAY).value < first.catalogue.scores[record["id"]]


def test_the_message_about_dates_does_not_change_every_day(folder: Path) -> None:
    def messages(day: dt.date) -> list[str]:
        continued = continue_catalogue(convert(folder, day=day), Past(), day=day, threshold=0.8)
        return [issue.message for issue in continued.catalogue.issues if issue.code == "date-d-ailleurs"]

    assert messages(FIRST_DAY) == messages(SECOND_DAY)
    assert messages(FIRST_DAY)[0].startswith("3 fiches sans date")
