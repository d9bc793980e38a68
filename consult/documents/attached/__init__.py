"""Attachments of submissions: what a file is, whether it is harmless, and the copy of it that may be published."""
