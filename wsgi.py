"""The WSGI application, for a server or for the flask command."""

from config import Config
from consult.app import create_app

app = create_app(Config)
