"""The page on which the sender of a form goes on, and those on which officers complete emails."""

from consult.incoming_email.views import completing, confirming
from consult.incoming_email.views.blueprint import bp

__all__ = ["bp", "completing", "confirming"]
