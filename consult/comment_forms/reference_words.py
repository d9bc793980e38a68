"""Words around the numbers of clauses in six languages, as `clause_references.plain` writes them: small letters without
accents and vowel signs."""

KINDS = {
    "clause": (
        "§ section sections sec sect abschnitt clause clauses cl subclause subclauses subsection seccion secciones "
        "clausula clausulas apartado apartados chapitre раздел раздела разделе разд подраздел пункт "
        "пункта пункте п подпункт القسم قسم البند بند الفرع فرع 节 款 条款 小节"
    ),
    "article": (
        "article articles art arts artikel articulo articulos artigo статья статьи статье статью "
        "статей статьях статьям ст الماده ماده المواد مواد المادتان المادتين 条"
    ),
    "chapter": ("chapter chapters chap ch capitulo capitulos глава главы главе гл الفصل فصل الباب باب 章"),
    "annex": (
        "annex annexe annexes anhang anexo anexos appendix appendices appendice apendice app приложение приложения "
        "приложении приложениях прил الملحق ملحق الملحقان الملحقين الملحقات الملاحق المرفق مرفق المرفقان المرفقين "
        "المرفقات 附件 附录"
    ),
    "table": (
        "table tables tabelle tableau tableaux tabla tablas cuadro cuadros таблица таблицы таблице табл جدول "
        "الجدول 表 表格"
    ),
    "figure": ("figure figures fig figs abbildung figura figuras рисунок рисунка рис شكل الشكل 图"),
    "formula": ("formula equation eq ecuacion formule формула уравнение المعادله معادله 公式"),
    "footnote": ("footnote footnotes fn сноска сноски حاشيه الحاشيه 脚注"),
}
"""Words before a number, by what they number."""
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}

LETTERS = frozenset("абвгдежиклмнопрстуфхцшщэюяіابجدهوزحطي") | frozenset(
    ["الف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء"]
)
"""Letters of other scripts than that of Latin by which annexes are counted, and names of letters."""
LETTERS_OR_WORDS = frozenset("вс")
"""Those of them that are words beside a number: "в 4.1", "с. 5"."""

SAME_LOOK = ("aа", "bв", "cс", "eе", "hн", "iі", "kк", "mм", "oо", "pр", "tт", "xх", "yу")
"""Letters of two scripts that look the same."""
SAME_PLACE = (
    "a а ا الف",
    "b б ب باء",
    "c в ج جيم",
    "d г د دال",
    "e д ه هاء",
    "f е و واو",
    "g ж ز زاي",
    "h и ح حاء",
    "i к ط طاء",
    "j л ي ياء",
)
"""Letters of several scripts, and their names, that count the same annex."""

DETAILS = frozenset(
    [
        "na",
        "page",
        "pages",
        "pg",
        "p",
        "pp",
        "line",
        "lines",
        "ln",
        "l",
        "lin",
        "paragraph",
        "paragraphs",
        "para",
        "paras",
        "par",
        "sentence",
        "row",
        "column",
        "col",
        "columns",
        "indent",
        "bullet",
        "bullets",
        "list",
        "item",
        "items",
        "note",
        "notes",
        "cell",
        "word",
        "words",
        "point",
        "definition",
        "term",
        "entry",
        "lit",
        "littera",
        "inciso",
        "abs",
        "absatz",
        "satz",
        "seite",
        "zeile",
        "ligne",
        "lignes",
        "paragraphe",
        "alinea",
        "alineas",
        "phrase",
        "colonne",
        "puce",
        "tiret",
        "linea",
        "lineas",
        "pagina",
        "paginas",
        "parrafo",
        "parrafos",
        "frase",
        "columna",
        "vineta",
        "nota",
        "fila",
        "стр",
        "страница",
        "страницы",
        "строка",
        "строки",
        "строке",
        "абзац",
        "абзаца",
        "абзаце",
        "предложение",
        "столбец",
        "графа",
        "примечание",
        "صفحه",
        "الصفحه",
        "سطر",
        "السطر",
        "الفقره",
        "فقره",
        "الجمله",
        "عمود",
        "ملاحظه",
        "页",
        "行",
        "段",
        "第",
        "句",
        "列",
        "注",
    ]
)
"""Words that narrow a passage in a way that is kept as it was written, and places nothing."""

FINER_KINDS = {
    "item": "item items point lit littera inciso",
    "paragraph": (
        "paragraph paragraphs para paras par abs absatz paragraphe alinea alineas parrafo parrafos абзац абзаца абзаце "
        "الفقره فقره 段"
    ),
    "note": "note notes nota примечание ملاحظه 注",
}
"""Those of them that say a passage inside a clause by its number or letter, by what they number: it is looked for."""
FINER = {word: kind for kind, words in FINER_KINDS.items() for word in words.split()}

