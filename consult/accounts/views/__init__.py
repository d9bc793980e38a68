"""Signing up, in and out; the account page."""

from consult.accounts.views import account, deletion, registration, signing_in, two_factor
from consult.accounts.views.blueprint import bp

__all__ = ["account", "bp", "deletion", "registration", "signing_in", "two_factor"]
