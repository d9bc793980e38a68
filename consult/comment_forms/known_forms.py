"""The comment forms that are known, with their columns as they are printed.

Sources: ISO/IEC/CEN/CENELEC electronic balloting commenting template 2012-03; ISO FORM 13B (2001-09); IPPC template
for comments 2005 and 2009; the table of Codex circular letters; the comment template of NIST SP 800-63 and FIPS 201;
matrices of United States agencies; IEEE 802 comment spreadsheets; HL7 ballot spreadsheets; the report of the Online
Comment System (OCS). A form is one entry here, and nothing else knows its name.
"""

from dataclasses import dataclass

from consult.comment_forms.fields import Field


@dataclass(frozen=True)
class Form:
    """A form: its `code` and its columns in order. `needed`: without these headings it is another form."""

    code: str
    columns: tuple[tuple[str, Field], ...]
    needed: frozenset[str]


def _form(code: str, columns: str, needed: str) -> Form:
    """`columns`: "heading = field", divided by "|"; `needed`: headings, divided by "|"."""
    pairs = [one.split(" = ") for one in columns.split(" | ")]
    return Form(
        code, tuple((heading.strip(), Field(field.strip())) for heading, field in pairs),
        frozenset(one.strip() for one in needed.split("|")),
    )  # fmt: skip


NATIONAL_BODIES = frozenset(["iso-2012-03", "iso-13b"])
"""Forms in which the body is the two letters of a country and means its standards body; a number may follow them."""


FORMS: tuple[Form, ...] = (
    _form(
        "iso-2012-03",
        "MB/NC = organisation | Line number = line | Clause/Subclause = clause | Paragraph/Figure/Table = element"
        " | Type of comment = type | Comments = comment | Proposed change = proposal"
        " | Observations of the secretariat = observations",
        "MB/NC | Line number",
    ),
    _form(
        "iso-13b",
        "MB = organisation | Clause/Subclause/Annex/Figure/Table = clause | Paragraph/List item/Note = element"
        " | Type of comment = type | Comment = comment | Proposed change = proposal"
        " | Secretariat observations = observations",
        "MB | Clause/Subclause/Annex/Figure/Table",
    ),
    _form(
        "ippc-2009",
        "Comment Number = row | Section = clause | Para nber = element | Sentence/row/indent, etc. = element"
        " | Type of comment = type | Proposed rewording = proposal | Explanation = comment | Country = organisation",
        "Para nber | Proposed rewording",
    ),
    _form(
        "ippc-2005",
        "Section = clause | Country = organisation | Type of comment = type | Location = element"
        " | Proposed rewording = proposal | Explanation = comment",
        "Location | Proposed rewording",
    ),
    _form(
        "codex",
        "Paragraph = clause | Member/Observer = organisation | Comment = comment | Proposed change = proposal"
        " | Rationale = rationale",
        "Member/Observer",
    ),
    _form(
        "nist",
        "Comment # = row | Organization Name = organisation | Organization Type = category | Document = document"
        " | Reference = clause | Comment = comment | Suggested Change = proposal",
        "Organization Name | Reference | Suggested Change",
    ),
    _form(
        "agency",
        "# = row | Commenter Name = name | Agency or Organization = organisation | Page # = page | Line # = line"
        " | Section = clause | Comment = comment | Suggested change = proposal",
        "Agency or Organization | Suggested change",
    ),
    _form(
        "ieee-802",
        "Comment ID = row | Name = name | Affiliation = organisation | Comment = comment | Category = type"
        " | Page = page | Subclause = clause | Line = line | Must be satisfied = must_be_satisfied"
        " | Proposed change = proposal",
        "Subclause | Must be satisfied",
    ),
    _form(
        "hl7",
        "Comment number = row | Organization = organisation | Section = clause | Vote and Type = type"
        " | Existing Wording = quote | Proposed Wording = proposal | Ballot Comment = comment"
        " | Disposition = observations",
        "Vote and Type | Ballot Comment",
    ),
    _form(
        "ocs",
        "Paragraph id = clause | Original text = quote | Author = organisation | Comment type = type"
        " | Proposed text = proposal | Comment = comment | Status = ignored"
        " | Author reconciliation comment = observations",
        "Paragraph id | Original text",
    ),
)  # fmt: skip
BY_CODE = {form.code: form for form in FORMS}
TABLE = "table"
"""The code of any other table whose columns can be recognised or are mapped."""
CATEGORIES = {"1": "government", "2": "industry", "3": "academia", "4": "individual", "5": "other"}
"""The types of organisation of the NIST template."""
