"""What has to be sent so that the dataset there is that of here: pure, printed before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from offre_insertion.history.contents import digest_of
from offre_insertion.history.publication import Told
from offre_insertion.publishing.datagouv.values import (
    Action,
    LocalFile,
    Operation,
    RemoteDataset,
    RemoteResource,
)

#: Name of the dataset itself in the journal; files have an extension.
DATASET = "jeu"


def plan(
    files: Sequence[LocalFile],
    description: Mapping[str, Any],
    *,
    told: Mapping[str, Told],
    remote: RemoteDataset | None,
) -> tuple[Operation, ...]:
    """The calls to make, in order; none when all is there.

    ``told`` is the journal (name → what the platform was told), ``remote`` the dataset as it is now (``None`` when it
    has to be created). A file is compared to what is really there; its words and those of the dataset, which a
    platform rewrites in its own way, to what was last sent.
    """
    return tuple(_operations(files, description, told, remote))


def _operations(
    files: Sequence[LocalFile],
    description: Mapping[str, Any],
    told: Mapping[str, Told],
    remote: RemoteDataset | None,
) -> Iterator[Operation]:
    if remote is None:
        yield Operation(Action.CREER_JEU, DATASET, "il n’existe pas encore")
    elif DATASET not in told or told[DATASET].described != digest_of(dict(description)):
        yield Operation(Action.DECRIRE_JEU, DATASET, "titre, description, licence ou couverture ont changé")
    present = match_resources(files, told, remote)
    # Those that are not there first: what left a workbook for a new one is for a moment in both, never in none.
    for file in sorted(files, key=lambda one: one.name in present):
        yield from _file_operations(file, told.get(file.name), present.get(file.name))
    names = {file.name for file in files}
    there = {one.id for one in remote.resources} if remote is not None else set()
    for name, known in told.items():
        if name not in names and name != DATASET and known.remote_id in there:
            yield Operation(Action.RETIRER, name, "il n’est plus produit", known.remote_id)


def match_resources(
    files: Sequence[LocalFile], told: Mapping[str, Told], remote: RemoteDataset | None
) -> dict[str, RemoteResource]:
    """Name of a file of ours → its resource: by its id, else the one of the same name that is nobody else's.

    The second happens when a call succeeded and its answer was lost: the file is not sent twice.
    """
    resources = {one.id: one for one in remote.resources} if remote is not None else {}
    known = {one.remote_id for one in told.values()}
    unclaimed = {one.name: one for one in resources.values() if one.id not in known}
    found: dict[str, RemoteResource] = {}
    for file in files:
        by_id = resources.get(told[file.name].remote_id) if file.name in told else None
        one = by_id or unclaimed.get(file.name)
        if one is not None:
            found[file.name] = one
    return found


def _file_operations(
    file: LocalFile, told: Told | None, resource: RemoteResource | None
) -> Iterator[Operation]:
    size = len(file.content)
    if resource is None:
        yield Operation(Action.ENVOYER, file.name, "il n’y est pas encore", size=size)
        yield Operation(Action.DECRIRE, file.name, "il vient d’être envoyé")
        return
    ours = told if told is not None and told.remote_id == resource.id else None
    holds = resource.holds(file)
    if holds is None:
        holds = ours is not None and ours.content == file.sha256
    if not holds:
        reason = (
            "il a changé"
            if ours is None or ours.content != file.sha256
            else "celui de la plateforme n’est plus le nôtre"
        )
        yield Operation(Action.REMPLACER, file.name, reason, resource.id, size)
    if ours is None or ours.described != file.described:
        yield Operation(Action.DECRIRE, file.name, "son titre ou sa description manquent", resource.id)
