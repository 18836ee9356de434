"""What people read of the results: pages, workbooks, documents. Values in, files out.

``page`` (HTML skeleton and style), ``svg`` and ``text`` are shared by every report.
"""
