"""inspect.Signature of functions of the C core, from their __text_signature__."""
import ast
import builtins
import inspect
import re


class _Text:
    """A default that is no literal, shown as it is written."""

    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text


def _shown(text):
    """What is written as <class 'float'>: that class; anything else as it is written."""
    name = re.fullmatch(r"<class '(\w+\.)?(\w+)'>", text)
    if not name:
        return _Text(text)
    from . import _core
    return getattr(_core if name[1] else builtins, name[2])


def _default(node):
    if node is None:
        return inspect.Parameter.empty
    try:
        value = ast.literal_eval(node)
        return _shown(value[1:]) if isinstance(value, str) and value.startswith("\0") else value
    except ValueError:
        text = ast.unparse(node)
        if text == "_NoValue":
            from ._core import _NoValue
            return _NoValue
        return _Text(text)


def signature(text):
    """The signature that `text`, such as "($self, /, axis=None)", stands for."""
    text = re.sub(r"<[^<>]+>", lambda m: repr("\0" + m[0]), text.replace("$", ""))  # such as <class 'float'>: no expression
    args = ast.parse(f"def f{text}: pass").body[0].args
    kinds = inspect.Parameter
    positional = args.posonlyargs + args.args
    defaults = [None] * (len(positional) - len(args.defaults)) + args.defaults
    out = [kinds(a.arg, kinds.POSITIONAL_ONLY if i < len(args.posonlyargs) else kinds.POSITIONAL_OR_KEYWORD, default=_default(d))
           for i, (a, d) in enumerate(zip(positional, defaults))]
    if args.vararg:
        out.append(kinds(args.vararg.arg, kinds.VAR_POSITIONAL))
    out += [kinds(a.arg, kinds.KEYWORD_ONLY, default=_default(d)) for a, d in zip(args.kwonlyargs, args.kw_defaults)]
    if args.kwarg:
        out.append(kinds(args.kwarg.arg, kinds.VAR_KEYWORD))
    return inspect.Signature(out)
