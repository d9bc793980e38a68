"""Pages about all consultations: front page, search, calendar, organisations, help, and what
crawlers and operators ask for.

It owns no rows and has no actions. Lists are of announced consultations only, and every page is kept under one stamp.
"""
