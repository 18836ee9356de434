"""One run at a time: a lock that the system releases when the process dies, however it dies."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from offre_insertion.errors import HistoryError
from offre_insertion.history.engine import ELSEWHERE, OS_SAYS

_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds the lock file; it contains the pid. Raises :class:`HistoryError` when another process holds it.

    A file left by a killed process holds nothing: its lock went with it, and it is taken over.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: on a full disk, a text kept for later would fail once more at closing.
        file = path.open("ab+", buffering=0)
    except OSError as exc:
        raise _refused(path, exc) from exc
    with file:
        if not _try_lock(file):
            raise HistoryError(
                f"Une synchronisation est déjà en cours (processus {_read_pid(file)}). Attendez qu’elle finisse."
            )
        left = _read_pid(file)
        if left != "inconnu":
            _logger.info("verrou repris : le processus %s s’est arrêté sans finir", left)
        try:
            _write_pid(file, path)
            yield
        finally:
            with contextlib.suppress(OSError):
                file.truncate(0)
            _unlock(file)


def _refused(path: Path, exc: OSError) -> HistoryError:
    reason = OS_SAYS.get(exc.errno or 0, f"{exc.strerror}. {ELSEWHERE}")
    return HistoryError(f"« {path} » ne s’écrit pas : {reason}. Rien n’a été modifié.")


def find_holder(path: Path) -> str | None:
    """The pid of the process that holds the lock, ``None`` when nobody does."""
    try:
        with path.open("rb+", buffering=0) as file:
            if not _try_lock(file):
                return _read_pid(file)
            _unlock(file)
    except OSError:
        return None
    return None


def _read_pid(file: IO[bytes]) -> str:
    file.seek(0)
    text = file.read(20).strip()
    return text.decode("ascii") if text.isdigit() else "inconnu"


def _write_pid(file: IO[bytes], path: Path) -> None:
    try:
        file.truncate(0)
        file.write(str(os.getpid()).encode())
    except OSError as exc:
        raise _refused(path, exc) from exc


if sys.platform == "win32":  # pragma: no cover - the tests run elsewhere
    import msvcrt

    #: Far beyond the text: a locked byte cannot be read by others, and they read the pid.
    _BYTE = 1 << 20

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_BYTE)
        with contextlib.suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
