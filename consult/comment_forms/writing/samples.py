"""A form of one row: what writes forms writes it once before its process gives up its rights, so that all that
libraries load at their first use is loaded."""

from typing import Any

HEAD: dict[str, Any] = {
    "title": "A", "name": "A", "facts": [["A", "B"]], "steps": ["A"], "steps_title": "A", "rows_title": "B",
    "address": "https://a.example/", "language": "en", "direction": "ltr", "notes": ["A"],
}  # fmt: skip
TABLE: dict[str, Any] = {
    "headings": ["A", "B"], "widths": [10, 10], "to_fill": [1], "rows": [["A", "ب\n=1"]], "keys": ["k"],
    "key_heading": "K", "key_column": 0, "type_column": 1, "types": ["a"],
}  # fmt: skip
