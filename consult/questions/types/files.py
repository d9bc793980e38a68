"""Files."""

from collections.abc import Sequence

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.questions.definitions import QuestionContent, Typed, Value
from consult.questions.types.base import NOT_OFFERED, QuestionType, Results, Say, one_line, only


class File(QuestionType):
    """A file: an attachment that belongs to the answer. What is typed is how many there are, which the packages above
    tell by the attachments, never by what was sent."""

    code = "file"
    label = N_("File")
    hint = N_("The answer is one file. It is checked, moderated and published like an attachment.")
    field = "file"
    results = Results.FILES

    def read(self, content: QuestionContent, typed: Typed, text: str) -> Value | None:
        """The answer that a file was attached; None without one."""
        return self.check(content, {"files": 1}) if one_line(typed) == "1" else None

    def check(self, content: QuestionContent, value: Value) -> Value:
        """One file."""
        if only(value, "files", int) != 1:
            raise NotPossible(NOT_OFFERED)
        return value

    def cells(self, content: QuestionContent, value: Value) -> Sequence[tuple[str, str]]:
        """One answer, where a file was attached."""
        return [("", "file")] if value else []

    def words(self, content: QuestionContent, value: Value, say: Say) -> Sequence[str]:
        """That there is one: its name is private until a moderator has seen it."""
        return [say(self.label)] if value else []
