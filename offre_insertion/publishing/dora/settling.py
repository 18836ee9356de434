"""One write until its outcome is known: sent once, looked at before it is sent again (contract §6 and §9, trap 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from offre_insertion.errors import PublishError, RemoteError
from offre_insertion.publishing.dora.agreement import EMPTY, digests_of, digests_there
from offre_insertion.publishing.dora.answers import Json, StructureRow, read_structure, text
from offre_insertion.publishing.dora.api import FIRST_WAIT_S, LONGEST_WAIT_S, Dora
from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.groups import CONTACT
from offre_insertion.publishing.dora.operations import Operation
from offre_insertion.publishing.dora.refusals import DoraRefusedError
from offre_insertion.publishing.dora.safety import CONTACTS_LOST, UnsafeDoraError, drops_contacts

#: Times a write is sent before it is given up.
_ATTEMPTS = 5
#: Requests of a look at a sheet and of the writes that rely on it: nothing locks it meanwhile.
_CHECKED_WRITE = 3
_GONE = "La fiche n’est plus visible sur DORA."
#: Keys of a creation that are not values of the sheet.
_KEYS = frozenset({"slug", "structure", "siret"})
#: True when everyone reads the contact of a sheet, not only the professionals who have an account.
SHOWN = "isContactInfoPublic"


class LeftAloneError(PublishError):
    """The sheet moved since the plan was made: it is left as it is."""


def create_service(dora: Dora, operation: Operation) -> Json:
    """The sheet, created once whatever goes wrong on the way, and completed if nobody else wrote in it."""

    def send(existing: Json | None) -> Json:
        if existing is None:
            return dora.create_service(operation.body)
        if existing.get("structure") != operation.structure:
            raise LeftAloneError("Notre clé est celle d’une fiche d’une autre structure.")
        rest = _not_written(operation, existing)
        return dora.update_service(operation.slug, rest) if rest else existing

    return _settle(dora, send, lambda: dora.service(operation.slug), is_new=True)


def change_service(dora: Dora, operation: Operation) -> Json:
    """The sheet with the fields of the operation, as long as the rest is still as the plan saw it."""

    def send(existing: Json | None) -> Json:
        existing = _check_unmoved(dora, operation, existing)
        if operation.body.get(SHOWN) is False and existing.get(SHOWN) is not False:
            existing = _hide_contact(dora, operation)
        rest = differences(operation.body, existing)
        if not rest:
            return existing
        if rest == {"status": "ARCHIVED"}:
            return dora.archive_service(operation.slug)
        return dora.update_service(operation.slug, rest)

    return _settle(dora, send, lambda: dora.service(operation.slug), is_new=False)


def create_structure(dora: Dora, operation: Operation) -> Json:
    """The structure, created once; of another one that has our key, nothing is done."""

    def send(existing: Json | None) -> Json:
        if existing is None:
            return dora.create_structure(operation.body)
        if existing.get("siret") != operation.body["siret"]:
            raise LeftAloneError(
                f"Notre clé « {operation.slug} » est celle d’une structure d’un autre SIRET."
            )
        rest = _not_written(operation, existing)
        rest.pop("cityCode", None)
        dora.admit(read_structure(existing), is_own=True)
        return dora.update_structure(operation.slug, rest) if rest else existing

    return _settle(dora, send, lambda: dora.structure(operation.slug), is_new=True)


def change_structure(dora: Dora, operation: Operation) -> Json:
    """The fields of a structure that we made."""

    def send(existing: Json | None) -> Json:
        existing = _check_same(operation, existing)
        rest = differences(operation.body, existing)
        return dora.update_structure(operation.slug, rest) if rest else existing

    return _settle(dora, send, lambda: dora.structure(operation.slug), is_new=False)


def invite(dora: Dora, operation: Operation) -> StructureRow:
    """The structure made from Sirene. Sent once: a real person receives it."""
    siret = str(operation.body["siret"])
    try:
        return read_structure(dora.invite_first_admin(siret, str(operation.body["inviteeEmail"])))
    except RemoteError:
        row = dora.claimed(siret)
        if row is None:
            raise
        return row


def _settle(
    dora: Dora,
    send: Callable[[Json | None], Json],
    look: Callable[[], Json | None],
    *,
    is_new: bool,
) -> Json:
    """What DORA has at the end. Raises the last error when it is not known, or a refusal."""

    def look_at() -> Json | None:
        # The quota is waited for before the look, not between it and the write.
        dora.make_room(_CHECKED_WRITE)
        return look()

    wait_s, existing = FIRST_WAIT_S, None if is_new else look_at()
    for left in reversed(range(_ATTEMPTS)):
        try:
            return send(existing)
        except DoraRefusedError as exc:
            if not exc.is_taken or existing is not None or (existing := look_at()) is None:
                raise
        except RemoteError as exc:
            if not exc.is_transient or not left:
                raise
            dora.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            existing = look_at()
    raise UnsafeDoraError("DORA change d’avis à chaque envoi : la fiche n’est pas écrite.")


def _not_written(operation: Operation, existing: Json) -> Json:
    """What a creation of ours left empty. Whatever is there and is not ours was written by somebody since."""
    rest = differences(operation.ours, existing)
    there = digests_there(rest, existing)
    if edited := [name for name in rest if there[name] != EMPTY]:
        raise LeftAloneError(
            f"Notre clé est déjà sur DORA, et quelqu’un y a écrit autre chose : {', '.join(edited)}."
        )
    return rest


def _hide_contact(dora: Dora, operation: Operation) -> Json:
    """Apart, and before a person's contact is sent: a write may be done in part, and ours may be the last for long."""
    hidden = dora.update_service(operation.slug, {SHOWN: False})
    if hidden.get(SHOWN) is not False:
        raise UnsafeDoraError(f"{CONTACTS_LOST} Tout est arrêté ; voyez « offre-insertion dora diagnostic ».")
    return _check_unmoved(dora, operation, hidden)


