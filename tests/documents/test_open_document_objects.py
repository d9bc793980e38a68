"""Objects embedded in OpenDocument texts: formulas are kept in place, all others leave a mark and a warning."""

from dataclasses import replace

import pytest

from consult.documents import comparing, counting, reading
from consult.documents.blocks import Kind, ParsedDraft, Source
from tests.documents import open_documents

MATHML = 'xmlns="http://www.w3.org/1998/Math/MathML"'
FRACTION = "<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>"
AS_LIBREOFFICE = (
    f'<math {MATHML} display="block"><semantics><mrow>{FRACTION}</mrow>'
    '<annotation encoding="StarMath 5.0">a over {b+1}</annotation></semantics></math>'
)
AS_PANDOC = f'<math {MATHML} display="inline"><msub><mi>x</mi><mn>1</mn></msub></math>'
CELL = "<table:table-cell><text:p>{}</text:p></table:table-cell>"


def frame(address: str, name: str = "") -> str:
    named = f' draw:name="{name}"' if name else ""
    return f'<draw:frame{named}><draw:object xlink:href="{address}"/></draw:frame>'


def _parsed(text: str, **parts: str) -> ParsedDraft:
    named = {f"{name.replace('_', ' ')}/content.xml": part for name, part in parts.items()}
    return _counted(open_documents.package(text, **named))


def _counted(source: Source) -> ParsedDraft:
    return replace(reading.parse([source]), in_file=counting.in_files([source]))


def _lines(parsed: ParsedDraft) -> list[tuple[Kind, str, str]]:
    return [(block.kind, block.number, block.text) for block in parsed.blocks]


def _not_explained(parsed: ParsedDraft) -> list[tuple[str, int, int]]:
    rows = comparing.compared(parsed, {})
    return [(row.kind.value, row.missing, row.beyond) for row in rows if row.missing or row.beyond]


def test_formulas_are_read_from_the_package_in_a_line_and_on_their_own() -> None:
    one, other = frame("./Object 1", "Object1"), frame("Formula-0/")
    table = f"<table:table><table:table-row>{CELL.format(one)}{CELL.format('(2)')}</table:table-row></table:table>"
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>With {other}.</text:p></text:note-body></text:note>"
    text = (
        f"<text:p>The dose {other} is given.{note}</text:p><text:p>{one}</text:p>{table}"
        f"<text:list><text:list-item><text:p>{other}</text:p></text:list-item></text:list>"
    )
    parsed = _parsed(text, Object_1=AS_LIBREOFFICE, **{"Formula-0": AS_PANDOC})
    assert _lines(parsed) == [
        (Kind.PARAGRAPH, "", "The dose x_1 is given.1"),
        (Kind.FORMULA, "", "a/(b+1)"),
        (Kind.FORMULA, "(2)", "a/(b+1)"),
        (Kind.LIST_ITEM, "", "x_1"),
        (Kind.FOOTNOTE, "1", "With x_1."),
    ]
    assert ["display" in block.html for block in parsed.blocks] == [False, True, True, False, False]
    assert (parsed.in_file or {})["formula"] == 5
    assert [remark.code for remark in parsed.remarks if remark.code == "left_out"] == []
    assert _not_explained(parsed) == []


def test_a_formula_inside_one_file_of_xml_is_read() -> None:
    text = f"<text:p>The dose <draw:frame><draw:object>{AS_LIBREOFFICE}</draw:object></draw:frame>.</text:p>"
    parsed = _counted(open_documents.flat(text))
    assert _lines(parsed) == [(Kind.PARAGRAPH, "", "The dose a/(b+1).")]
    assert _not_explained(parsed) == []


@pytest.mark.parametrize(
    "part",
    ["<chart/>", "<math", f"<math {MATHML}/>", f"<math {MATHML}><mi> </mi></math>"],
)
def test_an_object_that_is_no_formula_leaves_a_mark_and_a_remark_with_its_clause(part: str) -> None:
    text = (
        '<text:h text:outline-level="1">Yield</text:h>'
        f"<text:p>See {frame('./Object 1', 'Chart of yields')}.</text:p><text:p>{frame('./Object 2')}</text:p>"
    )
    parsed = _parsed(text, Object_1=part)
    assert _lines(parsed)[1:] == [
        (Kind.PARAGRAPH, "", "See [Chart of yields]."),
        (Kind.PARAGRAPH, "", "[Object 2]"),
    ]
    told = [(one.where, one.block) for one in parsed.remarks if one.code == "left_out"]
    assert told == [
        ("1 Yield: Chart of yields", parsed.blocks[1].key),
        ("1 Yield: Object 2", parsed.blocks[2].key),
    ]
    assert _not_explained(parsed) == []


def test_a_part_of_a_formula_that_is_not_kept_is_told() -> None:
    part = f"<math {MATHML}><mi>a</mi><menclose><mi>b</mi></menclose></math>"
    parsed = _parsed(f"<text:p>The dose {frame('Object 1')}.</text:p>", Object_1=part)
    assert [one.code for one in parsed.remarks if one.code == "formulas"] == ["formulas"]
