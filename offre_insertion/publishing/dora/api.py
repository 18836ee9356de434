"""The calls of DORA that the project makes, and no other (contract §1 to §5): nothing here can delete.

Reads are tried again by the client. Writes are sent once, each after a check of its :class:`Scope`; after a failure
that says nothing of what was done (:class:`~offre_insertion.errors.RemoteError`), look before writing again.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
import orjson
from pydantic import SecretStr

from offre_insertion.client import Client, token
from offre_insertion.errors import RemoteError
from offre_insertion.publishing.dora.answers import (
    Account,
    Json,
    ServiceRow,
    StructureRow,
    as_json,
    as_list,
    read_account,
    read_service_row,
    read_structure,
)
from offre_insertion.publishing.dora.lists import VALUES
from offre_insertion.publishing.dora.models import ServicesOptions, StructuresOptions
from offre_insertion.publishing.dora.quota import TAKEN, SharedBudget
from offre_insertion.publishing.dora.refusals import DoraRefusedError
from offre_insertion.publishing.dora.scope import Scope

_logger = logging.getLogger(__name__)

PARIS = ZoneInfo("Europe/Paris")
#: Wait between two looks at what a failed write did, and the longest one (seconds).
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 30.0


def dora_client(
    url: str,
    secret: SecretStr,
    *,
    requests_per_minute: int = TAKEN,
    quota_path: Path | None = None,
    timeout_s: float = 60,
    transport: httpx.BaseTransport | None = None,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> Client:
    """The client of one DORA; ``quota_path`` keeps the count of requests from one command to the next."""
    return Client(
        url,
        service="DORA",
        auth=token(secret),
        budget=SharedBudget(requests_per_minute, path=quota_path),
        is_quoted=False,
        timeout=timeout_s,
        transport=transport,
        clock=clock,
        sleep=sleep,
        jitter=jitter,
    )


Options = TypeVar("Options", ServicesOptions, StructuresOptions)


class Dora:
    """One DORA, within one perimeter. Raises ``RemoteError``, :class:`DoraRefusedError` for a refused write."""

    def __init__(
        self,
        client: Client,
        scope: Scope,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self.scope = scope
        self.sleep = sleep
        self._clock = clock

    def today(self) -> dt.date:
        """The day in Paris, by the clock of this machine."""
        return dt.datetime.fromtimestamp(self._clock(), PARIS).date()

    def make_room(self, count: int) -> None:
        """Waits for the quota now, and not between a look at a sheet and the write that relies on it."""
        self._client.make_room(count)

    # --- reading -----------------------------------------------------------------------------------------

    def account(self) -> Account:
        """Who the token is."""
        return read_account(self._client.get_json("/auth/user-info/"))

    def server_time(self) -> dt.datetime | None:
        """The clock of DORA, from the date of an answer; ``None`` when it gives none."""
        written = self._client.get("/structures-options/").headers.get("date", "")
        try:
            return parsedate_to_datetime(written)
        except ValueError:
            return None

    def services_options(self) -> ServicesOptions:
        """The closed lists of services, and the conditions already known. Up to an hour old."""
        options = ServicesOptions.model_validate(self._client.get_json("/services-options/"))
        return _filled(options, *(options.choices(name) for name in VALUES if name != "typologies"))

    def structures_options(self) -> StructuresOptions:
        """The closed lists of structures."""
        options = StructuresOptions.model_validate(self._client.get_json("/structures-options/"))
        return _filled(options, options.typologies)

    def managed_structures(self) -> list[StructureRow]:
        """The structures of the département, obsolete ones left out: one call."""
        rows = as_list(self._client.get_json("/structures/", params={"managed": 1}))
        found = map(read_structure, rows)
        return [row for row in found if row.department == self.scope.departement]

    def claimed(self, siret: str) -> StructureRow | None:
        """The structure of a SIRET (14 digits), of any département, obsolete or not."""
        body = self._find(f"/siret-claimed/{quote(siret, safe='')}/")
        return None if body is None else read_structure(body)

    def structure(self, slug: str) -> Json | None:
        """A whole structure; ``None`` when it is unknown or obsolete."""
        return self._find(f"/structures/{quote(slug, safe='')}/")

    def services_of(self, structure: str) -> list[ServiceRow]:
        """The services of a structure, archived ones included: one call."""
        rows = as_list(self._client.get_json("/services/", params={"structure": structure}))
        return [read_service_row(row) for row in rows]

    def service(self, slug: str) -> Json | None:
        """A whole sheet; ``None`` when it is unknown, or invisible to this account."""
        return self._find(f"/services/{quote(slug, safe='')}/")

    def _find(self, path: str, *, params: Mapping[str, str] | None = None) -> Json | None:
        try:
            return as_json(self._client.get_json(path, params=params))
        except RemoteError as exc:
            if exc.status == 404:
                return None
            raise

    # --- writing -----------------------------------------------------------------------------------------

    def create_service(self, body: Mapping[str, object]) -> Json:
        """``POST /services/``, under our key."""
        self.scope.check_creation(body)
        return self._write("POST", "/services/", body)

    def update_service(self, slug: str, changes: Mapping[str, object]) -> Json:
        """``PATCH /services/<slug>/`` of what differs."""
        self.scope.check_change(slug, changes)
        return self._write("PATCH", f"/services/{quote(slug, safe='')}/", changes)

    def archive_service(self, slug: str) -> Json:
        """Withdraws a sheet that we made: nothing can be deleted (contract §5.2)."""
        self.scope.check_archive(slug)
        return self._write("PATCH", f"/services/{quote(slug, safe='')}/", {"status": "ARCHIVED"})

    def confirm_services(self, slugs: Iterable[str]) -> None:
        """``POST /services/mark-as-up-to-date/``: seen, unchanged; one call for all."""
        wanted = sorted(slugs)
        self.scope.check_confirmation(wanted)
        self._write("POST", "/services/mark-as-up-to-date/", {"services": wanted})

    def create_structure(self, body: Mapping[str, object]) -> Json:
        """``POST /structures/``: **the account becomes its administrator** (contract §4)."""
        self.scope.check_new_structure(body)
        made = self._write("POST", "/structures/", body)
        self.admit(read_structure(made), is_own=True)
        return made

    def update_structure(self, slug: str, changes: Mapping[str, object]) -> Json:
        """``PATCH /structures/<slug>/`` of a structure that we made."""
        self.scope.check_structure_change(slug, changes)
        return self._write("PATCH", f"/structures/{quote(slug, safe='')}/", changes)

    def invite_first_admin(self, siret: str, courriel: str) -> Json:
        """Creates the structure from Sirene and **sends an e-mail to a real person**; the account stays out of it.

        Sirene says where it is, whatever the catalogue does: elsewhere, or unknown, nothing is sent.
        """
        found = self._find("/search-siret/", params={"siret": siret}) or {}
        self.scope.check_invitation(found)
        made = self._write("POST", "/auth/invite-first-admin/", {"siret": siret, "inviteeEmail": courriel})
        self.admit(read_structure(made), is_own=False)
        return made

    def admit(self, row: StructureRow, *, is_own: bool) -> None:
        """Services may now be written in this structure, if it is of the département."""
        if row.department != self.scope.departement or not row.slug:
            return
        own = self.scope.own_structures | ({row.slug} if is_own else set())
        self.scope = replace(self.scope, structures=self.scope.structures | {row.slug}, own_structures=own)

    def _write(self, method: str, path: str, body: Mapping[str, object]) -> Json:
        try:
            answer = self._client.request(method, path, json=body)
        except RemoteError as exc:
            _log_failure(method, path, exc)
            if exc.status is not None and 400 <= exc.status < 500 and exc.status not in {401, 429}:
                raise DoraRefusedError(exc) from exc
            raise
        if not answer.content:
            return {}
        try:
            return as_json(orjson.loads(answer.content))
        except orjson.JSONDecodeError as exc:
            raise RemoteError("DORA envoie une réponse illisible.", is_transient=True) from exc


def _filled(options: Options, *lists: Collection[object]) -> Options:
    """Of an empty list, every value would look unknown, and be taken from every sheet."""
    if not all(lists):
        raise RemoteError("DORA envoie des listes de valeurs vides.", is_transient=True)
    return options


def _log_failure(method: str, path: str, error: RemoteError) -> None:
    """Codes and the reference of the request; never a value, nor what DORA says of it."""
    codes = DoraRefusedError(error).refusals if error.payload is not None else ()
    said = ", ".join(f"{one.field or '-'}={one.code}" for one in codes) or "-"
    _logger.warning(
        "DORA : %s %s, code %s, %s, X-Request-ID %s",
        method,
        path,
        error.status,
        said,
        error.request_id or "-",
    )
