"""Writes forms as DOCX and XLSX, in a process of its own: a web process loads no library for it."""
