"""Templates, once for each language. What does not change is worked out when a template is compiled.

A thread's page has a hundred calls such as `_("Reply")`, `asset("app.css")` and `url_for("start.show")`; asking for each
of them anew took longer than all else that the page does.
"""  # noqa: E501

from collections.abc import Callable, Iterator, MutableMapping
from functools import lru_cache, partial
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, url_for
from flask.templating import Environment
from flask_babel import get_babel, get_locale
from jinja2 import Template, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner
except ImportError:
    from markupsafe._native import _escape_inner


def shown(value: object) -> str:
    """The text that stands in the page for a value. What `escape` gives, without a Markup around each piece of it."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]
    return str(value) if kind is int else escape(value)


class _Generator(CodeGenerator):
    """Writes `environment.shown(…)` where Jinja writes `escape(…)`: a thread's page has three hundred of them. An
    attribute is looked up as Python does it; an imported macro and `ngettext` are called without asking first what they
    are.
    """

    _macros: frozenset[str] = frozenset()

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self._macros = frozenset((*_macro_names(node), "ngettext"))
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if not (isinstance(node.node, nodes.Name) and node.node.name in self._macros):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(context.eval_ctx")
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if isinstance(node.node, nodes.Name) and node.node.name == "self":  # a page's blocks are no attributes
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class TranslatedEnvironment(Environment):
    """Loads templates in the language of the request; those load what they need in the same language."""

    code_generator_class = _Generator
    shown = staticmethod(shown)
    language: str = ""  # none: the environment that Flask knows, which hands over to one of the others
    translations: NullTranslations

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._by_language: dict[str, TranslatedEnvironment] = {}
        self._ready: dict[str, Template] = {}

    def in_language(self, language: str) -> "TranslatedEnvironment":
        """The environment of one language."""
        found = self._by_language.get(language)
        return found or self._by_language.setdefault(language, self._made_for(language))

    def _made_for(self, language: str) -> "TranslatedEnvironment":
        made = self.overlay()
        made.language, made._ready = language, {}
        made.translations = Translations.load(get_babel().translation_directories[0], [language])
        made.globals = {**self.globals, "ngettext": _ngettext(made.translations.ungettext)}
        return made

    def gettext(self, message: str) -> str:
        return str(self.translations.ugettext(message))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(self.translations.ungettext(one, many, count) % {"num": count})

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Jinja's chain of mappings serves globals of single templates, which nobody has; walking it is slow."""
        return {**self.globals, **d} if d else self.globals

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """A page asks for twenty components; none changes while the application runs."""
        if isinstance(name, Template) or globals or not self.language:
            return super().get_template(name, parent, globals)
        found = self._ready.get(name)
        return found or self._ready.setdefault(name, super().get_template(name, parent))

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        if not self.language:
            return self.in_language(get_locale().language)._load_template(name, globals)
        return super()._load_template(name, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language:
            escaped = self.autoescape(name) if callable(self.autoescape) else self.autoescape
            _Translated(self, Markup if escaped else str).visit(tree)
        return tree


class _Translated(NodeTransformer):
    """Puts results in place of calls. In `_("…", name=value)` the text is known and the value is not."""

    def __init__(self, environment: TranslatedEnvironment, kind: type[str]) -> None:
        self._gettext = environment.gettext
        self._kind = kind
        self._known: dict[str, Callable[..., str]] = {
            "asset": environment.globals["asset"],  # type: ignore[dict-item]
            "url_for": url_for,
            **{name: partial(_made, environment, name) for name in ("icon", "badge", "audience_badge", "kind_label")},
        }

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "_":
            return self._text(node)
        if name in self._known and all(isinstance(part, nodes.Const) for part in _arguments(node)):
            values = {pair.key: pair.value.as_const() for pair in node.kwargs}
            return nodes.Const(self._known[name](*(part.as_const() for part in node.args), **values))
        return node

    def _text(self, node: nodes.Call) -> nodes.Expr:
        text = self._kind(self._gettext(node.args[0].as_const()))
        if not node.kwargs:
            return nodes.Const(text % {}, lineno=node.lineno)
        values = [nodes.Pair(nodes.Const(pair.key), pair.value) for pair in node.kwargs]
        return nodes.Mod(nodes.Const(text), nodes.Dict(values), lineno=node.lineno)


def _made(environment: TranslatedEnvironment, name: str, *given: str, **named: str) -> Markup:
    """What a macro gives for arguments that are written out; a page shows a dozen icons, and as many badges."""
    macro: Callable[..., Markup] = environment.get_template(f"components/{name}.html").module.__dict__[name]
    return macro(*given, **named)


def _macro_names(tree: nodes.Template) -> Iterator[str]:
    for imported in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in imported.names)


def _arguments(node: nodes.Call) -> list[nodes.Expr]:
    return [*node.args, *(pair.value for pair in node.kwargs)]


def _ngettext(translate: Callable[[str, str, int], str]) -> Callable[..., str]:
    """What a count alone fills in is remembered; a list says "12 replies" fifty times."""

    @lru_cache(maxsize=1024)
    def counted(one: str, many: str, count: int, shown: str | int, *, escaped: bool) -> str:
        text = translate(one, many, count)
        return (Markup(text) if escaped else text) % {"num": shown}  # noqa: S704

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, count: int, **values: Any) -> str:
        if values.keys() <= {"num"}:
            return counted(one, many, count, values.get("num", count), escaped=context.autoescape)
        text = translate(one, many, count)
        return (Markup(text) if context.autoescape else text) % {"num": count, **values}  # noqa: S704

    return ngettext
