"""The report of the animator: a value, then a page, a workbook and a JSON document that say the same."""
