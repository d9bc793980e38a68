"""What a draft standard is made of."""

from enum import StrEnum


class Kind(StrEnum):
    """Kinds of block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    NOTE = "note"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    QUOTATION = "quotation"
    CODE = "code"
