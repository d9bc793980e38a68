"""Good engagement practice, checked from the data or attested by a named person; the practice report.

Noun: Attestation. Verbs: attest, retract, choose. `catalogue` lists the practices; `load_facts` reads a consultation's
`facts`, each group when a check asks for it; `checks` has a module per letter of the catalogue and judges each practice
from them; `findings` is the report.
No score and no quality mark: each practice is evidenced, partly, not, not applicable, or pending, with its evidence.
What an organisation calls blocking holds back approval or publication (`preconditions`, agenda.PRECONDITIONS).
"""
