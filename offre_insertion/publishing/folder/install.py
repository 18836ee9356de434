"""Putting freshly written files in the publication folder: what would change, then the change, all or nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.folder import is_ours


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """Names of the files: ``obsolete`` are ours and not written any more."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    obsolete: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """The folder is already as it should be."""
        return not (self.new or self.changed or self.obsolete)

    def as_dict(self) -> dict[str, list[str]]:
        """JSON-ready."""
        return {
            "nouveaux": list(self.new),
            "changes": list(self.changed),
            "inchanges": list(self.same),
            "retires": list(self.obsolete),
        }


def plan_folder(draft: Path, folder: Path) -> FolderPlan:
    """What putting the files of ``draft`` in ``folder`` would do; files that are not ours are left alone."""
    written = sorted(path.name for path in draft.iterdir())
    present = {path.name for path in folder.iterdir() if path.is_file()} if folder.is_dir() else set()
    same = {
        name
        for name in written
        if name in present and (draft / name).read_bytes() == (folder / name).read_bytes()
    }
    return FolderPlan(
        new=tuple(name for name in written if name not in present),
        changed=tuple(name for name in written if name in present and name not in same),
        same=tuple(name for name in written if name in same),
        obsolete=tuple(sorted(name for name in present - set(written) if is_ours(name))),
    )


def install_folder(draft: Path, folder: Path, plan: FolderPlan) -> None:
    """Does the plan. Raises :class:`offre_insertion.errors.PublishError`; the previous files are then left whole."""
    if plan.is_done:
        return
    with replacing(folder, obsolete=plan.obsolete) as fresh:
        for name in (*plan.new, *plan.changed):
            shutil.copyfile(draft / name, fresh / name)
