"""Signing up, in and out; the account page."""

from consult.accounts.views import account, signing_in, two_factor
from consult.accounts.views import deletion as leaving
from consult.accounts.views import registration as joining
from consult.accounts.views.blueprint import bp

__all__ = ["account", "bp", "joining", "leaving", "signing_in", "two_factor"]
