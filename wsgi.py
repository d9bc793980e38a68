"""The WSGI application, for a server or for the flask command."""

import gc
from importlib import import_module

from config import Config

gc.disable()  # until all is imported: a search for rubbish reads all that was imported before, and finds little
app = import_module("consult.app").create_app(Config)
gc.enable()

# The application itself is never rubbish: leave it out of every search for some, and search less often. A tenth of the
# processor time of a page, and memory that forked workers go on sharing. One search first would find some hundred
# objects, and take a tenth of the time of the start.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
