"""Akoma Ntoso (OASIS LegalDocML) to blocks."""
