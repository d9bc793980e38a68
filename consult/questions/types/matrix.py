"""A matrix: one option for each row."""

from collections.abc import Sequence

from consult.core.errors import NotPossible
from consult.core.multilingual import like
from consult.core.translatable import N_
from consult.questions.definitions import QuestionContent, Typed, Value
from consult.questions.types.base import NOT_OFFERED, Option, QuestionType, Results, Say, only
from consult.questions.types.choices import NO_OPTIONS


class Matrix(QuestionType):
    """One option for each row: code of the row → code of the option."""

    code = "matrix"
    label = N_("Matrix")
    hint = N_("The options are its columns.")
    uses = frozenset({"options", "rows"})
    field = "matrix"
    results = Results.ROWS

    def options(self, content: QuestionContent) -> Sequence[Option]:
        """The columns."""
        return [Option(str(number), text) for number, text in enumerate(content.options, 1)]

    def rows(self, content: QuestionContent) -> Sequence[Option]:
        """One for each line."""
        return [Option(str(number), text) for number, text in enumerate(content.rows, 1)]

    def read(self, content: QuestionContent, typed: Typed, text: str) -> Value | None:
        """What was chosen in the rows. Where an answer is required, each row needs one."""
        chosen = {
            row.code: choice
            for row in self.rows(content)
            if (choice := next(iter(typed.get(row.code, [])), ""))
        }
        if not chosen:
            return None
        value = self.check(content, {"rows": chosen})
        left = [row.text for row in self.rows(content) if row.code not in chosen]
        if left and content.definition.is_required:
            raise NotPossible(N_("Choose an option in each row. This row has none: %(text)s"), text=left[0])
        return value

    def check(self, content: QuestionContent, value: Value) -> Value:
        """Rows and columns that there are."""
        chosen = only(value, "rows", dict)
        rows = {row.code for row in self.rows(content)}
        columns = {option.code for option in self.options(content)}
        if not chosen or set(chosen) - rows or set(chosen.values()) - columns:
            raise NotPossible(NOT_OFFERED)
        return value

    def typed(self, value: Value) -> Typed:
        """The code of the option in each row."""
        return {row: [code] for row, code in value.get("rows", {}).items()}

    def cells(self, content: QuestionContent, value: Value) -> Sequence[tuple[str, str]]:
        """Each row with its option."""
        return list(value.get("rows", {}).items())

    def words(self, content: QuestionContent, value: Value, say: Say) -> Sequence[str]:
        """Each row with its option."""
        columns = {option.code: option.text for option in self.options(content)}
        chosen = value.get("rows", {})
        return [
            like(row.text, f"{row.text}: {columns.get(chosen[row.code], '')}")
            for row in self.rows(content)
            if row.code in chosen
        ]

    def check_definition(self, content: QuestionContent) -> None:
        """Raise NotPossible where a matrix has no rows or no columns."""
        if len(content.options) < 2:
            raise NotPossible(NO_OPTIONS)
        if not content.rows:
            raise NotPossible(N_("Enter the rows of the matrix, one in each line."))
