"""The page on coverage shows every threshold, every reason, and a project that loads."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from offre_insertion.coverage import Couverture, Level, Reason
from offre_insertion.settings import build_settings
from offre_insertion.settings.coverage import CouvertureProjet

PAGE = (Path(__file__).parent.parent.parent / "docs" / "couverture.md").read_text(encoding="utf-8")


def test_every_threshold_and_every_reason_is_on_the_page() -> None:
    assert [name for name in CouvertureProjet.model_fields if name not in PAGE] == []
    assert [reason.label for reason in Reason if reason.label not in PAGE] == []
    assert all(reason.sense for reason in Reason)
    assert [level.code for level in Level if f"| {level.code} |" not in PAGE] == []


def test_the_thresholds_shown_are_those_by_default() -> None:
    _, block = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    project = {
        "territoire": {"departement": "53", "source": "cd53"},
        "catalogues": [{"fichier": "pdi.csv", "connecteur": "exemple"}],
        **tomllib.loads(block),
    }
    assert build_settings(project).couverture.seuils == Couverture()
