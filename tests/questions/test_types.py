"""What each type of question takes for an answer, and how answers are counted together."""

from decimal import Decimal
from typing import Any

import pytest

from consult.core.errors import NotPossible
from consult.questions.answering import REQUIRED, TypedAnswer, read
from consult.questions.definitions import Condition, Definition, QuestionContent
from consult.questions.results import SMALL, CountedValue, Group, results, together
from consult.questions.types import TYPES, type_of

OPTIONS = ("water", "milk", "tea")


def content(kind: str, identifier: int = 1, **given: Any) -> QuestionContent:
    rows = ("morning", "evening") if kind == "matrix" else ()
    definition = Definition(**given)
    return QuestionContent(identifier, identifier, kind, definition, OPTIONS, rows)


@pytest.mark.parametrize(("kind", "given", "typed", "text", "value"), [
    ("text", {}, {}, "Words.", {}),
    ("single", {}, {"": ["2"]}, "", {"chosen": ["2"]}),
    ("single", {"has_other": True}, {}, "coffee", {"chosen": ["other"]}),
    ("multiple", {"has_other": True}, {"": ["3", "1"]}, "coffee", {"chosen": ["1", "3", "other"]}),
    ("agreement", {}, {"": ["5"]}, "", {"chosen": ["5"]}),
    ("scale", {"least": Decimal(0), "most": Decimal(10)}, {"": ["0"]}, "", {"chosen": ["0"]}),
    ("matrix", {}, {"2": ["3"]}, "", {"rows": {"2": "3"}}),
    ("number", {"least": Decimal(0)}, {"": ["4,50"]}, "", {"number": "4.50"}),
    ("date", {}, {"": ["2027-02-28"]}, "", {"date": "2027-02-28"}),
    ("file", {}, {"": ["1"]}, "", {"files": 1}),
])  # fmt: skip
def test_what_is_typed_becomes_a_value_that_is_typed_again(
    kind: str, given: dict[str, Any], typed: dict[str, list[str]], text: str, value: dict[str, Any]
) -> None:
    asked = content(kind, **given)
    [found] = read([asked], {1: TypedAnswer(typed, text)}).values()
    assert (found.value, found.problem) == (value, None)
    assert type_of(kind).check(asked, value) == value
    assert read([asked], {1: TypedAnswer(type_of(kind).typed(value), text)})[1].value == value


@pytest.mark.parametrize(("kind", "given", "typed", "text"), [
    ("single", {}, {"": ["9"]}, ""),
    ("single", {}, {"": ["1", "2"]}, ""),
    ("single", {"has_other": True}, {"": ["1"]}, "coffee"),
    ("single", {"has_other": True}, {"": ["other"]}, ""),
    ("multiple", {}, {"": ["1", "x"]}, ""),
    ("matrix", {}, {"1": ["9"]}, ""),
    ("matrix", {"is_required": True}, {"1": ["2"]}, ""),
    ("number", {}, {"": ["4.5.1"]}, ""),
    ("number", {"most": Decimal(60)}, {"": ["61"]}, ""),
    ("date", {}, {"": ["2027-02-30"]}, ""),
    ("text", {"most_words": 2}, {}, "three words here"),
])  # fmt: skip
def test_what_is_no_answer_says_why(
    kind: str, given: dict[str, Any], typed: dict[str, list[str]], text: str
) -> None:
    found = read([content(kind, **given)], {1: TypedAnswer(typed, text)})[1]
    assert found.is_wrong
    assert found.value is None


@pytest.mark.parametrize(("typed", "number"), [
    ("1 500", "1500"), ("1,000,000", "1000000"), ("1.000.000,5", "1000000.5"), ("1,500.25", "1500.25"),
    ("10,00,000", "1000000"), ("1'500", "1500"), ("١٬٥٠٠٫٥", "1500.5"), ("4,5", "4.5"), ("0,125", "0.125"),
    ("1500.123", "1500.123"), ("1.2340", "1.234"), ("\u22127", "-7"), ("-0", "0"),
    ("1,500", None), ("1.500", None), ("-250.000", None), ("1 5", None), ("1,50,0", None), ("1.5,000.1", None),
    ("1,000.000", "1000.000"), ("1e3", None),
])  # fmt: skip
def test_a_number_is_what_was_typed_or_asked_for_again(typed: str, number: str | None) -> None:
    found = read([content("number")], {1: TypedAnswer({"": [typed]})})[1]
    assert (found.value and found.value["number"]) == number
    for stored in ("1.500", "1.234", "1500", "-0.5", *([number] if number else [])):
        again = type_of("number").typed({"number": stored})
        assert read([content("number")], {1: TypedAnswer(again)})[1].value == {"number": stored}


def test_what_could_be_two_numbers_is_asked_with_both() -> None:
    problem = read([content("number")], {1: TypedAnswer({"": ["1,230"]})})[1].problem
    assert problem is not None
    assert problem.values == {"text": "1,230", "whole": "1230", "decimal": Decimal("1.23")}


@pytest.mark.parametrize("value", [{}, {"chosen": []}, {"chosen": ["2", "1"]}, {"rows": {}}, {"more": 1}])
def test_only_values_of_its_type_are_answers(value: dict[str, Any]) -> None:
    for kind in TYPES.keys() - {"text"}:
        with pytest.raises(NotPossible):
            type_of(kind).check(content(kind), value)


def test_a_question_is_asked_where_its_condition_is_met_and_required_only_then() -> None:
    asked = [content("single"), content("text", 2, is_required=True, condition=Condition(1, ("2",)))]
    for chosen, is_asked in (("1", False), ("2", True)):
        found = read(
            asked,
            {1: TypedAnswer({"": [chosen]}), 2: TypedAnswer({}, "typed before" if chosen == "1" else "")},
        )
        assert (found[2].is_asked, found[2].value) == (is_asked, None)
        assert (found[2].problem is not None) is is_asked
    assert found[2].problem is not None
    assert found[2].problem.message == REQUIRED


def test_a_definition_is_read_as_it_was_stored_and_what_is_none_is_left_away() -> None:
    definition = Definition(
        True, True, 200, Decimal("0.5"), Decimal(60), "lot-size", Condition(7, ("1", "other"))
    )
    assert Definition.read(definition.stored()) == definition
    assert (
        Definition.read({"most_words": "many", "least": "NaN", "condition": {"question": "x"}})
        == Definition()
    )


def test_small_groups_are_counted_together_so_that_none_can_be_told_from_the_sum() -> None:
    counted = [CountedValue("a", {"chosen": ["1"]}, 9), CountedValue("b", {"chosen": ["2"]}, 7),
               CountedValue("c", {"chosen": ["2"]}, 1)]  # fmt: skip
    open_ = results(content("single"), counted, "abc", protects=False)
    assert [one.answers for one in open_.groups] == [9, 7, 1]
    shown = results(content("single"), counted, "abc", protects=True)
    assert [(one.names, one.answers) for one in shown.groups] == [(("a",), 9), (("b", "c"), 8)]
    assert shown.all.cells["", "2"] == 8
    assert all(
        one.answers >= SMALL for one in together([Group(("a",), 4), Group(("b",), 5), Group(("c",), 6)])
    )


def test_numbers_are_shown_in_ranges_that_count_each_once() -> None:
    counted = [CountedValue("a", {"number": str(number)}, 1) for number in range(40)]
    found = results(content("number"), counted, "a", protects=False)
    assert sum(count for _least, _most, count in found.bins) == 40
    assert found.quartiles == (Decimal(9), Decimal(19), Decimal(30))
