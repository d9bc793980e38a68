"""Types of questions: what each asks, how an answer to it is read and checked, how answers are counted.

Pure but for the column of definitions. Each type is one module in `types`, in one registry.
"""
