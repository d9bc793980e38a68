"""The blueprint of incoming emails."""

from flask import Blueprint

from consult.draft_submissions.writer_access import take_the_time
from consult.incoming_email import addresses, queries

bp = Blueprint("incoming_email", __name__)
bp.before_request(take_the_time)

bp.add_app_template_global(addresses.address_of, "incoming_address")
bp.add_app_template_global(queries.number_to_complete, "emails_to_complete")
