"""One decision on many comments: of a submission, or chosen in the queue."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import AnyOf, Length, ValidationError

from consult.core.jobs import MANY
from consult.moderation.actions import ReviewToken
from consult.moderation.forms.reasons import ReasonForm
from consult.moderation.models import Reason
from consult.web.forms import Hidden

_PAIR = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")


class AllForm(ReasonForm):
    """One decision for a whole submission; `shown` are the comments that were shown as touched."""

    verb = Hidden(validators=[AnyOf(["publish", "withhold", "remove"])])
    shown = Hidden(validators=[Length(max=100_000)])
    reason = SelectField(_l("Reason"), validate_choice=False)

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for the verb that was chosen."""
        super().__init__(**values)
        verb = self.verb.data if self.verb.data in {"withhold", "remove"} else "withhold"
        self.offer_reasons(verb)

    def validate_reason(self, field: SelectField) -> None:
        """One of the list; publishing needs none."""
        if self.verb.data != "publish" and field.data not in set(Reason):
            raise ValidationError(_l("Choose a reason from the list."))

    def pairs(self) -> set[tuple[int, int]]:
        """(number, edition) of the comments that were shown; none where one of them cannot be read."""
        parts = [_PAIR.fullmatch(one) for one in (self.shown.data or "").split(",")]
        return set() if None in parts else {(int(one[1]), int(one[2])) for one in parts if one is not None}


_SEEN = re.compile(r"([A-Z0-9-]{1,40}/[1-9][0-9]{0,8}):([0-9]{1,18}):([0-9]{1,18})")


class SeveralForm(ReasonForm):
    """One decision for several comments of the queue; `shown` are those that it is for, as they were shown."""

    verb = Hidden(validators=[AnyOf(["publish", "withhold"])])
    shown = Hidden(validators=[Length(max=10_000)])
    reason = SelectField(_l("Reason"), validate_choice=False)
    done = 0
    """How many were decided, where the form is shown again for the others."""

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for withholding."""
        super().__init__(**values)
        self.offer_reasons("withhold")

    def validate_reason(self, field: SelectField) -> None:
        """One of the list; publishing needs none."""
        if self.verb.data != "publish" and field.data not in set(Reason):
            raise ValidationError(_l("Choose a reason from the list."))

    def validate_shown(self, field: Hidden) -> None:
        """At least one comment."""
        if not self.seen_of_each():
            raise ValidationError(_l("Select the comments in the queue first."))

    def seen_of_each(self) -> dict[str, ReviewToken]:
        """Reference of a comment → what was shown of it; none where one of them cannot be read."""
        parts = [_SEEN.fullmatch(one) for one in (self.shown.data or "").split(",")]
        if None in parts or len(parts) > MANY:
            return {}
        return {one[1]: ReviewToken(int(one[2]), int(one[3])) for one in parts if one is not None}

    def see_each(self, now: Mapping[str, ReviewToken]) -> None:
        """What the page shows now of each comment, for the next press."""
        self.shown.data = ",".join(f"{name}:{seen.edition}:{seen.decision}" for name, seen in now.items())
        self.shown.raw_data = None
