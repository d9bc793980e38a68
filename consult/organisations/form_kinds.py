"""The kinds of comment form in which an organisation takes comments that are written offline. Pure."""

from collections.abc import Mapping

from consult.core.translatable import N_

PLAIN = "table"
"""The kind of an organisation that has chosen none."""

FORM_KINDS: Mapping[str, str] = {
    PLAIN: N_("Plain table"),
    "iso-2012-03": N_("ISO, IEC, CEN and CENELEC commenting template 2012-03"),
    "iso-13b": N_("ISO FORM 13B"),
    "ippc-2005": N_("IPPC template for comments 2005"),
    "ippc-2009": N_("IPPC template for comments 2009"),
    "codex": N_("Codex table of comments"),
    "nist": N_("NIST comment matrix"),
    "agency": N_("Comment matrix of an agency"),
    "ieee-802": N_("IEEE 802 comment spreadsheet"),
    "hl7": N_("HL7 ballot spreadsheet"),
    "ocs": N_("Report of the Online Comment System (OCS)"),
}
"""Code of a known form → its name."""
