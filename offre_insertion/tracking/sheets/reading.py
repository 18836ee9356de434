"""The sheet of a project: its last run, with what people judged, as « publier » would merge it."""

from __future__ import annotations

from offre_insertion.errors import ReadError
from offre_insertion.history import History
from offre_insertion.history.judgements import list_judgements
from offre_insertion.history.surveys import ended_runs
from offre_insertion.national.published import first_published
from offre_insertion.review import Spoken
from offre_insertion.review.offer import read_run
from offre_insertion.tracking.reading import read_services
from offre_insertion.tracking.sheets.layout import Sheet
from offre_insertion.tracking.sheets.united import Records, whole_sheet


def read_sheet(history: History, *, merges: bool = True) -> Sheet:
    """Every structure and service of the last run; where the project ``merges`` nothing, each on its own line.

    Raises :class:`ReadError` before the first one, :class:`offre_insertion.errors.HistoryError`.
    """
    runs = ended_runs(history)
    if not runs:
        raise ReadError("Aucun passage terminé encore : lancez « offre-insertion synchroniser ».")
    run_id, day = runs[-1]
    return whole_sheet(
        Records.of(read_run(history, run_id), read_services(history, run_id)),
        day=day,
        spoken=Spoken(tuple(list_judgements(history))),
        known={ref.id for ref in first_published(history) or ()},
        merges=merges,
    )
