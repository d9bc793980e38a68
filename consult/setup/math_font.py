"""Makes consult/static/fonts/stix-two-math.woff2, the font of formulas for readers whose machine has none.

It is STIX Two Math (https://github.com/stipub/stixfonts), under the SIL Open Font License 1.1, which its name table
states; reduced to the letters and signs of formulas, with the parts of which roots and brackets are built. The package
`ziamath` on PyPI carries the whole font. Only for making it again: `pip install fonttools ziamath` first.
"""

from importlib.util import find_spec
from pathlib import Path

from fontTools import subset

from consult.web.assets import STATIC

MADE = STATIC / "fonts" / "stix-two-math.woff2"

LETTERS = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x300, 0x3FF), (0x2000, 0x206F), (0x2070, 0x209F), (0x20D0, 0x20FF), (0x2100, 0x214F),
    (0x2190, 0x22FF), (0x2308, 0x230B), (0x23B0, 0x23B1), (0x23B4, 0x23B6), (0x23DC, 0x23E1), (0x25A0, 0x25FF),
    (0x27C0, 0x27FF), (0x2983, 0x2998), (0x2A00, 0x2A0C), (0x2A2F, 0x2A2F), (0x2A3F, 0x2A3F), (0x2A7D, 0x2A7E),
    (0x2A85, 0x2A86), (0x2AAF, 0x2AB0), (0x1D400, 0x1D7FF),
)  # fmt: skip
"""First and last of what is kept: Latin and Greek, marks, operators, arrows, and the letters of mathematics."""

LICENCE = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
"""Entries of the name table that stay: copyright, names, trademark, licence and its address."""


def make() -> None:
    """Write MADE."""
    package = find_spec("ziamath")
    if package is None or package.origin is None:
        raise SystemExit("ziamath is not installed")
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=["rtlm"], name_IDs=LICENCE, notdef_outline=True
    )
    options.drop_tables += ["DSIG"]
    font = subset.load_font(str(Path(package.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"), options)
    made = subset.Subsetter(options)
    made.populate(unicodes=[code for first, last in LETTERS for code in range(first, last + 1)])
    made.subset(font)
    subset.save_font(font, str(MADE), options)


if __name__ == "__main__":
    make()
