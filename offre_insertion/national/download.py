"""Bringing a big file here, to disk as it comes."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from offre_insertion.client import TIMEOUT, USER_AGENT
from offre_insertion.errors import ReadError
from offre_insertion.national.open_data import day_of_name
from offre_insertion.reading.source import follow_redirection

#: The national files weigh a few hundred megabytes.
_MAX_BYTES = 3 << 30
#: data.gouv.fr sends from the stable address of a resource to the file of the week.
_MAX_REDIRECTS = 5
#: Bytes written, and told, at once.
_CHUNK = 1 << 20

#: Called with (bytes received, bytes announced).
Observe = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file here; ``name`` is what it is called where it comes from, ``day`` the day it is of, when that is known."""

    path: Path
    name: str
    day: dt.date | None


def locate(
    place: str,
    folder: Path,
    *,
    observe: Observe = lambda _done, _total: None,
    transport: httpx.BaseTransport | None = None,
) -> LocalFile:
    """A path as it is, or the file of an http(s) address, brought into ``folder``. Raises :class:`ReadError`."""
    if not place.startswith(("http://", "https://")):
        path = Path(place)
        return LocalFile(path, path.name, day_of_name(path.name))
    target = folder / f"telechargement-{len(list(folder.iterdir()))}"
    with httpx.Client(transport=transport, timeout=TIMEOUT, headers={"User-Agent": USER_AGENT}) as client:
        try:
            with _opened(client, place) as response:
                _save(response, target, observe)
                name = Path(response.url.path).name
                day = day_of_name(name) or _last_modified(response.headers.get("last-modified"))
                return LocalFile(target, name, day)
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise ReadError(
                f"« {urlsplit(place).hostname} » est injoignable, ou coupe le fichier. Réessayez plus tard.",
                remote=True,
            ) from exc
        except OSError as exc:
            raise ReadError(
                f"Le fichier ne s’écrit pas dans « {folder} » ({exc.strerror}). Libérez de la place."
            ) from exc


@contextlib.contextmanager
def _opened(client: httpx.Client, url: str) -> Iterator[httpx.Response]:
    for _ in range(_MAX_REDIRECTS + 1):
        with client.stream("GET", url) as response:
            if response.is_redirect:
                url = follow_redirection(url, response.headers.get("location", ""))
                continue
            if response.is_error:
                raise ReadError(
                    f"« {urlsplit(url).hostname} » répond par l’erreur {response.status_code}. Vérifiez l’adresse.",
                    remote=True,
                )
            yield response
            return
    raise ReadError(f"« {urlsplit(url).hostname} » renvoie sans fin d’une adresse à l’autre.", remote=True)


def _save(response: httpx.Response, target: Path, observe: Observe) -> None:
    announced = response.headers.get("content-length", "")
    total = int(announced) if announced.isdigit() else None
    done = 0
    with target.open("wb") as file:
        for chunk in response.iter_bytes(_CHUNK):
            file.write(chunk)
            done += len(chunk)
            observe(done, total)
            if done > _MAX_BYTES:
                raise ReadError("Le fichier dépasse 3 Go : ce n’est pas celui de l’offre nationale.")


def _last_modified(header: str | None) -> dt.date | None:
    try:
        return parsedate_to_datetime(header).date() if header else None
    except (TypeError, ValueError):
        return None
