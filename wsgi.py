"""The WSGI application, for a server or for the flask command."""

import gc

from config import Config
from consult.app import create_app

app = create_app(Config)

# The application itself is never rubbish: leave it out of every search for some, and search less often. A tenth of the
# processor time of a page, and memory that forked workers go on sharing.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
