"""Tests of the whole: of each package, of what all of them share, and of people who use it."""

import gc

gc.set_threshold(50_000, 20, 100)
"""While tests are read, much is made that stays: it is not looked through again and again, here and in `conftest`."""
