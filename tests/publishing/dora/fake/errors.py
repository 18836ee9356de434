"""The errors of DORA, in their shapes (contract §1)."""

from __future__ import annotations

from typing import Any

_MESSAGES = {
    "not_authenticated": "Informations d'authentification non fournies.",
    "authentication_failed": "Token non valide.",
    "permission_denied": "Vous n'avez pas la permission d'effectuer cette action.",
    "not_found": "Non trouvé.",
    "required": "Ce champ est obligatoire.",
    "null": "Ce champ ne peut être nul.",
    "blank": "Ce champ ne peut être vide.",
}

Item = dict[str, str]


class ApiError(Exception):
    """An answer that is not a success; ``body`` is JSON, or ``None`` for the HTML page of a 500 or a 404."""

    def __init__(self, status: int, body: Any, *, retry_after_s: int | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.retry_after_s = retry_after_s


def item(code: str, message: str | None = None) -> Item:
    """One ``{message, code}``."""
    return {"message": message or _MESSAGES.get(code, code), "code": code}


def detail(status: int, code: str, message: str | None = None, **more: Any) -> ApiError:
    """``{"detail": {…}}``: 401, 403, 404, 415, 429, unreadable JSON."""
    return ApiError(status, {"detail": item(code, message)}, **more)


def not_found(message: str | None = None) -> ApiError:
    return detail(404, "not_found", message)


def forbidden() -> ApiError:
    return detail(403, "permission_denied")


def by_hand(message: str) -> ApiError:
    """``[{…}]``: 400 raised by hand."""
    return ApiError(400, [item("invalid", message)])


def crash(status: int = 500) -> ApiError:
    """The HTML page."""
    return ApiError(status, None)
