"""What people read of the official models: the words of fields and of codes."""

from __future__ import annotations

import pytest

from offre_insertion.geography.zone_codes import zone_name
from offre_insertion.schema import CODE_LABELS, ENUM_CLASSES, FIELD_LABELS, FIELDS


def test_every_field_has_french_words_to_stand_in_a_sentence() -> None:
    assert FIELD_LABELS.keys() == {name for names in FIELDS.values() for name in names}
    assert not [words for words in FIELD_LABELS.values() if "_" in words or words[:1].isupper()]


def test_a_code_has_one_label_whatever_its_list() -> None:
    for members in ENUM_CLASSES.values():
        for member in members:
            assert CODE_LABELS[str(member.value)] == member.label  # type: ignore[attr-defined]  # labels of the schema
    assert CODE_LABELS["mobilite"] == "Mobilité"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("53130", "Laval"),
        ("200083392", "CA Laval Agglomération"),
        ("53", "Mayenne"),
        ("france", "France"),
        ("?", "?"),
    ],
)
def test_a_code_of_zone_is_said_by_its_name(code: str, name: str) -> None:
    assert zone_name(code) == name
