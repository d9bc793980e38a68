"""The pages of answers, on one blueprint: the workbench, issues, the summary; and what everybody reads."""

from consult.responses.views import issues, public, summary, workbench
from consult.responses.views.blueprint import bp

__all__ = ["bp", "issues", "public", "summary", "workbench"]
