"""Words for what columns hold, for forms and for what becomes of rows; translated where they are shown."""

from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import TABLE
from consult.comment_forms.models import Channel
from consult.core.translatable import N_, pN_
from consult.form_uploads.models import RowState

FIELDS: dict[Field, str] = {
    Field.IGNORED: N_("Not used"),
    Field.COMMENT: pN_("column of a form", "Comment"),
    Field.PROPOSAL: N_("Proposed change"),
    Field.RATIONALE: N_("Reasons"),
    Field.CLAUSE: pN_("column of a form", "Clause"),
    Field.ELEMENT: N_("Paragraph, table or figure"),
    Field.PAGE: pN_("column of a form", "Page"),
    Field.LINE: pN_("column of a form", "Line"),
    Field.QUOTE: N_("Wording of the draft"),
    Field.QUOTE_PLACE: N_("Place of this wording in the passage"),
    Field.TYPE: N_("Type of comment"),
    Field.ROW: N_("Number of the row"),
    Field.ORGANISATION: N_("Organisation or country that comments"),
    Field.NAME: N_("Name of a person"),
    Field.EMAIL: N_("Email address"),
    Field.COUNTRY: N_("Country"),
    Field.CATEGORY: N_("Stakeholder category"),
    Field.DOCUMENT: N_("Document"),
    Field.MUST_BE_SATISFIED: N_("Must be satisfied"),
}
"""What a person can say of a column."""

FORMS: dict[str, str] = {
    "iso-2012-03": "ISO/IEC/CEN/CENELEC 2012-03",
    "iso-13b": "ISO FORM 13B",
    "ippc-2009": "IPPC 2009",
    "ippc-2005": "IPPC 2005",
    "codex": "Codex Alimentarius",
    "nist": "NIST",
    "agency": N_("matrix of an agency"),
    "ieee-802": "IEEE 802",
    "hl7": "HL7",
    "ocs": "Online Comment System (OCS)",
    TABLE: N_("table with comments"),
}


CHANNELS: dict[Channel, str] = {
    Channel.FORM: N_("Comment form received by hand"),
    Channel.EMAIL: pN_("channel", "Email"),
    Channel.LETTER: pN_("channel", "Post"),
    Channel.MEETING: pN_("channel", "Meeting"),
}

STATES: dict[RowState, str] = {
    RowState.PLACED: N_("On a passage"),
    RowState.WHOLE: N_("Whole draft"),
    RowState.WAITING: N_("Your choice needed"),
    RowState.CHANGED: N_("Replaces your comment"),
    RowState.DIFFERS: N_("Your choice needed"),
    RowState.OTHER_FILE: N_("Your choice needed"),
    RowState.EMPTIED: N_("Empty in this file"),
    RowState.DELETES: N_("Deletes your comment"),
    RowState.RESEMBLES: N_("Your choice needed"),
    RowState.GONE: N_("Not in this file"),
    RowState.GONE_DELETES: N_("Deletes your comment"),
    RowState.UNCHANGED: pN_("row of a form", "Comment unchanged"),
    RowState.OLDER: pN_("row of a form", "Older than your comment"),
    RowState.ADDED: pN_("row of a form", "Comment added"),
    RowState.LEFT_OUT: pN_("row of a form", "Left out"),
}

TONES: dict[RowState, tuple[str, str]] = {
    RowState.PLACED: ("ok", "✓"),
    RowState.WHOLE: ("ok", "✓"),
    RowState.WAITING: ("warn", "▲"),
    RowState.CHANGED: ("ok", "✓"),
    RowState.DIFFERS: ("warn", "▲"),
    RowState.OTHER_FILE: ("warn", "▲"),
    RowState.EMPTIED: ("info", "○"),
    RowState.DELETES: ("ok", "✕"),
    RowState.RESEMBLES: ("warn", "▲"),
    RowState.GONE: ("info", "○"),
    RowState.GONE_DELETES: ("ok", "✕"),
    RowState.UNCHANGED: ("info", "✓"),
    RowState.OLDER: ("info", "○"),
    RowState.ADDED: ("info", "✓"),
    RowState.LEFT_OUT: ("plain", "✕"),
}
"""Tint and shape of each state."""
