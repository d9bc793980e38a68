"""The blueprint of the public pages of texts, comments, figures and submissions."""

from flask import Blueprint

bp = Blueprint("reading", __name__)
