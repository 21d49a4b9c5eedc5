"""The application's source as syntax trees, and what in it touches members' content."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CONTENT = {
    *("Thread", "Post", "PostRevision", "Draft", "Document", "DocumentVersion", "DocumentPage", "DocumentPicture"),
    *("Report", "Hiding", "ModerationEntry", "Attachment", "AttachmentPage", "Call", "CallTopic"),
    *("Thanks", "SummaryVersion", "ThreadKeyword", "MergedThread", "SplitThread"),
    *("Method", "MethodVersion", "MethodTopic", "MethodKeyword", "MethodDocument"),
    *("Collection", "CollectionItem"),
    *("ExperienceCard", "MethodWish", "MethodThread", "MethodSource"),
    *("Plan", "PlanTopic", "PlanDocument", "PlanMethod", "PlanThread", "PlanVersion", "Takedown"),
    *("Article", "ArticleVersion", "ArticleDocument", "Event"),
}
KERNEL = {"readable", "reachable", "is_out", "is_shown", "counted"}
OPERATORS = ("network/migrations/", "network/importing/")  # run from the command line; they show nothing to anybody
FEATURES = (
    *("threads", "drafts", "editing", "library", "moderation", "attachments", "calls"),
    *("merging", "thanks", "summaries", "keywords", "methods", "experiences", "sources", "collections", "plans"),
    *("takedowns", "publishing"),
)
MODELS = {f"network.features.{feature}.models" for feature in FEATURES}
TABLES = (
    "thread|post|post_revision|draft|document|document_version|document_page|document_picture|scanned_page|report|hiding|moderation_entry|call"
    "|attachment|attachment_page|thanks|summary_version|thread_keyword|merged_thread|split_thread"
    "|method|method_version|method_topic|method_keyword|method_document"
    "|collection|collection_item"
    "|experience_card|method_wish|method_thread|method_source"
    "|plan|plan_topic|plan_document|plan_method|plan_thread|plan_version|takedown"
    "|article|article_version|article_document|event"
)
SQL = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:{TABLES})\b", re.IGNORECASE)


@cache
def sources() -> dict[str, ast.Module]:
    """Path → tree of every file of the application."""
    paths = sorted((ROOT / "network").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def imported(tree: ast.Module) -> set[str]:
    """Every module that is imported, anywhere in the file."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def called(tree: ast.AST) -> set[str]:
    """The last part of the name of everything that is called."""
    return {name_of(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def attributes_of(tree: ast.AST, name: str) -> set[str]:
    """What is asked of everything that is called `name`."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every outermost function, method and assignment to a name, and what stands outside of them as "<module>"."""
    for node in tree.body:
        parts: Iterable[ast.AST] = node.body if isinstance(node, ast.ClassDef) else (node,)
        for part in parts:
            yield _name_of_part(part), part


def _name_of_part(part: ast.AST) -> str:
    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
        return part.name
    names = [target.id for target in _targets(part) if isinstance(target, ast.Name)]
    return names[0] if len(names) == 1 else "<module>"


def _targets(part: ast.AST) -> list[ast.expr]:
    if isinstance(part, ast.Assign):
        return part.targets
    return [part.target] if isinstance(part, ast.AnnAssign) and part.value else []


def content_readers(files: dict[str, ast.Module]) -> set[tuple[str, str]]:
    """(path, function) of all that uses a content model otherwise than to make a row or to annotate."""
    return {
        (path, name)
        for path, tree in files.items()
        if not path.startswith(OPERATORS)
        for known in (_content_names(tree),)
        for name, body in functions(tree)
        if _touches(body, known)
    }


def _content_names(tree: ast.Module) -> set[str]:
    """What this file calls the content models, their modules, and module-level statements that ask no kernel."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in MODELS:
            names |= {name.asname or name.name for name in node.names if name.name in CONTENT}
        elif isinstance(node, ast.ImportFrom) and f"{node.module}.models" in MODELS:
            names |= {name.asname or name.name for name in node.names if name.name == "models"}
    for statement in tree.body:
        targets = _targets(statement)
        if targets and _touches(statement.value, names) and not KERNEL & called(statement):  # type: ignore[attr-defined]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _touches(body: ast.AST, names: set[str]) -> bool:
    if isinstance(body, ast.Import | ast.ImportFrom):
        return False
    passed_over: set[int] = set()
    for node in ast.walk(body):
        passed_over |= {id(part) for part in _harmless(node)}
        if id(node) in passed_over:
            passed_over |= {id(part) for part in ast.iter_child_nodes(node)}
        elif (isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)) or (
            isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names
        ):
            return True
    return False


def _harmless(node: ast.AST) -> Iterator[ast.AST]:
    """Annotations, and the class in `Thread(…)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CONTENT:
        yield node.func
    for field in ("annotation", "returns"):
        annotation = getattr(node, field, None)
        if annotation is not None:
            yield annotation
