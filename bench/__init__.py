"""Measuring consult on a machine: throw-away servers, a seeded world, the production server program, bounded load.

Not part of the product and not run by the tests: no test asserts a time. `python -m bench --help`.
"""
