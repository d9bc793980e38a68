"""Tables for export. A package declares the columns of its table once (columns.py); every format writes them
(formats.py): CSV, XLSX and JSON. The data dictionary is made of the same declaration.
"""
