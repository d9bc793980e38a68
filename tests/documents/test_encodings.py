"""Encodings of texts: what a file says, UTF-8, or one that is sure; a guess is told, anything else refused."""

import pytest

from consult.documents import reading, sandbox
from consult.documents.blocks import Source, Unreadable

WORDS = "1. Méthode\n\nLe présent projet fixe la méthode de prélèvement des échantillons.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_mark_at_the_head_says_the_encoding(encoding: str, name: str) -> None:
    words = WORDS if name == "a.txt" else WORDS.replace("1. ", "# 1 ")
    parsed = reading.parse([Source(name, words.encode(encoding))])
    assert (parsed.blocks[0].title, parsed.language) == ("Méthode", "fr")
    assert {remark.code for remark in parsed.remarks} <= {"language", "heading"}


def test_a_mark_of_either_order_is_known() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert reading.parse([Source("a.txt", mark + WORDS.encode(encoding))]).blocks[0].title == "Méthode"


GUESSED = [
    ("cp1252", "Windows-1252", "Le présent projet fixe la méthode de prélèvement. Les échantillons sont scellés à l’issue du contrôle."),
    ("cp1252", "Windows-1252", "Diese Norm legt die Verfahren für die Probenahme fest. Die Prüfmuster müssen größer sein."),
    ("cp1251", "Windows-1251", "Область применения. Настоящий стандарт устанавливает правила отбора проб семян для посева, которые продаются в мешках. Каждая лаборатория должна хранить записи в течение пяти лет."),
    ("cp1256", "Windows-1256", "يحدد هذا المشروع طريقة أخذ العينات من البذور. يجب ألا يتجاوز وزن الدفعة الحد المقرر."),
    ("gb18030", "GB18030", "为了规范种子检验抽样方法，制定本标准。本标准适用于农作物种子。"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "called", "words"), GUESSED)
def test_an_encoding_that_is_sure_is_read_and_told(encoding: str, called: str, words: str) -> None:
    parsed = sandbox.parse([Source("a.txt", f"{words}\n".encode(encoding))])
    assert [block.text for block in parsed.blocks] == [words]
    (told,) = [remark for remark in parsed.remarks if remark.code == "encoding"]
    assert called in told.message


UNSURE = [
    ("cp1250", "Niniejsza norma określa zasady pobierania próbek. Próbki są przechowywane w suchym miejscu, żeby zachować jakość."),
    ("cp1253", "Το παρόν πρότυπο καθορίζει τη μέθοδο δειγματοληψίας των σπόρων και ισχύει για όλες τις χώρες."),
    ("cp1254", "Bu standart tohumlardan numune alma yöntemini belirler. Partinin ağırlığı belirlenen sınırı aşamaz."),
    ("cp1255", "תקן זה קובע את שיטת הדגימה של זרעים. המנה לא תעלה על הכמות הקבועה."),
    ("cp850", "Ce projet fixe la méthode de prélèvement. Les échantillons sont scellés à l'issue du contrôle."),
    ("mac_roman", "Ce projet fixe la méthode de prélèvement. Les échantillons sont scellés à l'issue du contrôle."),
    ("koi8-r", "Настоящий стандарт устанавливает правила отбора проб семян для посева."),
    ("iso8859-5", "Настоящий стандарт устанавливает правила отбора проб семян для посева."),
    ("shift_jis", "この規格は、種子の試料採取の方法について規定する。試料は清潔な容器に入れる。"),
    ("euc_jp", "この規格は、種子の試料採取の方法について規定する。試料は清潔な容器に入れる。"),
    ("cp949", "이 표준은 종자의 표본 추출 방법을 규정한다. 로트는 정해진 양을 초과해서는 안 된다."),
    ("big5", "本標準規定種子批次之抽樣方法，樣品應保存於乾燥處所。"), ("cp1252", "# Título"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "words"), UNSURE)
def test_an_encoding_that_is_not_sure_is_refused_and_never_read_wrong(encoding: str, words: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        reading.parse([Source("a.txt", f"Seed\n{words}\n".encode(encoding))])
    assert (trouble.value.message, trouble.value.line) == (
        "The file is not in UTF-8. Save it in UTF-8 and upload it again.", 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [("windows-1250", "cp1250", "żółty"), ("ISO-8859-1", "cp1252", "naïve"), ("Shift_JIS", "cp932", "規格"), ("gb2312", "gb18030", "标准"), ("koi8-r", "koi8-r", "проба")],
)  # fmt: skip
def test_html_is_read_in_the_encoding_that_it_declares(declared: str, encoding: str, words: str) -> None:
    page = f'<html lang="en"><head><meta charset="{declared}"></head><body><p>{words}</p></body></html>'
    assert [block.text for block in reading.parse([Source("a.html", page.encode(encoding))]).blocks] == [
        words
    ]


def test_the_sandbox_knows_the_encodings_before_it_closes() -> None:
    page = '<html lang="ja"><head><meta charset="Shift_JIS"></head><body><p>規格</p></body></html>'
    assert [block.text for block in sandbox.parse([Source("a.html", page.encode("cp932"))]).blocks] == [
        "規格"
    ]
    assert [block.text for block in sandbox.parse([Source("a.md", "規格".encode("utf-16"))]).blocks] == [
        "規格"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1250"])
def test_xhtml_is_read_in_the_encoding_of_its_declaration(encoding: str) -> None:
    page = f'<?xml version="1.0" encoding="{encoding}"?>\n<html lang="pl"><body><p>żółty</p></body></html>'
    assert [block.text for block in reading.parse([Source("a.xhtml", page.encode(encoding))]).blocks] == [
        "żółty"
    ]
