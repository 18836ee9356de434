"""Where a catalogue comes from: a path, standard input or the web; and what kind of file it is, by its content."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import urljoin, urlsplit

import httpx

from offre_insertion.errors import ReadError

#: A local catalogue weighs a few megabytes; beyond this it is not one.
MAX_BYTES = 200 * 1024 * 1024
_TIMEOUT = httpx.Timeout(30, connect=10)
#: Seconds for the whole body: a server that sends a byte now and then never times out by itself.
_MAX_DOWNLOAD_S = 300
_MAX_REDIRECTS = 5

Kind = Literal["csv", "excel", "json"]

#: What may stand before the first character: a signature of UTF-8 or UTF-16, blanks, nulls.
_BLANK = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\x00 \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a catalogue, its name, and the date the server gave them."""

    name: str
    content: bytes
    modified: dt.date | None = None


def load_source(
    source: str | Path, *, stdin: BinaryIO | None = None, transport: httpx.BaseTransport | None = None
) -> Source:
    """Reads a path, ``-`` or an http(s) URL whole. Raises :class:`ReadError`."""
    text = str(source)
    if text == "-":
        if stdin is None:
            raise ReadError(
                "« - » lit l'entrée standard, et il n'y en a pas ici. Donnez un chemin de fichier."
            )
        return Source("-", _bounded(stdin, "l'entrée standard"))
    if text.startswith(("http://", "https://")):
        return _download(text, transport)
    if "://" in text:
        raise ReadError(
            f"« {text} » : seules les adresses http et https se lisent. Téléchargez le fichier d'abord."
        )
    return _open_file(Path(text))


def _open_file(path: Path) -> Source:
    try:
        if path.is_dir():
            raise ReadError(f"« {path} » est un dossier. Donnez le chemin d'un fichier.")
        if not path.is_file():
            hint = "ce n'est pas un fichier ordinaire" if path.exists() else "fichier introuvable"
            raise ReadError(f"« {path} » : {hint}. Vérifiez le chemin.")
        with path.open("rb") as file:
            return Source(str(path), _bounded(file, f"« {path} »"))
    except PermissionError as exc:
        raise ReadError(
            f"« {path} » ne s'ouvre pas : droits insuffisants, ou fichier ouvert ailleurs. Fermez-le."
        ) from exc
    except (OSError, ValueError) as exc:
        raise ReadError(f"« {path} » ne s'ouvre pas ({exc}). Vérifiez le chemin.") from exc


def _bounded(file: BinaryIO, name: str) -> bytes:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ReadError(
            f"{name} dépasse {MAX_BYTES // 1024 // 1024} Mo : ce n'est sans doute pas un catalogue. Découpez-le."
        )
    return content


def _download(url: str, transport: httpx.BaseTransport | None) -> Source:
    """Follows a few redirects by hand: never from https to http, never to another kind of address."""
    with httpx.Client(
        transport=transport, timeout=_TIMEOUT, headers={"User-Agent": "offre-insertion"}
    ) as client:
        for _ in range(_MAX_REDIRECTS + 1):
            try:
                with client.stream("GET", url) as response:
                    if response.is_redirect:
                        url = follow_redirection(url, response.headers.get("location", ""))
                        continue
                    return _body(url, response)
            except httpx.InvalidURL as exc:
                raise ReadError(
                    f"« {_host(url)} » n'est pas une adresse valide, ou y renvoie. Vérifiez-la."
                ) from exc
            except httpx.TimeoutException as exc:
                raise ReadError(
                    f"« {_host(url)} » ne répond pas à temps. Réessayez plus tard.", remote=True
                ) from exc
            except httpx.HTTPError as exc:
                raise ReadError(
                    f"« {_host(url)} » est injoignable. Vérifiez l'adresse et le réseau.", remote=True
                ) from exc
    raise ReadError(
        f"« {_host(url)} » renvoie sans fin d'une adresse à l'autre. Donnez l'adresse finale.", remote=True
    )


def _host(url: str) -> str:
    """Host only: an address may carry a key in its query, and messages end up in logs."""
    try:
        return urlsplit(url).hostname or url.partition("?")[0]
    except ValueError:
        return url.partition("?")[0]


def follow_redirection(url: str, location: str) -> str:
    """Where an answer sends us, never from https to http. Raises :class:`ReadError`."""
    try:
        target = urljoin(url, location)
        before, after = urlsplit(url).scheme, urlsplit(target).scheme
    except ValueError as exc:
        raise ReadError(
            f"« {_host(url)} » renvoie vers une adresse illisible. Vérifiez l'adresse.", remote=True
        ) from exc
    if after not in {"http", "https"} or (before == "https" and after == "http"):
        raise ReadError(
            f"« {_host(url)} » renvoie vers une adresse non sûre ({after}) : lecture refusée.", remote=True
        )
    return target


def _body(url: str, response: httpx.Response) -> Source:
    if response.status_code in {401, 403}:
        raise ReadError(
            f"« {_host(url)} » refuse l'accès ({response.status_code}). Le fichier est-il public ?",
            remote=True,
        )
    if response.status_code >= 400:
        raise ReadError(
            f"« {_host(url)} » répond par l'erreur {response.status_code}. Vérifiez l'adresse.", remote=True
        )
    content = bytearray()
    deadline = time.monotonic() + _MAX_DOWNLOAD_S
    for chunk in response.iter_bytes():
        content += chunk
        if time.monotonic() > deadline:
            raise ReadError(
                f"« {_host(url)} » envoie le fichier trop lentement. Réessayez plus tard.", remote=True
            )
        if len(content) > MAX_BYTES:
            raise ReadError(
                f"Le fichier de « {_host(url)} » dépasse {MAX_BYTES // 1024 // 1024} Mo : lecture arrêtée.",
                remote=True,
            )
    return Source(_shown(url), bytes(content), _last_modified(response.headers.get("last-modified")))


def _shown(url: str) -> str:
    """The address as messages may say it: without its query, which may hold a key, nor a user's name."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"


def _last_modified(header: str | None) -> dt.date | None:
    try:
        return parsedate_to_datetime(header).date() if header else None
    except (TypeError, ValueError):
        return None


def detect_kind(source: Source) -> Kind:
    """The kind of file, by its first bytes: the extension is often wrong. Raises :class:`ReadError`."""
    start = _BLANK.match(source.content)
    head = source.content[start.end() if start else 0 :][:4096]
    if not head:
        raise ReadError(f"« {source.name} » est vide. Réexportez le catalogue.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return "excel"
    _refuse_other_formats(source.name, head)
    return "json" if head.startswith((b"{", b"[")) else "csv"


def _refuse_other_formats(name: str, head: bytes) -> None:
    formats = {b"%PDF": "un PDF", b"\x89PNG": "une image", b"\xff\xd8\xff": "une image", b"GIF8": "une image",
               b"\x1f\x8b": "une archive", b"Rar!": "une archive", b"7z\xbc\xaf": "une archive",
               b"\x7fELF": "un programme", b"MZ\x90": "un programme", b"SQLite format 3": "une base de données",
               b"PAR1": "un fichier Parquet", b"{\\rtf": "un document texte"}  # fmt: skip
    for magic, label in formats.items():
        if head.startswith(magic):
            raise ReadError(
                f"« {name} » est {label}, pas un tableau. Exportez le catalogue en CSV, XLSX ou JSON."
            )
    if (
        head[:20]
        .lower()
        .startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<style"))
    ):
        raise ReadError(
            f"« {name} » est une page web ou du XML, même si son nom dit autre chose. "
            "Ouvrez-le dans un tableur et enregistrez-le en XLSX."
        )
