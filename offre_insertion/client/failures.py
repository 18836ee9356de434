"""The errors of the servers, whatever their shape, as one French sentence."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime

import httpx
import orjson

from offre_insertion.errors import RemoteError

#: 500 too: data·inclusion closes the connection after one, and the next try uses a new one.
TRANSIENT = frozenset({429, 500, 502, 503, 504})
#: A server that asks for more than this is left alone: the person, or cron, comes back later.
LONGEST_RETRY_AFTER_S = 120.0
_SHOWN_DETAILS, _SHOWN_CHARACTERS = 5, 200


def read_failure(
    response: httpx.Response, *, name: str, now: dt.datetime, is_quoted: bool = True
) -> RemoteError:
    """The error of an answer that is not 2xx. ``name`` says whose it is, ``is_quoted`` that its words may be shown."""
    status, payload = response.status_code, _payload(response)
    retry_after_s = _retry_after(response.headers.get("retry-after"), now)
    details = (tuple(_details(payload)) or _plain_text(response)) if is_quoted else ()
    said = " ; ".join(_short(one) for one in details[:_SHOWN_DETAILS])
    request_id = response.headers.get("x-request-id")
    return RemoteError(
        f"{name} {_sentence(status)}"
        + (f" Il dit : {said}." if said else "")
        + (f" Référence à donner à son équipe : {request_id}." if request_id else ""),
        status=status,
        details=details,
        payload=payload,
        request_id=request_id,
        retry_after_s=retry_after_s,
        is_transient=status in TRANSIENT and (retry_after_s or 0) <= LONGEST_RETRY_AFTER_S,
    )


def _short(text: str) -> str:
    """data·inclusion answers a wrong code with the 70 right ones."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _sentence(status: int) -> str:
    known = {
        401: "ne reconnaît pas le jeton (401). Vérifiez-le.",
        403: "refuse l’accès à ce jeton (403). Demandez-en un autre à son équipe.",
        404: "n’a rien à cette adresse (404).",
        429: "reçoit trop de demandes (429). Réessayez plus tard.",
    }
    if status in known:
        return known[status]
    return (
        f"est en panne ({status}). Réessayez plus tard."
        if status >= 500
        else f"refuse la demande ({status})."
    )


def _payload(response: httpx.Response) -> object:
    """The JSON of an error; data·inclusion answers a 500 in plain text, DORA in HTML."""
    if "json" not in response.headers.get("content-type", ""):
        return None
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None


def _plain_text(response: httpx.Response) -> tuple[str, ...]:
    is_text = response.headers.get("content-type", "").startswith("text/plain")
    text = response.text.strip().rstrip(".")[:200] if is_text else ""
    return (text,) if text else ()


def _details(payload: object, *, where: str = "") -> list[str]:
    """The messages of an error, each after the field it is of, whatever their nesting.

    data·inclusion: ``{"detail": "…"}`` or ``{"detail": [{"loc", "msg", …}]}``; DORA: ``{"field": [{"message",
    "code"}]}``, ``{"detail": {"message", "code"}}``; data.gouv.fr: ``{"message": "…", "errors": {"field": ["…"]}}``.
    """
    if isinstance(payload, str):
        text = payload.strip().rstrip(".")
        return [f"{where} : {text}" if where else text]
    if isinstance(payload, list):
        return [one for item in payload for one in _details(item, where=where)]
    if not isinstance(payload, dict):
        return []
    message = payload.get("msg", payload.get("message"))
    if isinstance(message, str) and not payload.get("errors"):
        loc = payload.get("loc")
        place = ".".join(str(part) for part in loc[1:]) if isinstance(loc, list) else ""
        return _details(message, where=place or where)
    fields = {name: value for name, value in payload.items() if name != "code"}
    return [one for name, value in fields.items() for one in _details(value, where=_place(where, name))]


def _place(where: str, name: str) -> str:
    if name in {"detail", "nonFieldErrors", "errors"}:
        return where
    return f"{where}.{name}" if where else name


def _retry_after(header: str | None, now: dt.datetime) -> float | None:
    """Seconds to wait: the header gives an integer, or a date. ``None`` when it gives neither."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    at = date.replace(tzinfo=dt.UTC) if date.tzinfo is None else date
    return max(0.0, (at - now).total_seconds())
