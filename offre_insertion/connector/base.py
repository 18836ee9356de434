"""What every table of a connector is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Base of every table of a connector: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def as_tuple(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """``None`` → ``()``, ``"a"`` → ``("a",)``, a tuple unchanged."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
