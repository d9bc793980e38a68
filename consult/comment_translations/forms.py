"""The form on which someone translates a comment."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from consult.comment_translations.source import Words
from consult.core.markup import LONGEST_COMMENT
from consult.web.forms import SeenForm


class CommentTranslationForm(SeenForm):
    """The parts of a comment in another language."""

    comment = TextAreaField(_l("Comment"), [Length(max=LONGEST_COMMENT)])
    proposal = TextAreaField(_l("Proposed wording"), [Length(max=LONGEST_COMMENT)])
    rationale = TextAreaField(_l("Reasons"), [Length(max=LONGEST_COMMENT)])

    def words(self) -> Words:
        """What was typed."""
        return Words(self.comment.data or "", self.proposal.data or "", self.rationale.data or "")
