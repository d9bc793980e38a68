"""Good engagement practice, checked from the data or attested by a named person; the practice report.

Noun: Attestation. Verbs: attest, retract, choose. `catalogue` lists the practices, `checks` judges each from a `Facts`
that `queries` gathers. No score and no seal: each practice is evidenced, partly, not, not applicable, or pending,
with its evidence. What an organisation calls blocking holds back approval or publication (`gates`, agenda.BEFORE).
"""
