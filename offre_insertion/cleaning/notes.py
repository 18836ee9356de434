"""What cleaners of addresses say in the same words, whatever the address is."""

from __future__ import annotations

from offre_insertion.issues import Note, Severity


def several_addresses(code: str, first: str, others: tuple[str, ...]) -> tuple[Note, ...]:
    """The schema takes one address: the others are proposed, not written."""
    if not others:
        return ()
    message = (
        f"Plusieurs adresses dans la cellule : {first} est gardée, pas {', '.join(others)}. "
        "Le schéma n’en accepte qu’une."
    )
    return (Note(code, Severity.INFO, message, others),)


def extracted_address(code: str, raw: str, first: str) -> tuple[Note, ...]:
    """Words were left around the address: they may be a part of it."""
    message = f"L’adresse {first} est prise dans « {raw.strip()[:80]} » : vérifiez qu’elle est entière."
    return (Note(code, Severity.INFO, message),)
