"""Doing a plan, one call at a time, each one journalled as soon as it succeeded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from offre_insertion.history import History
from offre_insertion.history.contents import digest_of
from offre_insertion.history.publication import Told, list_told, tell
from offre_insertion.publishing.datagouv.plan import DATASET
from offre_insertion.publishing.datagouv.platform import Platform
from offre_insertion.publishing.datagouv.values import Action, LocalFile, Operation, RemoteDataset


@dataclass(frozen=True, slots=True)
class Place:
    """Where the dataset goes: ``target`` is its name in the journal."""

    target: str
    organisation: str
    source: str
    private: bool


def apply_plan(
    operations: Sequence[Operation],
    files: Iterable[LocalFile],
    description: Mapping[str, Any],
    *,
    place: Place,
    remote: RemoteDataset | None,
    platform: Platform,
    history: History,
    observe: Callable[[Operation], None] = lambda _operation: None,
) -> RemoteDataset:
    """Does the operations of a plan in order and gives the dataset, as it was found or created.

    Raises :class:`~offre_insertion.errors.RemoteError` on the first one that fails: what was done is in the journal,
    and the next plan is what remains.
    """
    journal = _Journal(history, place.target)
    if remote is None:
        # The plan was made without a dataset: its first operation creates it.
        observe(operations[0])
        remote = platform.create(
            description, organisation=place.organisation, source=place.source, private=place.private
        )
        journal.tell(DATASET, Told(remote.id, described=digest_of(dict(description))))
        operations = operations[1:]
    doing = _Doing(remote.id, platform, journal, {one.name: one for one in files}, dict(description))
    for operation in operations:
        observe(operation)
        doing.do(operation)
    return remote


class _Journal:
    """What the platform was told, in memory and in the history."""

    def __init__(self, history: History, target: str) -> None:
        self._history = history
        self._target = target
        self._told = list_told(history, target)

    def about(self, name: str, resource_id: str | None) -> Told:
        """What is known of the resource of a file; a resource that was never told has nothing of ours."""
        known = self._told.get(name)
        if known is not None and resource_id in {None, known.remote_id}:
            return known
        return Told(resource_id or "")

    def tell(self, name: str, told: Told, *, is_removed: bool = False) -> None:
        tell(self._history, self._target, name, told, is_removed=is_removed)
        self._told[name] = told


@dataclass(frozen=True, slots=True)
class _Doing:
    dataset_id: str
    platform: Platform
    journal: _Journal
    files: Mapping[str, LocalFile]
    description: dict[str, Any]

    def do(self, operation: Operation) -> None:
        name = operation.name
        if operation.action is Action.DECRIRE_JEU:
            self.platform.describe(self.dataset_id, self.description)
            self.journal.tell(DATASET, Told(self.dataset_id, described=digest_of(self.description)))
        elif operation.action is Action.RETIRER:
            known = self.journal.about(name, operation.resource_id)
            self.platform.remove(self.dataset_id, known.remote_id)
            self.journal.tell(name, known, is_removed=True)
        else:
            self._do_file(operation.action, self.files[name], operation.resource_id)

    def _do_file(self, action: Action, file: LocalFile, resource_id: str | None) -> None:
        if action is Action.ENVOYER:
            sent = self.platform.upload(self.dataset_id, file)
            self.journal.tell(file.name, Told(sent.id, file.sha256))
            return
        # A file sent by this very plan has no id in it: it is the last one told.
        known = replace(self.journal.about(file.name, resource_id), content=file.sha256)
        if action is Action.REMPLACER:
            self.platform.replace(self.dataset_id, known.remote_id, file)
            self.journal.tell(file.name, known)
        else:
            self.platform.describe_resource(self.dataset_id, known.remote_id, file.metadata)
            self.journal.tell(file.name, replace(known, described=file.described))
