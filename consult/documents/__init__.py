"""Reading documents: the format of a file, limits, and blocks.

Pure: no database, no network, no knowledge of drafts or consultations. `reading` is the entry point; it runs in its own
process (`sandbox` starts it, `reader_process` is the program), where a hostile file can harm nothing. One package for
each format; each gives `blocks` and warnings about what it left out, and `counting` and `comparing` check that nothing
else is missing. `aligning` pairs the blocks of a translated text with those of the original.
"""
