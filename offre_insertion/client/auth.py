"""The token of a server, and the one address it may be sent to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from offre_insertion.errors import ConnectorError


@dataclass(frozen=True, slots=True)
class Auth:
    """How a token is shown: ``header: scheme secret``. Its ``repr`` hides it."""

    header: str
    scheme: str
    secret: SecretStr


def bearer(secret: SecretStr) -> Auth:
    """``Authorization: Bearer …`` (data·inclusion)."""
    return Auth("Authorization", "Bearer", secret)


def token(secret: SecretStr) -> Auth:
    """``Authorization: Token …`` (DORA)."""
    return Auth("Authorization", "Token", secret)


def api_key(secret: SecretStr) -> Auth:
    """``X-API-KEY: …`` (data.gouv.fr)."""
    return Auth("X-API-KEY", "", secret)


def check_address(base_url: str, *, service: str, is_authenticated: bool) -> str:
    """The host of an address. Raises :class:`ConnectorError`: not http(s), or a token would be seen on the way."""
    try:
        parts = urlsplit(base_url)
        host = parts.hostname
        parts.port  # noqa: B018  # a wrong one raises
    except ValueError as exc:
        raise ConnectorError(f"l’adresse de {service} ne se lit pas. Exemple : https://exemple.fr.") from exc
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.query:
        raise ConnectorError(f"l’adresse de {service} ne convient pas. Exemple : https://exemple.fr.")
    if is_authenticated and parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
        raise ConnectorError(
            f"l’adresse de {service} doit commencer par https : le jeton y passerait en clair."
        )
    return host


def auth_header(auth: Auth | None, service: str) -> dict[str, str]:
    """The header that shows the token. Raises :class:`ConnectorError`, without the token."""
    if auth is None:
        return {}
    value = auth.secret.get_secret_value().strip()
    # Checked here: the error of the HTTP library would quote the token.
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise ConnectorError(
            f"le jeton de {service} ne se lit pas : recopiez-le, sans espace ni retour à la ligne."
        )
    return {auth.header: f"{auth.scheme} {value}".lstrip()}


def origin(url: str) -> tuple[str, str | None, int | None]:
    """What two addresses of one server share; one that cannot be read shares nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url, None, None
    return parts.scheme, parts.hostname, port
