"""Only ended runs count; contents are stored once; identities are closed and replaced."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from offre_insertion.errors import HistoryError
from offre_insertion.history import Entry, History, Identity, Ref, RunState, Snapshot, open_history
from offre_insertion.history.contents import Blobs, build_tree, canonical, digest
from offre_insertion.history.tables import ContentRow, JudgementRow, PublicationRow
from offre_insertion.schema import Record

DAY = dt.date(2026, 11, 2)
PLACE = Ref("structure", "cd53--1")
RECORD: Record = {"id": "cd53--1", "nom": "Épicerie", "date_maj": "2026-11-02"}


def make_snapshot(record: Record = RECORD, *, day: dt.date = DAY) -> tuple[Snapshot, Blobs]:
    content = canonical(record)
    entry = Entry("structure", record["id"], digest(content), None, True, None)
    records, blobs = build_tree([(f"structure {record['id']}", list(entry))])
    issues, more = build_tree([("nom", {"code": "nom-trop-court", "row": 3})])
    snapshot = Snapshot("cd53", day, records, issues, ("Nom", "Tél"), "empreinte", figures={"structures": 1})
    return snapshot, {digest(content): content, **blobs, **more}


def write(history: History, record: Record = RECORD, *identities: Identity, end: bool = True) -> int:
    run_id = history.start_run(DAY)
    snapshot, contents = make_snapshot(record)
    history.write_snapshots(run_id, [snapshot], contents=contents, extensions={}, identities=identities)
    if end:
        history.finish_run(run_id)
    return run_id


def count_contents(history: History) -> int:
    with history.session() as session:
        return session.scalar(select(func.count()).select_from(ContentRow)) or 0


def last(history: History) -> Snapshot:
    found = history.last_snapshot("cd53")
    assert found is not None
    return found


def test_an_ended_run_gives_back_what_was_stored(history: History) -> None:
    write(history)
    snapshot = last(history)
    entries = history.entries(snapshot)
    assert list(history.records([entries[PLACE].content]).values()) == [RECORD]
    assert history.issues(snapshot) == [{"code": "nom-trop-court", "row": 3}]
    assert (snapshot.columns, snapshot.figures) == (("Nom", "Tél"), {"structures": 1})


def test_the_same_content_is_stored_once(history: History) -> None:
    write(history)
    before = count_contents(history)
    write(history)
    assert count_contents(history) == before
    assert len(history.runs()) == 2


def test_an_unended_run_does_not_count_and_the_next_one_takes_it_back(history: History) -> None:
    write(history)
    killed = write(history, {**RECORD, "nom": "Autre"}, end=False)
    assert history.records([history.entries(last(history))[PLACE].content]) != {}
    assert last(history).run_id != killed
    write(history)
    states = {run.id: run.state for run in history.runs()}
    assert states[killed] is RunState.INTERROMPU
    assert last(history).run_id == max(states)


def test_an_abandoned_run_says_why_and_leaves_nothing(history: History) -> None:
    run_id = write(history, end=False)
    history.abandon_run(run_id, RunState.ARRETE, "trop peu de lignes")
    assert history.last_snapshot("cd53") is None
    assert [(run.state, run.reason) for run in history.runs()] == [(RunState.ARRETE, "trop peu de lignes")]


def test_sources_and_natures_do_not_mix(history: History) -> None:
    write(history)
    assert history.last_snapshot("cd72") is None
    assert history.last_snapshot("cd53", nature="nationale") is None


def test_a_private_extension_is_stored_apart(history: History) -> None:
    run_id = history.start_run(DAY)
    snapshot, contents = make_snapshot()
    body = canonical({"contact_nom": "M. Fictif"})
    history.write_snapshots(run_id, [snapshot], contents=contents, extensions={digest(body): body})
    assert history.extensions([digest(body)]) == {digest(body): {"contact_nom": "M. Fictif"}}
    with pytest.raises(HistoryError, match="1 contenus manquent"):
        history.records([digest(body)])


def test_an_identity_holds_until_another_replaces_it(history: History) -> None:
    first = Identity("cd53", "service", "cd53--b", "cd53--a", "rapprochement", 0.93)
    second = Identity("cd53", "service", "cd53--b", "cd53--c", "rapprochement", 0.88)
    write(history, RECORD, first)
    assert history.identities("cd53") == [first]
    write(history, RECORD, second)
    assert history.identities("cd53") == [second]


def test_an_identity_closed_by_a_killed_run_holds_again(history: History) -> None:
    first = Identity("cd53", "service", "cd53--b", "cd53--a", "rapprochement", 0.93)
    write(history, RECORD, first)
    write(history, RECORD, Identity("cd53", "service", "cd53--b", "cd53--c", "rapprochement"), end=False)
    write(history)
    assert history.identities("cd53") == [first]


def test_an_ambiguous_identity_waits_until_someone_decides(history: History) -> None:
    asked = Identity("cd53", "structure", "cd53--b", "cd53--b", "ambigu", 0.85, ("cd53--a", "cd53--c"))
    write(history, RECORD, asked)
    assert history.waiting_identities() == [asked]
    history.decide_identity(asked, "cd53--a", author="animatrice")
    assert history.waiting_identities() == []
    (answer,) = history.identities("cd53")
    assert (answer.record_id, answer.reason, answer.author) == ("cd53--a", "decision", "animatrice")


def test_instants_come_back_in_utc(history: History) -> None:
    write(history)
    (run,) = history.runs()
    assert run.started_at.tzinfo is dt.UTC
    assert run.finished_at is not None
    assert dt.timedelta(0) <= run.finished_at - run.started_at < dt.timedelta(minutes=1)


def test_judgements_and_publications_have_their_tables(history: History) -> None:
    at = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
    with history.session(writes=True) as session:
        session.add(
            JudgementRow(kind="structure", left="a", right="b", verdict="distinct", author="x", at=at)
        )
        session.add(PublicationRow(target="dora", operation="creer", record_id="a", outcome="ok", at=at))
    with history.session() as session:
        assert session.scalars(select(JudgementRow)).one().at == at
        assert session.scalars(select(PublicationRow)).one().run_id is None


def fail_after_writing(history: History) -> None:
    with history.session(writes=True) as session:
        session.add(ContentRow(digest="0" * 32, body=b""))
        session.flush()
        raise RuntimeError


def test_a_session_that_fails_writes_nothing(history: History) -> None:
    with pytest.raises(RuntimeError):
        fail_after_writing(history)
    assert count_contents(history) == 0


def test_a_history_is_found_again(url: str) -> None:
    with open_history(url) as history:
        write(history)
    with open_history(url) as history:
        assert len(history.runs()) == 1


def test_two_machines_do_not_run_on_the_same_server_at_once(postgresql_url: str) -> None:
    with (
        open_history(postgresql_url) as one,
        open_history(postgresql_url) as other,
        one.alone(),
        pytest.raises(HistoryError, match="déjà en cours"),
        other.alone(),
    ):
        pass
