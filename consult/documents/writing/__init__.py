"""Writes a draft as DOCX and PDF, in a process of its own. Pure: it knows blocks, and no database."""
