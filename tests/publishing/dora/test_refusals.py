"""The three shapes of a 400, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from offre_insertion.errors import RemoteError
from offre_insertion.publishing.dora.refusals import DoraRefusedError, Refusal, read_refusals


def items(*codes: str) -> list[dict[str, str]]:
    return [{"message": "Camille Fictif est en trop.", "code": code} for code in codes]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"siret": items("invalid", "max_length")}, [Refusal("siret", "invalid"), Refusal("siret", "max_length")]),
        ({"publics": {"0": items("invalid_choice"), "12": items("invalid_choice")}},
         [Refusal("publics", "invalid_choice", 0), Refusal("publics", "invalid_choice", 12)]),
        (items("invalid"), [Refusal("", "invalid")]),
        ({"nonFieldErrors": items("invalid")}, [Refusal("", "invalid")]),
        ({"detail": items("permission_denied")[0]}, [Refusal("", "permission_denied")]),
        (None, []),
        ("texte", []),
        ({"name": "texte"}, [Refusal("name", "invalid")]),
        ({"publics": {"x": ["texte"]}}, [Refusal("publics", "invalid")]),
    ],
)  # fmt: skip
def test_every_shape_is_read(payload: Any, expected: list[Refusal]) -> None:
    assert list(read_refusals(payload)) == expected


def test_the_sentence_names_fields_and_never_values() -> None:
    payload = {"contactName": items("max_length"), "publics": {"1": items("invalid_choice")}}
    error = DoraRefusedError(RemoteError("x", status=400, payload=payload, request_id="r1"))
    assert (
        str(error) == "DORA refuse (400) : contactName : trop long ; publics nᵒ 2 : valeur inconnue de DORA."
    )
    assert (error.request_id, error.is_taken) == ("r1", False)


def test_a_taken_slug_is_known() -> None:
    assert DoraRefusedError(RemoteError("x", status=400, payload={"slug": items("unique")})).is_taken


def test_a_page_without_json_is_said_too() -> None:
    assert str(DoraRefusedError(RemoteError("x", status=404))) == "DORA refuse (404) : sans dire pourquoi."
