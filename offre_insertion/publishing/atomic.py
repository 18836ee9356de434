"""Writing a set of files so that a failure leaves the previous ones whole."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from offre_insertion.errors import PublishError

_ELSEWHERE = "Choisissez un dossier où vous pouvez écrire"
_REASONS = {
    errno.ENOSPC: "le disque est plein. Libérez de la place",
    errno.EDQUOT: "votre quota de disque est atteint. Libérez de la place",
    errno.EACCES: f"droits insuffisants. {_ELSEWHERE}",
    errno.EPERM: f"droits insuffisants. {_ELSEWHERE}",
    errno.EROFS: f"le disque est en lecture seule. {_ELSEWHERE}",
    errno.ENOENT: f"le chemin n’existe pas. {_ELSEWHERE}",
    errno.ENAMETOOLONG: "le chemin est trop long. Choisissez un dossier plus court",
    errno.ENOTDIR: f"une partie du chemin est un fichier. {_ELSEWHERE}",
    errno.EISDIR: "un dossier y porte le nom d’un fichier à écrire. Renommez-le",
    errno.EEXIST: f"c’est un fichier, pas un dossier. {_ELSEWHERE}",
}
_PREFIX, _NEW, _OLD = ".en-cours-", "nouveau", "precedent"
#: A draft left by a process that was killed; a younger one may belong to a process still at work.
_STALE_S = 24 * 3600


@contextlib.contextmanager
def replacing(folder: Path, *, obsolete: Collection[str] = ()) -> Iterator[Path]:
    """A temporary folder; at the end, what was written there replaces the files of the same names in
    ``folder``.

    Nothing is replaced when the block raises. The moves come last, together, once every file is complete
    and on the disk: if one is refused (a workbook open in Excel), those already made are undone. Only the
    machine stopping between two of these renames, a few milliseconds, can leave a mix; the next writing
    then starts by putting the previous files back. The files named in ``obsolete`` go away. Raises
    :class:`PublishError`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _recover(folder)
        work = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    except OSError as exc:
        raise refused(folder, exc) from exc
    draft, previous = work / _NEW, work / _OLD
    try:
        draft.mkdir()
        previous.mkdir()
        yield draft
        _sync(draft)
        _swap(draft, folder, previous, obsolete)
    except OSError as exc:
        raise refused(folder, exc) from exc
    finally:
        if not any(previous.glob("*")) or not any(draft.glob("*")):
            shutil.rmtree(work, ignore_errors=True)


def _sync(draft: Path) -> None:
    for path in draft.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _swap(draft: Path, folder: Path, previous: Path, obsolete: Collection[str]) -> None:
    """Each old file goes to ``previous`` and the new one takes its place; undone as a whole on the first
    refusal."""
    saved: list[str] = []
    placed: list[str] = []
    names = [*obsolete, *sorted(path.name for path in draft.iterdir())]
    try:
        for name in names:
            if (folder / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, name)
            if (folder / name).exists():
                (folder / name).replace(previous / name)
                saved.append(name)
            if name not in obsolete:
                (draft / name).replace(folder / name)
                placed.append(name)
    except OSError as exc:
        for name in placed:
            (folder / name).replace(draft / name)
        for name in saved:
            (previous / name).replace(folder / name)
        if isinstance(exc, PermissionError):
            raise PublishError(
                f"« {folder / name} » ne peut pas être remplacé : il est sans doute ouvert dans un tableur. "
                "Fermez-le, puis relancez. Rien n’a été remplacé."
            ) from exc
        raise


def _recover(folder: Path) -> None:
    """Ends what a stopped machine left in the middle: the previous files come back, old drafts go away."""
    for work in folder.glob(f"{_PREFIX}*"):
        draft, previous = work / _NEW, work / _OLD
        stale = time.time() - work.stat().st_mtime > _STALE_S
        saved = list(previous.glob("*"))
        if saved and any(draft.glob("*")):
            for path in saved:
                path.replace(folder / path.name)
            stale = True
        if stale:
            shutil.rmtree(work, ignore_errors=True)


def refused(folder: Path, exc: OSError) -> PublishError:
    """Why a folder cannot be written in, as one sentence."""
    reason = _REASONS.get(exc.errno or 0, exc.strerror or str(exc))
    return PublishError(f"« {folder} » : écriture impossible, {reason}. Rien n’a été remplacé.")


def clear_drafts(folder: Path) -> None:
    """Removes what killed processes left, of any age: only for one that knows it is alone (a lock)."""
    for work in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(work, ignore_errors=True)