def _check_unmoved(dora: Dora, operation: Operation, current: Json | None) -> Json:
    current = _check_same(operation, current)
    check_contacts({}, current)
    if current.get("structure") != operation.structure:
        raise LeftAloneError("La fiche est passée à une autre structure.")
    if operation.private and current.get(SHOWN) is True and SHOWN not in operation.body:
        raise LeftAloneError(
            "La fiche montre maintenant son contact à tous, et le nôtre est celui d’une personne."
        )
    dora.scope.check_place(current)
    return current


def _check_same(operation: Operation, current: Json | None) -> Json:
    """Each field is as the plan saw it, or as we are sending it: a try that failed may have written it."""
    if current is None:
        raise LeftAloneError(_GONE)
    there, sent = digests_there(operation.seen, current), digests_of(operation.body)
    moved = [name for name, seen in operation.seen.items() if there[name] not in {seen, sent.get(name)}]
    if moved:
        raise LeftAloneError(f"Modifiée sur DORA depuis le plan : {', '.join(sorted(moved))}.")
    return current


def lost_contacts(sent: Mapping[str, object], answer: Json) -> tuple[str, ...]:
    """The contact fields that did not come back as they were sent: an erasure may be dropped too."""
    return tuple(differences({name: sent[name] for name in CONTACT if name in sent}, answer))


def check_contacts(sent: Mapping[str, object], answer: Json) -> None:
    """Trap 1 (contract §2): DORA drops the contact of an account that belongs to no structure, without a word."""
    if drops_contacts(answer) or lost_contacts(sent, answer):
        raise UnsafeDoraError(f"{CONTACTS_LOST} Tout est arrêté ; voyez « offre-insertion dora diagnostic ».")


def check_slug(operation: Operation, answer: Json) -> None:
    """Our key is a side effect of DORA's serializer: it may stop to be taken (contract §6)."""
    if text(answer, "slug") != operation.slug:
        raise UnsafeDoraError(
            f"DORA n’a pas pris notre clé « {operation.slug} » : une relance créerait des doubles. Tout est arrêté. "
            "Demandez à l’équipe DORA si le slug peut encore être choisi."
        )


def rewritten(sent: Mapping[str, object], answer: Json) -> tuple[str, ...]:
    """Fields that DORA keeps otherwise than they were sent."""
    fields = {name: value for name, value in sent.items() if name not in _KEYS}
    return tuple(differences(fields, answer))
