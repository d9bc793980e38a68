"""Headings of columns in six languages, beside those of the known forms, as `recognition` compares them: without
accents and brackets."""

from consult.comment_forms.fields import Field

TEXT_OF_DRAFT = (
    "text of the draft | texte du projet | texto del proyecto | текст проекта | متن مشروع النص | 草案文本"
)
"""Of the column with the words of the draft in a form that this site made."""

HEADINGS: dict[Field, str] = {
    Field.ROW: (
        "# | n | no | nr | number | item | id | comment no | comment number | comment id | ref no | serial no "
        "| numero | № | رقم | الرقم | رقم التعليق | 序号 | 编号"
    ),
    Field.ORGANISATION: (
        "organisation | organization | organisation name | member | member state | member body | company | "
        "affiliation | source | submitter | commenter | observer | stakeholder | name of organisation | "
        "organization name | organisme | organizacion | pays organisation | организация | المنظمه | 组织 | 机构"
    ),
    Field.NAME: ("name | commenter name | reviewer | author | your name | nom | nombre | имя | الاسم | 姓名"),
    Field.EMAIL: (
        "email | e mail | email address | courriel | correo electronico | электронная почта | 电子邮件"
    ),
    Field.CATEGORY: (
        "organization type | organisation type | type of organisation | stakeholder type | category of "
        "stakeholder | stakeholder category | type d organisation | categorie de partie prenante | "
        "tipo de organizacion | categoria de parte interesada | тип организации | категория заинтересованной стороны | "
        "نوع المنظمه | فئه صاحب المصلحه | 组织类型 | 利益攸关方类别"
    ),
    Field.COUNTRY: ("country | countries | pays | pais | страна | البلد | 国家"),
    Field.DOCUMENT: ("document | document name | part | volume | documento | документ | الوثيقه | 文件"),
    Field.PAGE: ("page | page no | page number | pg | pagina | страница | الصفحه | 页码 | 页"),
    Field.LINE: ("line | lines | line no | line number | line numbers | ligne | linea | строка | السطر | 行"),
    Field.CLAUSE: (
        "clause | subclause | clause subclause | section | section number | section no | article | chapter | "
        "reference | provision | requirement | paragraph number | clause no | section article | seccion | "
        "clausula | articulo | apartado | раздел | пункт | القسم | البند | 条款 | 章节"
    ),
    Field.ELEMENT: (
        "paragraph | para | table | figure | location | paragraph figure table | element | parrafo | "
        "paragraphe | абзац | الفقره | 段落"
    ),
    Field.TYPE: (
        "type d observation | tipo de observacion | тип замечания | نوع التعليق | 意见类型 | "
        "type | type of comment | comment type | category | ge te ed | type de commentaire | tipo | tipo de "
        "comentario | тип | نوع | النوع | 类型 | categorie | categoria | категория | الفئه | فئه | 类别"
    ),
    Field.QUOTE: (
        "existing text | original text | current text | existing wording | current wording | draft text | "
        "text | texte actuel | texto actual | исходный текст | 原文"
    ),
    Field.QUOTE_PLACE: ("place of the existing text | place of the quotation | cell of the quotation"),
    Field.COMMENT: (
        "comment | comments | comment rationale | remarks | observation | feedback | issue | commentaire | "
        "commentaires | observacion | comentario | comentarios | замечание | замечания | комментарий | комментарии | "
        "التعليق | التعليقات | تعليق | 意见 | 评论 | 评议意见"
    ),
    Field.PROPOSAL: (
        "proposed change | proposed changes | proposed text | proposed wording | proposed rewording | "
        "suggested change | suggested changes | suggested text | suggestion | recommendation | proposal | new "
        "text | modification proposee | changement propose | proposition | cambio propuesto | texto propuesto "
        "| propuesta | предлагаемое изменение | предложение | التعديل المقترح | التغيير المقترح | المقترح | "
        "建议修改 | 修改建议 | libelle propose | redaccion propuesta | предлагаемая формулировка | "
        "الصياغة المقترحة | 建议措辞"
    ),
    Field.RATIONALE: (
        "rationale | justification | reason | reasons | explanation | justificacion | raison | обоснование | "
        "المبرر | السبب | 理由 | motifs | motivos | доводы | الأسباب"
    ),
    Field.MUST_BE_SATISFIED: ("must be satisfied"),
    Field.OBSERVATIONS: (
        "observations of the secretariat | secretariat observations | disposition | resolution | response | "
        "decision | observations du secretariat | observaciones de la secretaria"
    ),
    Field.KEY: ("row key | cle de la ligne | clave de la fila | ключ строки | مفتاح الصف | 行标识"),
    Field.IGNORED: f"status | date | {TEXT_OF_DRAFT}",
}
"""Field → headings, divided by "|"."""
