"""The comment in the text of an email, without what surrounds it: the greeting, the farewell with the name, the
signature, the emails that it quotes at its end, the notice about confidentiality.

Only what can be told safely is left out, from the beginning and from the end of the text; in doubt it stays. An officer
sees each part that is left out and can bring all of them back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.translatable import N_

GREETING = N_("Greeting")
CLOSING = N_("Closing and signature")
QUOTED = N_("Quoted email")
NOTICE = N_("Notice about confidentiality")

MOST_PARTS = 8
"""Parts behind the comment that are left out; more of them stay in it."""
LONGEST_GREETING = 80
LONGEST_CLOSING = 60
MOST_SIGNED = 8
"""Lines of a name, a title and an address below a closing; more of them may be words of the comment."""
MOST_MARKED = 20
"""Lines below the mark of a signature."""
LONGEST_SIGNED = 90
MOST_WORDS = 4
"""Words of a line of a signature that ends as a sentence does; "Kisumu Seed Growers Ltd." has as many."""

_GREETINGS = (
    r"dear\b", r"hello\b", r"hi\b", r"good (?:morning|afternoon|evening|day)\b", r"to whom it may concern\b",
    r"(?:ladies and gentlemen|sir or madam|sirs?)$", r"bonjour\b", r"bonsoir\b",
    r"(?:madame|monsieur|mesdames|messieurs)\b", r"ch(?:er|ère|ers|ères)\b", r"estimad[oa]s?\b",
    r"buen[oa]s (?:días|tardes|noches)\b", r"hola\b", r"уважаем(?:ые|ый|ая)\b", r"здравствуйте\b",
    r"добрый (?:день|вечер)\b", r"доброе утро\b", r"尊敬的", r"敬启者", r"(?:您好|你好|各位好)",
    r"(?:السيد|السيدة|السادة|الأستاذ)\b", r"(?:تحية طيبة|السلام عليكم|مرحبا)",
)  # fmt: skip
_CLOSINGS = (
    r"(?:(?:with )?(?:best|kind|kindest|warm|warmest) )?(?:regards|wishes)", r"with (?:best|many|warm) thanks",
    r"yours (?:sincerely|faithfully|truly)", r"sincerely(?: yours)?", r"respectfully(?: (?:yours|submitted))?",
    r"(?:many )?thanks(?: and (?:best|kind) regards)?", r"thank you", r"(?:bien )?cordialement", r"bien à vous",
    r"(?:meilleures|sincères|respectueuses|cordiales) salutations", r"salutations (?:distinguées|cordiales)",
    r"(?:muy )?atentamente", r"(?:un )?(?:cordial saludo|saludos(?: cordiales)?)", r"cordialmente",
    r"с (?:наилучшими пожеланиями|уважением)", r"此致", r"敬礼", r"顺颂商祺", r"祝好", r"谨上",
    r"(?:مع|و)?\s?(?:خالص |أطيب |فائق )?(?:التحيات|التحية|التقدير|الاحترام)", r"وتفضلوا بقبول .{0,40}",
    r"مع (?:خالص|أطيب|فائق) (?:الشكر|الأمنيات|التمنيات|التحيات|التقدير)(?: والتقدير)?",
)  # fmt: skip
_ENDS = " \t,.!:;，。！：،؛"
_GREETING_END = re.compile(r"[,!:，！：،]$")
_GREETING_WORD = re.compile("|".join(_GREETINGS), re.IGNORECASE)
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof)\.")
MOST_NAMED = 2
"""Words of a name behind a comma."""
MOST_GREETED = 4
"""Words after the word of a greeting: more are a sentence."""
MOST_GREETED_LETTERS = 8
"""The same in Chinese, which has no blanks."""
_WHOLE_CLOSING = re.compile("|".join(_CLOSINGS), re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:\b(?:clause|section|subsection|article|paragraph|para|line|table|figure|annex|appendix|page|step|tableau|annexe"
    r"|ligne|paragraphe|cláusula|apartado|sección|artículo|párrafo|tabla|anexo|línea|página|пункт|раздел|стать|таблиц"
    r"|приложени|строк)\w*|§|第|البند|المادة|الفقرة|القسم|الجدول|الملحق|السطر).{0,20}?\d",
    re.IGNORECASE,
)
"""A place in a draft, by its number."""
_ASKS = re.compile(
    r"\b(?:delete|replace|remove|insert|amend|reword|must|should|shall|supprimer|remplacer|ajouter|doit|demande|propose"
    r"|suprimir|eliminar|sustituir|reemplazar|añadir|debe|удалить|заменить|добавить|должен|должна|должно|следует|прошу"
    r"|يطلب|حذف|استبدال|إضافة|يجب|ينبغي)\b|建议|删除|修改|增加|应当",
    re.IGNORECASE,
)
"""Words that ask for something, which neither a greeting nor a signature does."""
_POINT = re.compile(r"[-–—*•·▪‣◦>]+\s*\w|[(\[]?\d{1,3}(?!\d)(?:\.\d+)*[.):\]]?\s*[^\W\d]")
"""A line that begins as a point of a list: with a bullet or a number."""
MOST_WORDS_OF_LINE = 10
"""Words of a line of a signature, which may be the long name of a ministry."""
_SHORT_GREETING = 30
"""A greeting that ends without a comma is no longer than this."""
_WROTE = re.compile(r"(?:wrote|a écrit|escribió|пишет|написал(?:а|и)?|写道|كتب)\s*[:：]?$", re.IGNORECASE)
_BEGINS_TO_SAY = re.compile(r"(?:on|le|el|am|в|在|في)\b|\d", re.IGNORECASE)
"""How a line begins that says when someone wrote; programs break it where it is long."""
MOST_NOTICED = 100
"""Lines of a notice."""
SHORTEST_NOTICE = 60
SHORTEST_CHINESE_NOTICE = 15
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NOTICES = (
    re.compile(r"\bthis (?:e-?mail|message|communication|transmission)\b", re.IGNORECASE),
    re.compile(r"\bce (?:courriel|message|mail)\b", re.IGNORECASE),
    re.compile(r"\beste (?:correo|mensaje)\b", re.IGNORECASE),
    re.compile(r"\b(?:это|данное|настоящее) (?:электронное )?(?:сообщение|письмо)\b", re.IGNORECASE),
    re.compile(r"(?:本|此)(?:电子)?(?:邮件|信息)"),
    re.compile(r"(?:هذه الرسالة|هذا البريد)"),
)
_CONFIDENTIAL = re.compile(
    r"confidential|privileged|confidentiel|confidencial|конфиденциальн|保密|机密|سري", re.IGNORECASE
)
_ADDRESSEE = re.compile(
    r"intended|recipient|addressee|destinataire|destinatario|destinad|адресат|предназначен|收件人|接收"
    r"|المرسل إليه|المستلم",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LeftOut:
    """A part of the text of an email that is not proposed as a comment. `is_before`: whether it stands before it."""

    label: str
    text: str
    is_before: bool = False


@dataclass(frozen=True)
class CommentText:
    """What of the text of an email is proposed as a comment, and what is not."""

    comment: str
    left_out: Sequence[LeftOut] = ()


def comment_text(text: str) -> CommentText:
    """What is proposed; all of the text where nothing else would be left."""
    lines = text.strip("\n").split("\n")
    found: list[LeftOut] = []
    for _part in range(MOST_PARTS):
        part = _quoted(lines) or _marked(lines) or _notice(lines) or _closing(lines)
        if part is None:
            break
        label, start = part
        found.insert(0, LeftOut(label, _joined(lines[start:])))
        lines = _without_blank_end(lines[:start])
    after = _after_greeting(lines)
    if after:
        found.insert(0, LeftOut(GREETING, _joined(lines[:after]), is_before=True))
    comment = _joined(lines[after:])
    return CommentText(comment, found) if comment else CommentText(text)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _quoted(lines: Sequence[str]) -> tuple[str, int] | None:
    """Where lines begin that quote another email, down to the end of the text; with the line that says who wrote it."""
    start = len(lines)
    while start and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith(">")):
        start -= 1
    if not any(one.strip() for one in lines[start:]):
        return None
    before = start
    while before and not lines[before - 1].strip():
        before -= 1
    at = before - 1
    if at < 0 or not _WROTE.search(lines[at].strip()):
        return None
    if at and lines[at - 1].strip() and not _BEGINS_TO_SAY.match(lines[at].strip()):
        at -= bool(_BEGINS_TO_SAY.match(lines[at - 1].strip()))
    says_who = " ".join(lines[at:before])
    return (QUOTED, at) if re.search(r"[\d@]", says_who) else None


def _is_of_comment(line: str) -> bool:
    """Whether a line below a closing or the mark of a signature may be one of the comment: it names a place of the
    draft, asks for something, is a point of a list, or is a sentence."""
    words = len(line.split())
    ends = line.endswith(("?", "？", "؟", "。")) or (
        line.endswith((".", "!", ":", ";")) and words > MOST_WORDS
    )
    return bool(
        ends or words > MOST_WORDS_OF_LINE or _POINT.match(line) or _CLAUSE.search(line) or _ASKS.search(line)
    )


def _marked(lines: Sequence[str]) -> tuple[str, int] | None:
    """Where the mark of a signature stands (RFC 3676: two hyphens and a blank, which some programs take away)."""
    for at in range(len(lines) - 1, max(-1, len(lines) - 2 - MOST_MARKED), -1):
        if lines[at].rstrip() == "--":
            is_signed = not any(_is_of_comment(one.strip()) for one in lines[at + 1 :])
            return (CLOSING, at) if is_signed else None
    return None


def _notice(lines: Sequence[str]) -> tuple[str, int] | None:
    """Where the last paragraph begins, if it says that the email is confidential and for whom it is."""
    end = len(lines)
    start = end
    while start and lines[start - 1].strip():
        start -= 1
        if end - start > MOST_NOTICED:
            return None
    words = " ".join(lines[start:end])
    is_long = len(words) >= SHORTEST_NOTICE or len(_CHINESE.findall(words)) >= SHORTEST_CHINESE_NOTICE
    is_notice = (
        is_long
        and not _CLAUSE.search(words)
        and any(one.search(words) for one in _NOTICES)
        and _CONFIDENTIAL.search(words)
        and _ADDRESSEE.search(words)
    )
    return (NOTICE, start) if is_notice and start else None


def _closing(lines: Sequence[str]) -> tuple[str, int] | None:
    """Where a closing stands, if a few short lines without a sentence follow it."""
    signed = 0
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].strip()
        if line and len(line) <= LONGEST_CLOSING and _WHOLE_CLOSING.fullmatch(line.strip(_ENDS)):
            above = at
            while above and _is_closing_too(lines[above - 1]):
                above -= 1
            return CLOSING, above
        signed += bool(line)
        if signed > MOST_SIGNED or len(line) > LONGEST_SIGNED or _is_of_comment(line):
            return None
    return None


def _is_closing_too(line: str) -> bool:
    """Whether a line right above a closing belongs to it: "Thank you" above "Kind regards"."""
    words = line.strip().strip(_ENDS)
    return bool(words) and len(words) <= LONGEST_CLOSING and bool(_WHOLE_CLOSING.fullmatch(words))


def _after_greeting(lines: Sequence[str]) -> int:
    """The number of lines down to the end of the greeting; 0 without one."""
    for at, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            continue
        following = lines[at + 1].strip() if at + 1 < len(lines) else "."
        ends = bool(_GREETING_END.search(line)) or (len(line) <= _SHORT_GREETING and not following)
        return at + 1 if ends and not following[:1].islower() and _is_greeting(line) else 0
    return 0


def _is_greeting(line: str) -> bool:
    """Whether a line greets someone and says nothing else."""
    words = _TITLE.sub("", line).strip(_ENDS)
    found = _GREETING_WORD.match(words)
    if (
        found is None
        or len(line) > LONGEST_GREETING
        or re.search(r"\d|[.?!。？！؟:：]", words)
        or _ASKS.search(words)
    ):
        return False
    rest = words[found.end() :]
    parts = [one.strip() for one in re.split(r"[,，،]", rest)]
    return (
        len(rest.split()) <= MOST_GREETED
        and len(_CHINESE.findall(rest)) <= MOST_GREETED_LETTERS
        and all(_names_someone(one) for one in parts[1:] if one)
    )


def _names_someone(part: str) -> bool:
    """Whether what stands behind a comma of a greeting greets or names someone else: "Madame, Monsieur"."""
    is_name = not part[:1].islower() and len(part.split()) <= MOST_NAMED
    return is_name or part.casefold() in {"all", "everyone"} or bool(_GREETING_WORD.match(part))
