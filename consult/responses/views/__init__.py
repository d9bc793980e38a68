"""The pages of answers, on one blueprint: the workbench, issues, the summary; and what everybody reads."""

from consult.responses.views import issues, workbench
from consult.summaries.views import public
from consult.summaries.views import summary
from consult.responses.views.blueprint import bp

__all__ = ["bp", "issues", "public", "summary", "workbench"]
