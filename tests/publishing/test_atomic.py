"""The previous output stays whole, whatever goes wrong."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from offre_insertion.errors import PublishError
from offre_insertion.publishing.atomic import replacing


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.is_file()}


def write(folder: Path, **texts: str) -> None:
    with replacing(folder) as draft:
        for name, text in texts.items():
            (draft / name).write_text(text)


def write_and_fail(folder: Path) -> None:
    with replacing(folder) as draft:
        (draft / "a").write_text("2")
        raise ZeroDivisionError


def write_to_a_full_disk(folder: Path) -> None:
    with replacing(folder) as draft:
        (draft / "a").symlink_to("/dev/full")
        (draft / "a").write_text("2")


def test_files_appear_together_and_nothing_else_is_left(tmp_path: Path) -> None:
    write(tmp_path / "sortie", a="1", b="2")
    assert contents(tmp_path / "sortie") == {"a": "1", "b": "2"}
    assert len(list((tmp_path / "sortie").iterdir())) == 2


def test_files_of_the_user_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("à moi")
    write(tmp_path, a="1")
    assert contents(tmp_path) == {"a": "1", "notes.txt": "à moi"}


def test_a_failure_while_writing_leaves_the_previous_output(tmp_path: Path) -> None:
    write(tmp_path, a="1", b="1")
    with pytest.raises(ZeroDivisionError):
        write_and_fail(tmp_path)
    assert contents(tmp_path) == {"a": "1", "b": "1"}
    assert len(list(tmp_path.iterdir())) == 2


def test_a_refused_replacement_undoes_the_ones_already_made(tmp_path: Path) -> None:
    write(tmp_path, a="1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "occupé").write_text("un dossier de ce nom")
    with pytest.raises(PublishError, match=r"Renommez-le\. Rien n’a été remplacé\.$"):
        write(tmp_path, a="2", b="2")
    assert contents(tmp_path) == {"a": "1"}
    assert (tmp_path / "b" / "occupé").exists()


def test_obsolete_files_go_away_with_the_replacement(tmp_path: Path) -> None:
    write(tmp_path, prive="secret", a="1")
    with replacing(tmp_path, obsolete=("prive", "jamais-vu")) as draft:
        (draft / "a").write_text("2")
    assert contents(tmp_path) == {"a": "2"}


def test_a_machine_stopped_in_the_middle_gets_its_previous_files_back(tmp_path: Path) -> None:
    write(tmp_path, a="2", c="2")
    work = tmp_path / ".en-cours-xyz"
    for folder, name, text in (("precedent", "a", "1"), ("precedent", "b", "1"), ("nouveau", "b", "2")):
        (work / folder).mkdir(parents=True, exist_ok=True)
        (work / folder / name).write_text(text)
    with pytest.raises(ZeroDivisionError), replacing(tmp_path):
        raise ZeroDivisionError
    assert contents(tmp_path) == {"a": "1", "b": "1", "c": "2"}
    assert not work.exists()


def test_the_draft_of_a_process_still_at_work_is_left_alone(tmp_path: Path) -> None:
    young, old = tmp_path / ".en-cours-jeune", tmp_path / ".en-cours-vieux"
    for work in (young, old):
        (work / "nouveau").mkdir(parents=True)
    os.utime(old, (time.time() - 2 * 24 * 3600,) * 2)
    write(tmp_path, a="1")
    assert young.exists()
    assert not old.exists()


def test_a_file_in_the_way_of_the_folder_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "sortie").write_text("un fichier")
    with pytest.raises(PublishError, match="c’est un fichier, pas un dossier"):
        write(tmp_path / "sortie", a="1")
    with pytest.raises(PublishError, match="une partie du chemin est un fichier"):
        write(tmp_path / "sortie" / "dessous", a="1")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="le superutilisateur écrit partout"
)
def test_a_read_only_folder_is_said_in_french(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PublishError, match="droits insuffisants"):
        write(tmp_path, a="1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="pas de disque plein à portée de main")
def test_a_full_disk_is_said_in_french_and_nothing_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, a="1")
    with pytest.raises(PublishError, match="le disque est plein"):
        write_to_a_full_disk(tmp_path)
    assert contents(tmp_path) == {"a": "1"}
