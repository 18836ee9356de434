"""data.gouv.fr, or another udata platform, as its API is documented (``/api/1/``, source of udata).

============================================  =====================================================
``GET  datasets/?organization=…&page=…``      datasets of an organisation, private ones with its key
``POST datasets/``                            201, the dataset; 400 ``{"message", "errors"}``
``GET  datasets/{id}/``                       404 unknown or private, 410 deleted
``PUT  datasets/{id}/``                       the fields sent, the others stay
``POST datasets/{id}/upload/``                field ``file``; 201, the resource; 415 for HTML
``POST datasets/{id}/resources/{id}/upload/`` the same address goes on, the file is replaced
``PUT  datasets/{id}/resources/{id}/``        title, description, type
``DELETE datasets/{id}/resources/{id}/``      204
``GET  datasets/extensions/``                 extensions of the files that it takes
============================================  =====================================================

The official ``datagouv-client`` is not used: it follows redirects with the key, sends a creation up to five times
whatever the error, only knows three addresses, and brings a second HTTP library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from offre_insertion.client import Client, Params
from offre_insertion.errors import PublishError, RemoteError
from offre_insertion.publishing.datagouv.values import LocalFile, RemoteDataset, RemoteResource

M = TypeVar("M", bound=BaseModel)

#: Where a dataset of ours says which it is: found again when the answer to its creation was lost.
MARK = "offre-insertion"
_PAGE_SIZE = 50
_API = "/api/1/datasets"


class Platform:
    """One dataset of a platform. Every method raises :class:`offre_insertion.errors.RemoteError`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, organisation: str, source: str) -> RemoteDataset | None:
        """The dataset of the organisation that bears our mark."""
        return next((one for one in self._datasets(organisation) if one.extras.get(MARK) == source), None)

    def get(self, dataset_id: str) -> RemoteDataset:
        """The dataset. Raises :class:`PublishError` when it is not there any more."""
        try:
            return _read(RemoteDataset, self._client.get_json(f"{_API}/{dataset_id}/"))
        except RemoteError as exc:
            if exc.status not in {404, 410}:
                raise
            raise PublishError(
                f"Le jeu {dataset_id} n’est pas, ou plus, sur la plateforme. S’il est privé, donnez la clé d’API ; "
                "s’il a été supprimé, restaurez-le, ou relancez avec --nouveau-jeu."
            ) from exc

    def extensions(self) -> frozenset[str]:
        """Of the files that the platform takes, in small letters."""
        answer = self._client.get_json(f"{_API}/extensions/")
        return frozenset(one.lower() for one in _check(TypeAdapter(list[str]), answer))

    def create(
        self, description: Mapping[str, Any], *, organisation: str, source: str, private: bool
    ) -> RemoteDataset:
        """A new dataset of the organisation, without any file."""
        body = {**description, "organization": organisation, "private": private, "extras": {MARK: source}}
        return _read(RemoteDataset, self._send("POST", f"{_API}/", json=body))

    def describe(self, dataset_id: str, description: Mapping[str, Any]) -> None:
        """The words of a dataset; who sees it and whose it is stay as they are there."""
        self._send("PUT", f"{_API}/{dataset_id}/", json=dict(description), retry=True)

    def upload(self, dataset_id: str, file: LocalFile) -> RemoteResource:
        """A new resource. Sent once: a second one would be another resource."""
        return self._upload(f"{_API}/{dataset_id}/upload/", file, retry=False)

    def replace(self, dataset_id: str, resource_id: str, file: LocalFile) -> RemoteResource:
        """The file of a resource; its stable address goes on."""
        return self._upload(f"{_API}/{dataset_id}/resources/{resource_id}/upload/", file, retry=True)

    def describe_resource(self, dataset_id: str, resource_id: str, metadata: Mapping[str, str]) -> None:
        """The title, the description and the type of a resource."""
        path = f"{_API}/{dataset_id}/resources/{resource_id}/"
        self._send("PUT", path, json=dict(metadata), retry=True)

    def remove(self, dataset_id: str, resource_id: str) -> None:
        """Removes a resource; one that is gone already is fine."""
        try:
            self._client.request("DELETE", f"{_API}/{dataset_id}/resources/{resource_id}/", retry=True)
        except RemoteError as exc:
            if exc.status != 404:
                raise

    def _datasets(self, organisation: str) -> Iterator[RemoteDataset]:
        page = 1
        while True:
            params: Params = {"organization": organisation, "page": page, "page_size": _PAGE_SIZE}
            answer = _read(_Page, self._client.get_json(f"{_API}/", params=params))
            yield from answer.data
            if not answer.data or page * _PAGE_SIZE >= answer.total:
                return
            page += 1

    def _upload(self, path: str, file: LocalFile, *, retry: bool) -> RemoteResource:
        files = {"file": (file.name, file.content, file.media_type)}
        response = self._client.request("POST", path, files=files, retry=retry)
        resource = _read(RemoteResource, _json(response.content))
        if resource.holds(file) is False:
            raise RemoteError(
                f"« {file.name} » est arrivé abîmé sur la plateforme. Relancez : il sera renvoyé.",
                is_transient=True,
            )
        return resource

    def _send(self, method: str, path: str, *, json: object, retry: bool = False) -> object:
        return _json(self._client.request(method, path, json=json, retry=retry).content)


class _Page(BaseModel):
    data: tuple[RemoteDataset, ...]
    total: int


def _json(content: bytes) -> object:
    try:
        answer: object = orjson.loads(content)
    except orjson.JSONDecodeError as exc:
        raise _unexpected() from exc
    return answer


def _read(model: type[M], answer: object) -> M:
    return _check(TypeAdapter(model), answer)


T = TypeVar("T")


def _check(adapter: TypeAdapter[T], answer: object) -> T:
    try:
        return adapter.validate_python(answer)
    except ValidationError as exc:
        raise _unexpected() from exc


def _unexpected() -> RemoteError:
    return RemoteError(
        "La réponse de la plateforme n’a pas la forme attendue : est-ce bien data.gouv.fr, ou une plateforme udata ?"
    )
