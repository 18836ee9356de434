"""The page on DORA speaks of every field of both sides, and of every rule of publication."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from offre_insertion.publishing.dora.csv_forecast import KnownFile, load_known
from offre_insertion.publishing.dora.drafts import LossKind
from offre_insertion.publishing.dora.payloads import ServicePayload, StructurePayload
from offre_insertion.schema import FIELDS

PAGE = (Path(__file__).parents[3] / "docs" / "dora.md").read_text(encoding="utf-8")
CODES = set(re.findall(r"`([^`\n]+)`", PAGE))


@pytest.mark.parametrize("model", [ServicePayload, StructurePayload])
def test_every_field_sent_is_explained(model: type[ServicePayload] | type[StructurePayload]) -> None:
    names = {info.alias for info in model.model_fields.values()}
    texts = {
        name for name in names if name and re.search("(ExternalFormLink|ExternalFormLinkText|Other)$", name)
    }
    assert names - texts <= CODES


def test_every_field_of_a_service_is_explained() -> None:
    assert set(FIELDS["service"]) <= CODES


def test_every_kind_of_loss_is_explained() -> None:
    assert set(get_args(LossKind)) <= CODES


def test_the_json_of_the_page_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "dora.json"
    path.write_text(example, encoding="utf-8")
    known = load_known(path)
    assert known.models == frozenset({"asso-exemple--auto-ecole"})
    assert all(f'"{name}"' in example for name in KnownFile.model_fields)
