"""The data·inclusion API, exactly as its contract has it: only reading, no parameter that does not exist."""

from __future__ import annotations

from types import TracebackType
from typing import Literal, Self, TypeVar, Unpack
from urllib.parse import quote

from pydantic import SecretStr, TypeAdapter, ValidationError

from offre_insertion.client import Client, Params, bearer
from offre_insertion.errors import ReadError, RemoteError
from offre_insertion.national.crawl import Observe, crawl_all, ignore
from offre_insertion.national.filters import SearchFilters, ServiceFilters, StructureFilters, build_params
from offre_insertion.national.models import (
    DetailedService,
    DetailedStructure,
    FoundService,
    ListedStructure,
    Page,
    ReferenceValue,
    Service,
    Source,
)

T = TypeVar("T")

SERVICE = "data·inclusion"
#: Items of a page: what the server gives by default; it takes 10 000 at most.
PAGE_SIZE = 5_000

#: The reference lists of ``/doc``.
ReferenceList = Literal[
    "frais",
    "modes-accueil",
    "modes-mobilisation",
    "personnes-mobilisatrices",
    "publics",
    "reseaux-porteurs",
    "thematiques",
    "types-services",
]

#: Asking for one of its records by id makes the server call Soliguide (contract §1.7).
_NEVER_ONE_BY_ONE = "soliguide--"

_SOURCES = TypeAdapter(list[Source])
_REFERENCES = TypeAdapter(list[ReferenceValue])
_STRUCTURES = TypeAdapter(Page[ListedStructure])
_SERVICES = TypeAdapter(Page[Service])
_FOUND = TypeAdapter(Page[FoundService])
_STRUCTURE = TypeAdapter(DetailedStructure)
_SERVICE = TypeAdapter(DetailedService)


def open_api(url: str, token: SecretStr | None) -> DataInclusionClient:
    """The API at an address, with a token (« data·inclusion » gives them). Raises ``ConnectorError``."""
    return DataInclusionClient(Client(url, service=SERVICE, auth=bearer(token) if token else None))


class DataInclusionClient:
    """The API, through a :class:`~offre_insertion.client.Client` of its host.

    Every method raises ``RemoteError``. A ``…_page`` method gives one page; the one without gives the whole list,
    read again from its start when the data changes meanwhile.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def address(self) -> str:
        """Where it is."""
        return self._client.base_url

    def sources(self) -> list[Source]:
        """The declared sources: a list kept by hand, not all those of the data."""
        return self._read("/sources", None, _SOURCES)

    def references(self, name: ReferenceList) -> list[ReferenceValue]:
        """The codes of a list, with their labels; no token is needed."""
        return self._read(f"/doc/{name}", None, _REFERENCES)

    def structures_page(
        self, *, page: int = 1, size: int = PAGE_SIZE, **filters: Unpack[StructureFilters]
    ) -> Page[ListedStructure]:
        """One page of structures."""
        return self._read(
            "/structures", build_params(filters, StructureFilters, page=page, size=size), _STRUCTURES
        )

    def structures(
        self, *, size: int = PAGE_SIZE, observe: Observe = ignore, **filters: Unpack[StructureFilters]
    ) -> list[ListedStructure]:
        """Every structure that the filters keep."""
        return crawl_all(
            lambda page, size: self.structures_page(page=page, size=size, **filters),
            key=lambda one: one.id,
            size=size,
            observe=observe,
        )

    def services_page(
        self, *, page: int = 1, size: int = PAGE_SIZE, **filters: Unpack[ServiceFilters]
    ) -> Page[Service]:
        """One page of services."""
        return self._read("/services", build_params(filters, ServiceFilters, page=page, size=size), _SERVICES)

    def services(
        self, *, size: int = PAGE_SIZE, observe: Observe = ignore, **filters: Unpack[ServiceFilters]
    ) -> list[Service]:
        """Every service that the filters keep."""
        return crawl_all(
            lambda page, size: self.services_page(page=page, size=size, **filters),
            key=lambda one: one.id,
            size=size,
            observe=observe,
        )

    def search_page(
        self, code_commune: str, *, page: int = 1, size: int = PAGE_SIZE, **filters: Unpack[SearchFilters]
    ) -> Page[FoundService]:
        """One page of the services that a commune can have. Without a commune the server would look nowhere."""
        params = build_params(filters, SearchFilters, code_commune=code_commune, page=page, size=size)
        return self._read("/search/services", params, _FOUND)

    def search_services(
        self,
        code_commune: str,
        *,
        size: int = PAGE_SIZE,
        observe: Observe = ignore,
        **filters: Unpack[SearchFilters],
    ) -> list[FoundService]:
        """Every service that a commune can have, the nearest first."""
        return crawl_all(
            lambda page, size: self.search_page(code_commune, page=page, size=size, **filters),
            key=lambda one: one.service.id,
            size=size,
            observe=observe,
        )

    def structure(self, record_id: str) -> DetailedStructure:
        """One structure, its duplicates and its services. Raises ``ReadError`` for one of Soliguide."""
        return self._read(f"/structures/{_quoted(record_id)}", None, _STRUCTURE)

    def service(self, record_id: str) -> DetailedService:
        """One service and its structure. Raises ``ReadError`` for one of Soliguide."""
        return self._read(f"/services/{_quoted(record_id)}", None, _SERVICE)

    def _read(self, path: str, params: Params | None, shape: TypeAdapter[T]) -> T:
        answer = self._client.get_json(f"/api/v1{path}", params=params)
        try:
            return shape.validate_python(answer)
        except ValidationError as exc:
            where = ".".join(str(part) for part in exc.errors()[0]["loc"])
            raise RemoteError(
                f"{SERVICE} répond autrement que prévu ({path}, « {where} »). Vérifiez son adresse, ou mettez "
                "offre-insertion à jour."
            ) from exc


def _quoted(record_id: str) -> str:
    if record_id.startswith(_NEVER_ONE_BY_ONE):
        raise ReadError(
            f"« {record_id} » : les fiches de Soliguide ne se demandent pas une à une, chaque lecture lui est signalée."
        )
    return quote(record_id, safe="")
