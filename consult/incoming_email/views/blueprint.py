"""The blueprint of incoming emails."""

from flask import Blueprint

from consult.draft_submissions.writer_access import take_the_time

bp = Blueprint("incoming_email", __name__)
bp.before_request(take_the_time)
