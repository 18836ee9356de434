"""Whatever a dataset holds in its fields, the commands on duplicates end with their result or one French sentence."""

from __future__ import annotations

import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from offre_insertion.cli import run
from offre_insertion.schema import FIELDS, Record
from tests.matching.fictional import LAVAL, structure
from tests.review.offers import service, write_offer

_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.lists(st.one_of(st.text(max_size=4), st.integers(0, 9), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=2),
    st.sampled_from(["=1+1", "\x1b[31m", " pdi--1 ", "pdi--1\n", "2026-02-30", "https://[", "=cmd|' /C'!A0"]),
)
_FAULTS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(sorted({*FIELDS["structure"], *FIELDS["service"]}), _ODD)
)


def _records(faults: Record, source: str) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """A pair to examine, its services, and the fields of the first of each as given."""
    structures = tuple(
        structure(f"{source}--{number}", "Garage solidaire Mobil'éco", LAVAL, adresse=adresse)
        for number, adresse in ((1, "3 rue Haute"), (2, "18 avenue de Mayenne"))
    )
    services = tuple(
        service(f"{source}--s{number}", f"{source}--{number}", "Location de scooters") for number in (1, 2)
    )
    return ({**structures[0], **faults}, structures[1]), ({**services[0], **faults}, services[1])


@given(ours=_FAULTS, theirs=_FAULTS)
@example(ours={"thematiques": "x", "publics": 3}, theirs={"thematiques": {"a": 1}, "reseaux_porteurs": 2})
@example(ours={"id": " pdi--1 ", "structure_id": "pdi--1\t"}, theirs={"id": "dora--\x07 1"})
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_odd_values_never_stop_a_command_on_duplicates(
    ours: Record, theirs: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        local = write_offer(folder / "pdi", *_records(ours, "pdi"))
        other = write_offer(folder / "dora", *_records(theirs, "dora"))
        files = [str(local), "--contre", str(other), "--historique", str(folder / "historique.sqlite3")]
        codes = [
            run(["doublons", "lister", *files, "--tout"]),
            run(["doublons", "fusionner", *files, "--vers", str(folder / "fusion")]),
            run(["doublons", "exporter", str(folder / "revue.xlsx"), *files, "--certaines"]),
        ]
        if (folder / "revue.xlsx").exists():
            filled = _fill(folder / "revue.xlsx")
            codes.append(
                run(["doublons", "importer", str(folder / "revue.xlsx"), *files, "--auteur", "Camille"])
            )
            assert codes[-1] == 0 or not filled
    assert "Erreur imprévue" not in capsys.readouterr().err
    assert set(codes) <= {0, 1}


def _fill(path: Path) -> bool:
    """« incertain » on every line; whether there is one."""
    book = openpyxl.load_workbook(path)
    lines = [row[1] for name in ("Structures", "Services") for row in book[name].iter_rows(min_row=2)]
    for cell in lines:
        cell.value = "incertain"
    book.save(path)
    return bool(lines)
