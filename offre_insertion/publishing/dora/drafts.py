"""What a conversion to DORA gives: the fields to send, what is missing to publish, what is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from offre_insertion.publishing.dora.lists import BUILTIN, ReferenceLists
from offre_insertion.publishing.personal import NOTHING_ACCEPTED, Accepted
from offre_insertion.schema import Record

#: JSON-ready fields of DORA, camelCase.
Fields = dict[str, object]

#: ``coupe``: shortened to the limit of DORA; ``ecarte``: DORA has no such value, nothing is sent in its place;
#: ``elargi``: the value sent covers more; ``arrondi``: a whole number is sent; ``repris``: taken from elsewhere.
LossKind = Literal["coupe", "ecarte", "elargi", "arrondi", "repris"]

Status = Literal["DRAFT", "PUBLISHED"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What does not go through as it is. ``field`` is of the schema, ``dora_field`` of DORA (camelCase).

    ``message`` is a French sentence that says what happens to the value and what to do; it may quote the value.
    """

    field: str
    dora_field: str
    kind: LossKind
    message: str


class Losses:
    """Losses as a conversion meets them."""

    def __init__(self) -> None:
        self._found: list[Loss] = []

    def add(self, field: str, dora_field: str, kind: LossKind, message: str) -> None:
        """One more loss."""
        self._found.append(Loss(field, dora_field, kind, message))

    def found(self) -> tuple[Loss, ...]:
        """The losses, in the order they were met."""
        return tuple(self._found)


@dataclass(frozen=True, slots=True)
class Missing:
    """What the web form of DORA requires before it publishes, and the record does not have.

    ``dora_field`` is camelCase, ``label`` the field as DORA's form names it, ``message`` says what to fill in.
    """

    dora_field: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class DoraDraft:
    """A service or a structure as DORA would receive it.

    ``payload`` holds every field that the record decides, empty ones included: what a PATCH compares
    (:func:`~offre_insertion.publishing.dora.differences.differences`). ``defaults`` are sent at creation
    only: people change them in DORA, nothing here knows better. ``status`` is ``PUBLISHED`` only when
    ``missing`` is empty; it is never in ``payload``. ``private`` are the fields that hold a person's name, address or
    mobile, which nobody said to show to everyone. ``stated`` are the empty ones that say something: open to everyone.
    """

    payload: Fields
    status: Status
    missing: tuple[Missing, ...] = ()
    losses: tuple[Loss, ...] = ()
    defaults: Fields = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()


class Converted(NamedTuple):
    """A v1 record read from DORA, and what DORA says that the schema cannot hold."""

    record: Record
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class DoraOptions:
    """Choices that the records do not settle.

    ``contact_public``: whether contacts are shown to everyone; ``None``, they are unless a person is named, the
    e-mail address looks like a person's, or the telephone is a mobile.
    ``open_dora_form``: opens DORA's own orientation form, which writes to the service's e-mail address; to
    be left closed when the structure has ``noDoraForm``, for DORA then removes it silently.
    ``mobilisable_par``: who may call on the services that do not say it; empty, nothing is assumed and they
    stay drafts. ``typologies``: structure id → typology chosen by a person. ``lists`` are the reference lists
    of the instance, and the conditions it already knows. ``accepted`` are the addresses and the numbers of persons that
    may be shown to everyone.
    """

    contact_public: bool | None = None
    open_dora_form: bool = False
    mobilisable_par: tuple[Literal["usagers", "professionnels"], ...] = ()
    update_frequency: str = "tous-les-6-mois"
    typologies: Mapping[str, str] = field(default_factory=dict)
    lists: ReferenceLists = BUILTIN
    accepted: Accepted = NOTHING_ACCEPTED


#: Everything at its most prudent.
DEFAULTS = DoraOptions()
