"""What can go wrong, split by what the caller can do about it.

A wrong *row* is never an exception: it is an :class:`offre_insertion.issues.Issue`.
"""

from __future__ import annotations


class OffreInsertionError(Exception):
    """Root of every error of the package. Its text is a French sentence, ready to be shown."""


class ConnectorError(OffreInsertionError):
    """The connector (or the project file) is wrong: the person who wrote it corrects it.

    ``path`` is the file, ``where`` the dotted key (``service.publics.lookup``).
    """

    def __init__(self, message: str, *, path: str | None = None, where: str | None = None) -> None:
        self.path = path
        self.where = where
        place = " · ".join(part for part in (path, where) if part)
        super().__init__(f"{place} : {message}" if place else message)


class ReadError(OffreInsertionError):
    """The catalogue cannot be read at all: another file, or another format, is needed.

    ``remote`` is true when the network or the server is at fault: trying later may be enough.
    """

    def __init__(self, message: str, *, remote: bool = False) -> None:
        self.remote = remote
        super().__init__(message)


class PublishError(OffreInsertionError):
    """The output could not be written or sent: nothing was replaced."""


class HistoryError(OffreInsertionError):
    """The history cannot be read or written: locked, full, newer, unreachable. Nothing was changed.

    ``remote`` is true when it is on a server that does not answer: trying later may be enough.
    """

    def __init__(self, message: str, *, remote: bool = False) -> None:
        self.remote = remote
        super().__init__(message)


class RemoteError(OffreInsertionError):
    """A server did not answer, or answered by an error. Nothing says what a write did: look before writing again.

    ``status`` is ``None`` when there was no answer to read; ``details`` is what the server said, one plain text
    each; ``payload`` is its JSON, as decoded, else ``None``; ``request_id`` is what its team asks for
    (``X-Request-ID``); ``is_transient`` that the same request may be sent again in a while, not in an hour.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        details: tuple[str, ...] = (),
        payload: object = None,
        request_id: str | None = None,
        retry_after_s: float | None = None,
        is_transient: bool = False,
    ) -> None:
        self.status = status
        self.details = details
        self.payload = payload
        self.request_id = request_id
        self.retry_after_s = retry_after_s
        self.is_transient = is_transient
        super().__init__(message)

    @property
    def is_refusal(self) -> bool:
        """True when the token is at fault: trying later changes nothing."""
        return self.status in {401, 403}
