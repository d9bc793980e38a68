"""What the words of a cell of a form say: types of comments in six languages, and categories of stakeholders."""

import re

from consult.comment_forms.clause_references import plain
from consult.submissions.models import CommentType

_TYPES: dict[CommentType, str] = {
    CommentType.GENERAL: "ge g gen general generale generaux comment общий общее عام عامه 一般 总体 a-q",
    CommentType.SUBSTANTIVE: "substantive subst s sub substantif sustantivo neg-mj neg-mi negative a-s "
    "fond fondo существу جوهري جوهريه 实质 实质性",
    CommentType.TECHNICAL: "te t tech technical technique tecnico tecnica "
    "техническое технический технич فني فنيه تقني تقنيه 技术 技术性",
    CommentType.EDITORIAL: "ed e edit editorial redactionnel a-t a-c typo редакционный "
    "редакционное ред redaccion redactionnelle تحريري تحريريه 编辑 编辑性",
    CommentType.TRANSLATION: "translation transl traduction traduccion перевод ترجمه بالترجمه 翻译",
}
_TYPE_OF = {word: kind for kind, words in _TYPES.items() for word in words.split()}


def type_of(words: str) -> tuple[CommentType, bool]:
    """The type of a comment, and whether it was understood; where nothing is said it is general."""
    said = plain(words).strip(" .:")
    if not said:
        return CommentType.GENERAL, True
    if said in _TYPE_OF:
        return _TYPE_OF[said], True
    found = {_TYPE_OF[one] for one in re.findall(r"[^\W\d_]{2,}(?:-[a-z]{1,2})?", said) if one in _TYPE_OF}
    return (found.pop(), True) if len(found) == 1 else (CommentType.GENERAL, False)


_CATEGORY = re.compile(
    r"(?:[1-5]\s*[-–—.:]\s*)?(?:federal|government|industry|academia)"
    r"|[1-5]\s*[-–—.:]\s*(?:self|individual|other)\b.*"
)


def is_category(organisation: str) -> bool:
    """Whether what stands in the place of an organisation is a type of the NIST template: "2 - Industry"."""
    return bool(_CATEGORY.fullmatch(plain(organisation)))
