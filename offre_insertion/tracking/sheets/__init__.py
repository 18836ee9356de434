"""The workbook sent to a partner, filled with its records, and its way back."""

from offre_insertion.tracking.sheets.answers import Answers, Change, read_answers
from offre_insertion.tracking.sheets.layout import Choices, Sheet, sheet_of, whole_sheet
from offre_insertion.tracking.sheets.news import News, news_of, stopped_text
from offre_insertion.tracking.sheets.writing import write_sheet

__all__ = [
    "Answers", "Change", "Choices", "News", "Sheet", "news_of", "read_answers", "sheet_of", "stopped_text",
    "whole_sheet", "write_sheet",
]  # fmt: skip
