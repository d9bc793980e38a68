"""Numbers and dates."""

from collections.abc import Sequence
from datetime import date

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.questions.definitions import QuestionContent, Typed, Value, decimal
from consult.questions.numbers import NO_NUMBER, typed_again, written
from consult.questions.types.base import QuestionType, Results, Say, one_line, only

NO_DATE = N_("Enter a date as year, month and day, for example 2027-12-31.")


class Number(QuestionType):
    """A number, perhaps with a unit and limits."""

    code = "number"
    label = N_("Number")
    uses = frozenset({"least", "most", "unit"})
    field = "number"
    results = Results.NUMBERS

    def read(self, content: QuestionContent, typed: Typed, text: str) -> Value | None:
        """The number, whatever digits and separators it is typed with."""
        words = one_line(typed)
        return self.check(content, {"number": written(words)}) if words else None

    def typed(self, value: Value) -> Typed:
        """The number as it is read again."""
        return {"": [typed_again(value["number"])]} if "number" in value else {}

    def check(self, content: QuestionContent, value: Value) -> Value:
        """A number within the limits."""
        found = decimal(only(value, "number", str))
        if found is None:
            raise NotPossible(NO_NUMBER)
        least, most = content.definition.least, content.definition.most
        if least is not None and found < least:
            raise NotPossible(N_("Enter a number of at least %(least)s."), least=least)
        if most is not None and found > most:
            raise NotPossible(N_("Enter a number of at most %(most)s."), most=most)
        return value

    def cells(self, content: QuestionContent, value: Value) -> Sequence[tuple[str, str]]:
        """The number itself; 4.50 and 4.5 are counted together."""
        found = decimal(value.get("number"))
        return [("", format(found.normalize(), "f"))] if found is not None else []

    def words(self, content: QuestionContent, value: Value, say: Say) -> Sequence[str]:
        """The number with its unit."""
        return [f"{value['number']} {content.unit}".strip()] if "number" in value else []


class Date(QuestionType):
    """A day."""

    code = "date"
    label = N_("Date")
    field = "date"
    results = Results.DATES

    def read(self, content: QuestionContent, typed: Typed, text: str) -> Value | None:
        """The day as the browser sends it."""
        words = one_line(typed)
        return self.check(content, {"date": words}) if words else None

    def check(self, content: QuestionContent, value: Value) -> Value:
        """A day of the calendar."""
        words = only(value, "date", str)
        try:
            is_day = date.fromisoformat(words).isoformat() == words
        except ValueError:
            is_day = False
        if not is_day:
            raise NotPossible(NO_DATE)
        return value

    def cells(self, content: QuestionContent, value: Value) -> Sequence[tuple[str, str]]:
        """The year."""
        return [("", value["date"][:4])] if "date" in value else []

    def words(self, content: QuestionContent, value: Value, say: Say) -> Sequence[str]:
        """The day, as files for programs have it."""
        return [value["date"]] if "date" in value else []
