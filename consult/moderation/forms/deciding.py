"""Decisions on one comment."""

from typing import Any

from consult.moderation.forms.reasons import ReasonForm


class WithholdForm(ReasonForm):
    """Keep a comment from the public."""

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for withholding."""
        super().__init__(**values)
        self.offer_reasons("withhold")


class RemoveForm(ReasonForm):
    """Take a comment off the public pages."""

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for removing."""
        super().__init__(**values)
        self.offer_reasons("remove")
        for field in (
            self.reason,
            self.explanation,
        ):  # the form to withhold an amendment may stand on the same page
            field.id = field.label.field_id = f"remove-{field.name}"