ORDINALS = {
    **dict.fromkeys(
        ["first", "1st", "1er", "premier", "premiere", "primero", "primera", "первый", "الاول"], "1"
    ),
    **dict.fromkeys(["second", "2nd", "deuxieme", "segundo", "segunda", "второй", "الثاني"], "2"),
    **dict.fromkeys(["third", "3rd", "troisieme"], "3"),
    **dict.fromkeys(["fourth", "4th"], "4"),
    **dict.fromkeys(["fifth", "5th"], "5"),
}
"""The numbers that words before these say; all of them are among the words that say nothing of their own."""

PAGES = frozenset(
    [
        "page",
        "pages",
        "pg",
        "p",
        "pp",
        "seite",
        "seiten",
        "pagina",
        "paginas",
        "стр",
        "страница",
        "страницы",
        "صفحه",
        "صفحات",
        "页",
    ]
)
"""Those of them that count pages where they stand after a number."""

LINES = frozenset(
    [
        "line",
        "lines",
        "ln",
        "l",
        "lin",
        "zeile",
        "ligne",
        "lignes",
        "linea",
        "lineas",
        "строка",
        "строки",
        "строке",
        "سطر",
        "السطر",
        "行",
    ]
)
"""Those of them that count lines."""

PARTS_OF_ARTICLES = frozenset(
    [
        "пункт",
        "пункта",
        "пункте",
        "п",
        "подпункт",
        "البند",
        "بند",
        "apartado",
        "apartados",
    ]
)
"""Words of clauses that are items of an article where one is named with them."""

FILLERS = frozenset(
    [
        "new",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "last",
        "1st",
        "1er",
        "2nd",
        "3rd",
        "4th",
        "5th",
        "all",
        "entire",
        "numbered",
        "whole",
        "throughout",
        "its",
        "their",
        "of",
        "the",
        "in",
        "at",
        "to",
        "from",
        "and",
        "on",
        "de",
        "la",
        "le",
        "les",
        "l",
        "des",
        "du",
        "et",
        "dernier",
        "derniere",
        "premier",
        "premiere",
        "deuxieme",
        "troisieme",
        "tout",
        "toute",
        "del",
        "el",
        "los",
        "las",
        "primero",
        "primera",
        "segundo",
        "segunda",
        "ultimo",
        "ultima",
        "todo",
        "y",
        "в",
        "на",
        "из",
        "и",
        "первый",
        "второй",
        "последний",
        "весь",
        "من",
        "في",
        "و",
        "الاول",
        "الثاني",
        "كل",
    ]
)
"""Words that say nothing of their own beside a number."""

AND = frozenset(
    [
        *["and", "et", "y", "и", "و", "以及", "和", "及", "与", "跟", "同"],
        *["or", "ou", "или", "او", "或"],
    ]
)
"""Words between two numbers."""

RANGE = frozenset(
    [
        *["to", "through", "thru", "until", "till", "jusqu", "hasta", "al", "au", "по", "до", "الي", "حتي"],
        *["至", "到"],
    ]
)
"""Words between the first and the last of several numbers."""

JOINING = AND | RANGE
COMMAS = frozenset([",", ";", "\n", "،", "؛", "、"])
"""Signs between two parts of a reference that may also belong together; other signs between them are joining words."""

WHOLE_ALONE = frozenset([
    "_whole", "all", "conjunto", "ensemble", "entero", "entier", "entiere", "entire", "ge", "general", "generale",
    "generales", "generaux", "global", "overall", "throughout", "todo", "tout", "whole", "весь", "общего", "общее",
    "общие", "общий", "целиком", "целом", "باكمله", "باكملها", "عام", "عامه", "كامل", "ككل", "كله", "كلها", "一般",
    "一般性", "一般意见", "一般评论", "全文", "全文意见", "总体", "总体意见",
    "总体评论", "整个", "整个文件", "整个草案", "整体意见", "草案全文", "通用", "通篇",
])  # fmt: skip
"""Words without one of which a reference is not to the whole draft."""

WHOLE = WHOLE_ALONE | frozenset([
    "a", "caracter", "caractere", "comentario", "comentarios", "comment", "commentaire", "commentaires", "comments",
    "dans", "de", "del", "document", "documento", "draft", "du", "el", "en", "g", "gen", "generally", "generals",
    "l", "la", "le", "les", "observacion", "observaciones", "observation", "observations", "of", "projet",
    "proyecto", "remark", "remarks", "remarque", "remarques", "son", "standard", "su", "text", "texte", "texto",
    "the", "в", "всему", "документ", "замечание", "замечания", "комментарии", "комментарий", "по", "проект",
    "текст", "тексту", "характера", "المشروع", "النص", "الوثيقه", "تعليق", "تعليقات", "ملاحظات", "ملاحظه", "意见",
    "文件", "草案", "评论",
])  # fmt: skip
"""Words of references to the whole draft."""

NOTHING = frozenset({"", "n a", "na", "none", "nil", "blank", "tbd", "sin", "neant", "нет", "لا يوجد", "无"})
"""What people write who say nothing."""
