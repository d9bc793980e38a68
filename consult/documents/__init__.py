"""Reading documents: what a file is, its limits, and the way to blocks.

Pure: no database, no network, no knowledge of drafts or consultations. `reading` is the way in; it runs in a process of
its own (`sandbox` starts it, `reader_process` is the program), where a hostile file can harm nothing. One package for
each format; each gives `blocks` and remarks about what it left out, and `counting` and `comparing` check that nothing
else is missing.
"""
