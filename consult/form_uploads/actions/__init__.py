"""What is done with uploaded forms: kept and understood, corrected row by row, added to a draft submission, settled.

Each module is one of them. Other packages import the actions from here.
"""

from consult.form_uploads.actions.adding import AddedRows, add_to_draft
from consult.form_uploads.actions.choosing import Choice, choose
from consult.form_uploads.actions.choosing_for_all import (
    choose_type_of_all,
    have_wait_again,
    place_all_on_whole,
    replace_all,
)
from consult.form_uploads.actions.correcting import correct, leave_out, name_submitter
from consult.form_uploads.actions.locks import SeenPage
from consult.form_uploads.actions.saving_choices import SavedChoices, save_choices
from consult.form_uploads.actions.settling import settle
from consult.form_uploads.actions.submitting import KIND, SubmittedRows, submit, submit_part
from consult.form_uploads.actions.uploading import (
    StaffEntry,
    UploadedFile,
    correct_receipt,
    discard,
    keep,
    map_columns,
)

__all__ = [
    "KIND",
    "AddedRows",
    "Choice",
    "SavedChoices",
    "SeenPage",
    "StaffEntry",
    "SubmittedRows",
    "UploadedFile",
    "add_to_draft",
    "choose",
    "choose_type_of_all",
    "correct",
    "correct_receipt",
    "discard",
    "have_wait_again",
    "keep",
    "leave_out",
    "map_columns",
    "name_submitter",
    "place_all_on_whole",
    "replace_all",
    "save_choices",
    "settle",
    "submit",
    "submit_part",
]
