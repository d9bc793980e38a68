"""Storing an email as it arrived, once, whatever way it comes."""

import secrets

from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.inserting import add_once, insert_once
from consult.incoming_email import envelope
from consult.incoming_email.models import EmailState, IncomingEmail

_INSERT = insert_once(IncomingEmail)


@action
def receive(consultation: Consultation, raw: bytes, *, return_path: str) -> bool:
    """Store an email; whether it is new. The same email again changes nothing."""
    known = envelope.identity(raw)
    made = add_once(
        IncomingEmail, _INSERT,
        {
            "reference": secrets.token_urlsafe(15), "consultation_id": consultation.id, **known._asdict(), "raw": raw,
            "size": len(raw), "return_path": return_path[:254], "sender": return_path[:254], "name": "",
            "subject": "", "text": "", "attachments": {"files": []}, "language": "", "state": EmailState.STORED,
            "note": "", "attempts": 0, "received_at": clock.now(), "settled_at": None, "settled_by_id": None,
            "reason": "", "entry_id": None, "told_at": None,
        },
    )  # fmt: skip
    return made is not None
