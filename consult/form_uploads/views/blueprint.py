"""The blueprint of uploaded forms, and whose upload a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for

from consult.consultations.models import Consultation
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.writer_access import context, questions_of_draft, take_the_time
from consult.form_uploads import queries
from consult.form_uploads.models import FormUpload, RowState

bp = Blueprint("form_uploads", __name__)
bp.before_request(take_the_time)


@dataclass(frozen=True)
class UploadHolder:
    """Whose uploads these are: those of a draft submission, or those that officers enter for a consultation."""

    consultation: Consultation
    draft: DraftSubmission | None = None

    @property
    def is_of_staff(self) -> bool:
        """Whether officers enter it."""
        return self.draft is None

    @property
    def draft_key(self) -> str:
        """The key of the draft submission, "" for officers."""
        return self.draft.key if self.draft is not None else ""

    def upload(self, reference: str) -> FormUpload:
        """One of the uploads. Raises NotFound."""
        if self.draft is None:
            return queries.of_consultation(self.consultation.id, reference)
        return queries.of_draft(self.draft.key, reference)

    def uploads(self) -> Any:
        """All of them, the latest first."""
        return queries.uploads(self.consultation.id, self.draft_key)

    def known(self, upload: FormUpload) -> Mapping[str, RowState]:
        """The keys of rows of an upload that are comments already, with what becomes of each."""
        if self.draft is None:
            return dict.fromkeys(queries.submitted_from(upload), RowState.ADDED)
        return queries.known_in(self.draft, upload)

    def address(self, view: str, **values: Any) -> str:
        """The address of one of the pages."""
        name = f"staff_{view}" if self.draft is None else view
        return url_for(f"form_uploads.{name}", slug=self.consultation.slug, **values)

    def context(self) -> dict[str, Any]:
        """What every page shows."""
        questions = questions_of_draft(self.draft, with_errors=False) if self.draft is not None else []
        return {
            **context(self.consultation, self.draft), "address": self.address, "is_of_staff": self.is_of_staff,
            "section": "dashboard" if self.is_of_staff else "",
            "answers": [one for one in questions if one.reading.is_asked],
        }  # fmt: skip
