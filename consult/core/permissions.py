"""Who may: predicates `(user, thing) -> bool`, registered as "<package>.<action>".

A predicate asks who, a lifecycle asks when. `may` needs both: a package that has a lifecycle for an action registers it
with `when`. `user` is None for a visitor who is not signed in.
"""

from collections.abc import Callable
from typing import Any

Predicate = Callable[[Any, Any], bool]
_who: dict[str, Predicate] = {}
_when: dict[str, Callable[[Any], bool]] = {}


def _name(function: Callable[..., Any]) -> str:
    package = function.__module__.split(".")[-2]
    return f"{package}.{function.__name__}"


def permission(predicate: Predicate) -> Predicate:
    """Register a function of a package's policy.py under "<package>.<its name>"."""
    _who[_name(predicate)] = predicate
    return predicate


def when(verb: str) -> Callable[[Callable[[Any], bool]], Callable[[Any], bool]]:
    """Register the decorated function as the moment at which `action` ("<package>.<action>") is possible."""

    def register(function: Callable[[Any], bool]) -> Callable[[Any], bool]:
        _when[verb] = function
        return function

    return register


def permitted(verb: str, user: Any, thing: Any) -> bool:
    """Whether policy allows `user` the `action` on `thing`, whatever the moment. KeyError for an unknown action."""
    return _who[verb](user, thing)


def may(verb: str, user: Any, thing: Any) -> bool:
    """Whether `user` may do `action` to `thing` now: policy and moment."""
    return permitted(verb, user, thing) and _when.get(verb, lambda _thing: True)(thing)


def check() -> None:
    """Raise RuntimeError where a moment is registered for an action that no policy has: it would stop no one."""
    if unknown := sorted(_when.keys() - _who.keys()):
        raise RuntimeError(f"a moment is registered for what no policy permits: {', '.join(unknown)}")


def registered() -> frozenset[str]:
    """Every action that has a predicate."""
    return frozenset(_who)
