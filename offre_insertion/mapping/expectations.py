"""``[expect]``: what the catalogue should look like, and what is said when it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from offre_insertion.connector import Expect
from offre_insertion.text import counted


def broken_expectations(
    expect: Expect, *, rows: int, active: int, rejected: int, filled: Mapping[str, int]
) -> Iterator[str]:
    """One French sentence for each expectation that does not hold.

    ``rows`` counts every row, ``active`` those that no rule ignored, ``filled`` the rows filled by column.
    """
    if expect.min_rows is not None and rows < expect.min_rows:
        yield f"{counted(rows, 'ligne lue')}, au moins {expect.min_rows} attendues : le fichier est-il complet ?"
    if expect.max_rows is not None and rows > expect.max_rows:
        yield f"{counted(rows, 'ligne lue')}, au plus {expect.max_rows} attendues : est-ce le bon fichier ?"
    if not rows:
        yield "aucune ligne : le fichier est vide, ou son en-tête n'est pas à la ligne annoncée (format.header)."
    for column, minimum in expect.filled.items():
        ratio = filled.get(column, 0) / rows if rows else 0.0
        if rows and ratio < minimum:
            yield (
                f"la colonne « {column} » est remplie à {_percent(ratio)}, au moins {_percent(minimum)} attendus : "
                "a-t-elle été vidée ou décalée ?"
            )
    if active and rejected / active > expect.max_rejected:
        yield (
            f"{counted(rejected, 'ligne rejetée')} sur {active} ({_percent(rejected / active)}), au plus "
            f"{_percent(expect.max_rejected)} admis : voir anomalies.xlsx, puis corriger le catalogue, le connecteur "
            "ou expect.max_rejected."
        )


def _percent(ratio: float) -> str:
    return f"{ratio:.0%}".replace("%", " %")
