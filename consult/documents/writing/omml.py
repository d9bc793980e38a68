"""Formulas for Word (Office Math Markup), from the trees of `mathml_tree`."""

from collections.abc import Mapping
from html import escape
from typing import Any


def of(math: Mapping[str, Any]) -> str:
    """The formula in a paragraph; the namespace is declared around it."""
    inner = f"<m:oMath>{_one(math['tree'])}</m:oMath>"
    return f"<m:oMathPara>{inner}</m:oMathPara>" if math["display"] else inner


def _one(node: Mapping[str, Any]) -> str:
    kind = node["m"]
    if kind == "row":
        return "".join(map(_one, node["c"]))
    if kind in {"name", "text", "sign"}:
        upright = "" if kind == "name" and node["italic"] else '<m:rPr><m:sty m:val="p"/></m:rPr>'
        words = escape(node["v"], quote=False)
        return f'<m:r>{upright}<m:t xml:space="preserve">{words}</m:t></m:r>' if words else ""
    if kind == "frac":
        return f"<m:f>{_in('num', node['a'])}{_in('den', node['b'])}</m:f>"
    if kind == "sup":
        return f"<m:sSup>{_in('e', node['a'])}{_in('sup', node['b'])}</m:sSup>"
    if kind == "sub":
        return f"<m:sSub>{_in('e', node['a'])}{_in('sub', node['b'])}</m:sSub>"
    if kind == "subsup":
        return f"<m:sSubSup>{_in('e', node['a'])}{_in('sub', node['b'])}{_in('sup', node['c'])}</m:sSubSup>"
    if kind == "over":
        return f"<m:limUpp>{_in('e', node['a'])}{_in('lim', node['b'])}</m:limUpp>"
    if kind == "under":
        return f"<m:limLow>{_in('e', node['a'])}{_in('lim', node['b'])}</m:limLow>"
    if kind == "underover":
        inner = f"<m:limLow>{_in('e', node['a'])}{_in('lim', node['b'])}</m:limLow>"
        return f"<m:limUpp><m:e>{inner}</m:e>{_in('lim', node['c'])}</m:limUpp>"
    if kind == "sqrt":
        return f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>{_in("e", node["a"])}</m:rad>'
    if kind == "root":
        return f"<m:rad>{_in('deg', node['b'])}{_in('e', node['a'])}</m:rad>"
    rows = "".join(f"<m:mr>{''.join(_in('e', cell) for cell in row)}</m:mr>" for row in node["rows"])
    return f"<m:m>{rows}</m:m>"


def _in(name: str, node: Mapping[str, Any]) -> str:
    return f"<m:{name}>{_one(node)}</m:{name}>"
