"""Signing up, in and out; the account page."""

from consult.accounts.views import account, second_factor, signing_in
from consult.accounts.views import deletion as leaving
from consult.accounts.views import registration as joining
from consult.accounts.views.blueprint import bp

__all__ = ["account", "bp", "joining", "leaving", "second_factor", "signing_in"]
