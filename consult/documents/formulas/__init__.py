"""Formulas: MathML that is safe to show, TeX read as MathML, and formulas as one line of text."""
