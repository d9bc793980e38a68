"""The form on which someone translates a comment."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from consult.comment_translations.source import PARTS, Source, Words
from consult.core import redline
from consult.core.markup import LONGEST_COMMENT, plain
from consult.web.forms import ChangedOriginal, Hidden, SeenForm


def source_shown(of: Source) -> dict[str, str]:
    """The words that a page shows of a comment, as it sends them along: by the names of fields."""
    return {f"source_{name}": getattr(of.words, name) for name in PARTS}


class CommentTranslationForm(SeenForm):
    """The parts of a comment in another language."""

    comment = TextAreaField(_l("Comment"), [Length(max=LONGEST_COMMENT)])
    proposal = TextAreaField(_l("Proposed wording"), [Length(max=LONGEST_COMMENT)])
    rationale = TextAreaField(_l("Reasons"), [Length(max=LONGEST_COMMENT)])

    source_comment, source_proposal, source_rationale = Hidden(), Hidden(), Hidden()
    """The words that the page showed (`source_shown`)."""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether everything is in order, and the page says which words it showed."""
        is_valid = super().validate(*args, **kwargs)
        return self.has_marks(self[f"source_{name}"] for name in PARTS) and is_valid

    def say_what_changed(self, now: Source) -> None:
        """Say what changed in the words of the comment since the page was opened; not the words that were redacted
        meanwhile. Nothing where they are the same."""
        self.changed_originals = [
            ChangedOriginal(
                str(self[name].label.text),
                () if now.is_redacted else redline.ops(before, words),
                now.language,
            )
            for name in PARTS
            if (before := plain(self[f"source_{name}"].data)) != (words := plain(getattr(now.words, name)))
        ]
        for name, words in source_shown(now).items():
            self[name].data = words

    def words(self) -> Words:
        """What was typed."""
        return Words(self.comment.data or "", self.proposal.data or "", self.rationale.data or "")
