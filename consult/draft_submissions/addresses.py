"""Addresses of the pages of draft submissions, for emails and code that knows no request; views use `url_for`."""

RESUME = "/resume"
"""Where an access code is entered."""
