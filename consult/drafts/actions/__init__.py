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
from consult.drafts.actions.pairing import (
    confirm_pairs,
    pair,
    pair_blocks,
    separate_pair,
    turn,
    undo_pair,
    unpair,
    write_keys,
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
from consult.drafts.actions.versions import (
    correct,
    correctable_words,
    digest,
    freeze,
    move,
    move_back,
    rename,
    save,
)

__all__ = [
    "about",
    "accept_import",
    "amend_import",
    "begin_reading",
    "block_of",
    "confirm_pairs",
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
    "move",
    "move_back",
    "not_readable",
    "pair",
    "pair_blocks",
    "parsed_of",
    "preview_blocks",
    "refuse",
    "release",
    "release_lost",
    "rename",
    "save",
    "separate_pair",
    "sweep_files",
    "tell_a_worker",
    "turn",
    "undo_change",
    "undo_pair",
    "unpair",
    "upload",
    "why_refused",
    "write_keys",
]
