"""Pages of the text, of what was said about it, of the figures and of one submission, on one blueprint; all public."""

from consult.reading.views import comments, figures, files, submission, texts
from consult.reading.views.blueprint import bp

__all__ = ["bp", "comments", "figures", "files", "submission", "texts"]
