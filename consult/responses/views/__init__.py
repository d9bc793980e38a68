"""The pages on which an organisation responds, on one blueprint: the workbench, issues and translations."""

from consult.responses.views import issues, translating, workbench
from consult.responses.views.blueprint import bp

__all__ = ["bp", "issues", "translating", "workbench"]
