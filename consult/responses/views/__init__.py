"""The pages on which an organisation responds, on one blueprint: the workbench and issues."""

from consult.responses.views import issues, workbench
from consult.responses.views.blueprint import bp

__all__ = ["bp", "issues", "workbench"]
