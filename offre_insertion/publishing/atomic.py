"""Writing a set of files so that a crash leaves the previous ones whole."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from offre_insertion.errors import PublishError

_REASONS = {
    errno.ENOSPC: "le disque est plein. Libérez de la place",
    errno.EDQUOT: "votre quota de disque est atteint. Libérez de la place",
    errno.EACCES: "droits insuffisants. Choisissez un dossier où vous pouvez écrire",
    errno.EPERM: "droits insuffisants. Choisissez un dossier où vous pouvez écrire",
    errno.EROFS: "le dossier est en lecture seule. Choisissez-en un autre",
    errno.ENAMETOOLONG: "le chemin est trop long. Choisissez un dossier plus court",
    errno.ENOTDIR: "une partie du chemin est un fichier, pas un dossier",
}


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A temporary folder beside ``folder``; what is written there replaces the files of the same names at the end.

    Nothing is replaced when the block raises. Each file is moved by one atomic rename; the moves come last,
    together, after every file is complete and on the disk. Raises :class:`PublishError`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".en-cours-", dir=folder))
    except OSError as exc:
        raise _refused(folder, exc) from exc
    try:
        yield draft
        _move_all(draft, folder)
    except OSError as exc:
        raise _refused(folder, exc) from exc
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _move_all(draft: Path, folder: Path) -> None:
    paths = sorted(draft.iterdir())
    for path in paths:
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    for path in paths:
        try:
            path.replace(folder / path.name)
        except PermissionError as exc:
            raise PublishError(
                f"« {folder / path.name} » ne peut pas être remplacé : il est sans doute ouvert dans un tableur. "
                "Fermez-le, puis relancez."
            ) from exc


def _refused(folder: Path, exc: OSError) -> PublishError:
    reason = _REASONS.get(exc.errno or 0, f"{exc.strerror or exc}")
    return PublishError(f"« {folder} » : écriture impossible, {reason}. Rien n'a été remplacé.")
