"""Filled comment forms: tables of comments that experts write offline. A file is recognised, its rows are read, each
comment is placed on a passage, and all come in through `submissions.actions.file`."""
