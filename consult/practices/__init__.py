"""Good engagement practice, checked from the data or attested by a named person; the practice report.

Noun: Attestation. Verb: attest. No score and no seal: each practice is evidenced, partly, not, not applicable, or
pending, with its evidence.
"""
