"""Reads emails as they arrived (RFC 5322, MIME): headers, text, attachments; in an isolated process, as every file."""
