"""Doing a plan, one call at a time, each one journalled as soon as it succeeded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    operations: Iterable[Operation],
    files: Iterable[LocalFile],
    description: Mapping[str, Any],
    *,
    place: Place,
    remote: RemoteDataset | None,
    platform: Platform,
    history: History,
    observe: Callable[[Operation], None] = lambda _operation: None,
) -> RemoteDataset:
    """Does the operations in order and gives the dataset.

    Raises :class:`~offre_insertion.errors.RemoteError` on the first one that fails: what was done is in the journal,
    and the next plan is what remains.
    """
    doing = _Doing(place, platform, history, {one.name: one for one in files}, dict(description), remote)
    for operation in operations:
        observe(operation)
        doing.do(operation)
    if doing.dataset is None:
        raise AssertionError("a plan without a dataset creates it")
    return doing.dataset


class _Doing:
    def __init__(
        self,
        place: Place,
        platform: Platform,
        history: History,
        files: Mapping[str, LocalFile],
        description: dict[str, Any],
        dataset: RemoteDataset | None,
    ) -> None:
        self._place = place
        self._platform = platform
        self._history = history
        self._files = files
        self._description = description
        self.dataset = dataset
        self._told = list_told(history, place.target)

    def do(self, operation: Operation) -> None:
        if operation.action is Action.CREER_JEU:
            self._create()
        elif operation.action is Action.DECRIRE_JEU:
            self._platform.describe(self._dataset_id, self._description)
            self._tell(DATASET, Told(self._dataset_id, described=digest_of(self._description)))
        elif operation.action is Action.RETIRER:
            self._platform.remove(self._dataset_id, self._told[operation.name].remote_id)
            self._tell(operation.name, self._told[operation.name], is_removed=True)
        else:
            self._do_file(operation, self._files[operation.name])

    @property
    def _dataset_id(self) -> str:
        if self.dataset is None:
            raise AssertionError("the dataset comes first in a plan")
        return self.dataset.id

    def _create(self) -> None:
        place = self._place
        self.dataset = self._platform.create(
            self._description, organisation=place.organisation, source=place.source, private=place.private
        )
        self._tell(DATASET, Told(self.dataset.id, described=digest_of(self._description)))

    def _do_file(self, operation: Operation, file: LocalFile) -> None:
        if operation.action is Action.ENVOYER:
            sent = self._platform.upload(self._dataset_id, file)
            self._tell(file.name, Told(sent.id, file.sha256))
            return
        resource_id = operation.resource_id or self._told[file.name].remote_id
        before = self._told.get(file.name, Told(resource_id))
        if before.remote_id != resource_id:
            before = Told(resource_id)
        if operation.action is Action.REMPLACER:
            self._platform.replace(self._dataset_id, resource_id, file)
            self._tell(file.name, replace(before, content=file.sha256))
        else:
            self._platform.describe_resource(self._dataset_id, resource_id, file.metadata)
            self._tell(file.name, replace(before, content=file.sha256, described=file.described))

    def _tell(self, name: str, told: Told, *, is_removed: bool = False) -> None:
        tell(self._history, self._place.target, name, told, is_removed=is_removed)
        self._told[name] = told
