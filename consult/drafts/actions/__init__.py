"""Actions on drafts: upload and read files, correct and accept imports, create versions.

Other packages import the actions from here.
"""

from consult.drafts.actions.changing_imports import (
    about,
    accept_import,
    amend_import,
    block_of,
    merge,
    undo_change,
)
from consult.drafts.actions.importing import (
    discard_import,
    forget_imports,
    import_draft,
    not_readable,
    parsed_of,
    preview_blocks,
)
from consult.drafts.actions.uploading import (
    begin_reading,
    discard_upload,
    finish,
    refuse,
    release,
    release_lost,
    sweep_files,
    tell_a_worker,
    upload,
    why_refused,
)
from consult.drafts.actions.versions import correct, correctable_words, digest, freeze, save

__all__ = [
    "about",
    "accept_import",
    "amend_import",
    "begin_reading",
    "block_of",
    "correct",
    "correctable_words",
    "digest",
    "discard_import",
    "discard_upload",
    "finish",
    "forget_imports",
    "freeze",
    "import_draft",
    "merge",
    "not_readable",
    "parsed_of",
    "preview_blocks",
    "refuse",
    "release",
    "release_lost",
    "save",
    "sweep_files",
    "tell_a_worker",
    "undo_change",
    "upload",
    "why_refused",
]
