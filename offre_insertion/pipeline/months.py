"""Measuring a month once it is over."""

from __future__ import annotations

import datetime as dt
import logging

from offre_insertion.errors import HistoryError
from offre_insertion.history import History
from offre_insertion.settings import Settings
from offre_insertion.tracking.elsewhere import track

_logger = logging.getLogger(__name__)


def close_months(history: History, settings: Settings, day: dt.date) -> None:
    """The first run of a month measures the last of the month before: by the rules of its time, give or take a run.

    Done before the run, which it must neither stop nor undo, whatever happens: the next run takes what misses.
    """
    try:
        track(history, settings, now=dt.datetime.now().astimezone()).surveys.close_months(until=day)
    except HistoryError as exc:
        _logger.warning("relevé du mois clos non pris : %s", exc)
    except Exception as exc:  # noqa: BLE001 - a measure is worth less than the run
        # Its kind alone: what it says may quote a record.
        _logger.warning(
            "relevé du mois clos non pris (%s) : c’est un défaut du logiciel ; lancez « offre-insertion indicateurs » "
            "avec OFFRE_INSERTION_TRACE=1 et signalez le message obtenu",
            type(exc).__name__,
        )
