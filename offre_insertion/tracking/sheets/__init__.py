"""The workbook sent to a partner, filled with its records, and its way back."""

from offre_insertion.tracking.sheets.answers import read_answers
from offre_insertion.tracking.sheets.carried import carried_over, given_by_catalogues
from offre_insertion.tracking.sheets.changes import Answers, Change
from offre_insertion.tracking.sheets.layout import Choices, Sheet
from offre_insertion.tracking.sheets.news import news_of, stopped_text
from offre_insertion.tracking.sheets.parted import parted
from offre_insertion.tracking.sheets.reading import read_sheet
from offre_insertion.tracking.sheets.undoing import field_named, taken_back
from offre_insertion.tracking.sheets.united import Records, sheet_of, whole_sheet, widened
from offre_insertion.tracking.sheets.writing import write_sheet

__all__ = [
    "Answers", "Change", "Choices", "Records", "Sheet", "carried_over", "field_named", "given_by_catalogues",
    "news_of", "parted", "read_answers", "read_sheet", "sheet_of", "stopped_text", "taken_back", "whole_sheet",
    "widened", "write_sheet",
]  # fmt: skip
