"""Reads the tables in files: Word, XLSX, ODS and CSV. Pure: it knows rows and cells, and nothing of what they mean."""
