"""What is told of the quotation of a row of our own form that its comment does not get."""

from collections.abc import Collection, Mapping

from consult.core.translatable import N_
from consult.draft_submissions.models import DraftComment
from consult.drafts import queries as drafts
from consult.form_uploads import queries
from consult.form_uploads.models import FormUpload, UploadedRow
from consult.form_uploads.views.blueprint import UploadHolder
from consult.quotations import quoting
from consult.quotations.quoting import PrintedBlock
from consult.submissions import proposals
from consult.submissions.rules import quotation

NOT_IN_PASSAGE = N_("The quoted words are not in this passage, so the comment gets no quotation.")
NOT_CHANGED = N_("The quoted words of this row do not change the quotation of its comment.")


def quotation_notes(
    holder: UploadHolder, upload: FormUpload, rows: Collection[UploadedRow]
) -> dict[int, str]:
    """Position of a row → what is told of its quotation, of those rows whose comment does not get it."""
    quoting_rows = [one for one in rows if _quoted(one)]
    if not quoting_rows:
        return {}
    printed = drafts.printed(holder.consultation.version_id, {one.block_key for one in quoting_rows})
    comments = queries.comments_by_row_key(holder.draft) if holder.draft is not None else {}
    told = {
        one.position: _note(one, printed, comments.get(queries.key_of_row(upload, one)))
        for one in quoting_rows
    }
    return {position: note for position, note in told.items() if note}


def _quoted(row: UploadedRow) -> str:
    """The words that a row quotes besides its proposal: where a proposal is for words that are not there, the row is
    refused."""
    if not row.block_key or proposals.read_at(row.block_key, row.said["proposal"]).quote:
        return ""
    return quotation(row.said.get("quoted", ""))


def _note(row: UploadedRow, printed: Mapping[str, PrintedBlock], comment: DraftComment | None) -> str:
    quote, block = _quoted(row), printed.get(row.block_key)
    if comment is not None and comment.quote == quote:
        return ""
    is_there = block is not None and quoting.stands_in(quote, block)
    if comment is not None and (comment.quote or is_there):
        return NOT_CHANGED
    return "" if is_there else NOT_IN_PASSAGE
