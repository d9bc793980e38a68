"""The doors of the house: front page, search, calendar, organisations, help, and what machines and operators ask for.

It owns no rows and has no actions. Lists are of announced consultations only, and every page is kept under one stamp.
"""
