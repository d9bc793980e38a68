"""Uploading a filled form, mapping its columns, its rows one by one, adding them."""

from consult.form_uploads.views import entering, writing
from consult.form_uploads.views.blueprint import bp

__all__ = ["bp", "entering", "writing"]
