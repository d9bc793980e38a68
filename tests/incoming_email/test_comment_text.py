"""What of the text of an email is proposed as a comment, and what an officer sees left out."""

import pytest

from consult.incoming_email.comment_text import CLOSING, GREETING, MOST_PARTS, NOTICE, QUOTED, comment_text

NOTE = "This e-mail is confidential and intended solely for the addressee."


@pytest.mark.parametrize(
    ("text", "comment", "left_out"),
    [
        (
            "Dear Ms Okafor,\n\nToo large.\n\nKind regards,\nW. Kimani\nGrowers\n\nOn 3 May, Ines wrote:\n> Hello\n> Bye\n",
            "Too large.", [GREETING, CLOSING, QUOTED],
        ),
        ("Too large.\n-- \nW. Kimani\n+254 20 1234", "Too large.", [CLOSING]),
        (f"Too large.\n\n{NOTE}", "Too large.", [NOTICE]),
        (f"Too large.\n\nRegards\nW. Kimani\n\n{NOTE}", "Too large.", [CLOSING, NOTICE]),
        ("Too large.\n\nOn 3 May Bob\n<b@example.org> wrote:\n\n> Hello", "Too large.", [QUOTED]),
        ("Dear Dr. Okafor, dear colleagues,\n\nToo large.", "Too large.", [GREETING]),
        ("Madame, Monsieur,\n\nTrop grand.", "Trop grand.", [GREETING]),
        ("1. Clause 4: delete.\n--\n2. Clause 5: too small.\n--\nAnn", "1. Clause 4: delete.\n--\n2. Clause 5: too small.", [CLOSING]),
        ("Bonjour,\nTrop grand.\n\nCordialement\nX", "Trop grand.", [GREETING, CLOSING]),
        ("Estimados señores:\n\nDemasiado.\n\nAtentamente,\nX", "Demasiado.", [GREETING, CLOSING]),
        ("Уважаемые коллеги!\n\nМного.\n\nС уважением,\nИван", "Много.", [GREETING, CLOSING]),
        ("尊敬的先生：\n\n太大。\n\n此致\n敬礼\n王", "太大。", [GREETING, CLOSING]),
        ("السادة المحترمون،\n\nكبير.\n\nمع خالص التحيات\nأحمد", "كبير.", [GREETING, CLOSING]),
    ],
)  # fmt: skip
def test_what_surrounds_a_comment_is_left_out(text: str, comment: str, left_out: list[str]) -> None:
    found = comment_text(text)
    assert (found.comment, [one.label for one in found.left_out]) == (comment, left_out)
    kept = " ".join([comment, *(one.text for one in found.left_out)]).split()
    assert sorted(kept) == sorted(text.split()), "nothing is dropped"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear all, lots are too large. Use 20 tonnes.",
        "> Is it too large?\nYes.\n> And too long?\nNo.",
        "Hello world is the title of our paper, which\nsays that lots are too large.",
        "Too large.\n\nKind regards\nX\n\nPS: Section 3 has a second fault.",
        "Too large.\n\nKind regards\nX\n\n" + "A long line that no signature has, as it goes on. " * 3,
        "Too large.\n--\n" + "One more comment.\n" * 30,
        "The word confidential in 3.1 is intended.",
        "Kind regards",
        NOTE,
        "1. Clause 4: delete.\n--\n2. Clause 5: the sample size is too small.\n3. Use metric units.",
        "please find our two comments below.\n\nThanks,\n\nClause 5.1: replace shall by should\nClause 6.2: delete the table",
        "please find our comments below.\n\nBest regards,\nAnn\n\n- Use metric units\n- Say why",
        "please find our comments below.\n\nBest regards, Ann\n\nClause 5.1: replace shall by should",
        "It was discussed\nwith many suppliers and labs\nLagos",
        "Dear all, delete clause 5.2,\n\nas it is wrong.",
        "Dear all, delete it,\n\nas it is wrong.",
        "Dear all, it is too long,\n\nas we wrote.",
        "Dear all,\nas we wrote, it is too long.",
        "Hi, clause 5.2 must be deleted:\n\nit is wrong.",
        "Hello Kitty labels must not be allowed,\n\nas they are wrong.",
        "Hello Kitty labels of the world,\n\nUnite.",
        "Madame la Présidente demande la suppression de 5.2:\n\nC'est faux.",
        "السيد الرئيس يطلب حذف البند ٥،\n\nهذا خطأ",
        "尊敬的秘书处建议删除第5条，\n\n太大",
        "Добрый день, прошу удалить пункт 5.2,\n\nОн неверен.",
        "Too large.\n\nThe message sent by the alarm shall be confidential and reach only the intended recipient, so clause 8 must "
        "say so.",
        "Too large.\n\nThe message sent by the alarm is confidential and reaches only the intended recipient of the alarm.",
        "Our points:\n> Delete the table.\n> Use metric units.",
        "What the panel wrote:\n> Delete the table.",
    ],
)
def test_in_doubt_everything_stays(text: str) -> None:
    found = comment_text(text)
    assert (found.comment.strip(), list(found.left_out)) == (text.strip(), [])


@pytest.mark.parametrize(
    "text",
    [
        "Clause 5: delete.\n" + "Regards\nAnn\n" * 9_000, "此致\na\n" * 20_000, "x" + "\n" * 100_000 + "y",
        "Clause 5: delete.\n" + "--\n" * 30_000, "On 3 May, a@b.example wrote:\n> x\n" * 5_000,
    ],
    ids=["closings", "in Chinese", "blank lines", "marks", "quoted"],
)  # fmt: skip
def test_of_a_long_text_few_parts_are_left_out_and_no_word_is_lost(text: str) -> None:
    found = comment_text(text)
    assert len(found.left_out) <= MOST_PARTS
    kept = [found.comment, *(one.text for one in found.left_out)]
    assert " ".join(kept).split() == text.split()
