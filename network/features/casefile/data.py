"""The package as data, for the case system: authors, municipalities with codes, times with their zone, addresses."""

import json
from datetime import datetime
from typing import Any

from network.core.access import audience_of
from network.core.clock import COPENHAGEN
from network.core.text import plain_text
from network.features.casefile.contents import (
    By,
    CardInside,
    CaseFile,
    DocumentInside,
    Entry,
    FileInside,
    MethodInside,
    Part,
    PlanInside,
    PostInside,
    ThreadInside,
)
from network.features.collections.models import PRIVATE

FORMAT = "paa-forkant-journal/1"


def as_json(casefile: CaseFile, base_url: str) -> bytes:
    """UTF-8. Texts are plain here: as HTML they stand in the pages."""
    return json.dumps(_Written(base_url).casefile(casefile), ensure_ascii=False, indent=2).encode()


def _when(at: datetime | None) -> str | None:
    return at.astimezone(COPENHAGEN).isoformat(timespec="seconds") if at else None


def _audience(term: str) -> str:
    return term if term == PRIVATE else audience_of(term).value


def _by(by: By | None) -> dict[str, Any] | None:
    """Of a hidden name its mask; then there is no code."""
    if by is None:
        return None
    return {
        "name": by.name or None,
        "title": by.title or None,
        "organisation": by.organisation,
        "municipality_code": by.code,
    }


def _file(file: FileInside) -> dict[str, Any]:
    return {
        "name": file.name,
        "path": file.path,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.key,
    }


class _Written:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def casefile(self, it: CaseFile) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "fetched_at": _when(it.fetched_at),
            "fetched_by": _by(it.fetched_by),
            "kind": it.kind,
            "id": it.id,
            "title": it.title,
            "url": self.base_url + it.url,
            "audience": _audience(it.term),
            "by": _by(it.by),
            "introduction": plain_text(it.html),
            "entries": [self._entry(entry) for entry in it.entries],
        }

    def _entry(self, entry: Entry) -> dict[str, Any]:
        return {
            "kind": entry.kind,
            "introduction": plain_text(entry.html),
            "page": entry.path or None,
            **self._part(entry.part),
        }

    def _part(self, part: Part) -> dict[str, Any]:
        if isinstance(part, ThreadInside):
            return self._thread(part)
        if isinstance(part, PlanInside):
            return self._plan(part)
        return self._method(part) if isinstance(part, MethodInside) else self._document(part)

    def _head(self, part: Part) -> dict[str, Any]:
        return {
            "id": part.id,
            "title": part.title,
            "url": self.base_url + part.url,
            "audience": _audience(part.term),
            "created_at": _when(part.at),
        }

    def _thread(self, thread: ThreadInside) -> dict[str, Any]:
        said = thread.summary
        return self._head(thread) | {
            "thread_kind": thread.kind,
            "topic": thread.topic,
            "resolved_at": _when(thread.resolved_at),
            "summary": {"text": plain_text(said.html), "by": _by(said.by), "at": _when(said.at)} if said else None,
            "posts": [self._post(post) for post in thread.posts],
        }

    def _post(self, post: PostInside) -> dict[str, Any]:
        place = {"id": post.id, "position": post.position, "url": f"{self.base_url}/indlaeg/{post.id}"}
        if post.is_hidden:
            return place | {"created_at": _when(post.at), "hidden": True}
        return place | {
            "by": _by(post.by),
            "created_at": _when(post.at),
            "edited_at": _when(post.edited_at),
            "best_reply": post.is_best,
            "text": plain_text(post.html),
            "files": [_file(file) for file in post.files],
        }

    def _document(self, document: DocumentInside) -> dict[str, Any]:
        return self._head(document) | {
            "by": _by(document.by),
            "version": document.version,
            "description": plain_text(document.html),
            "file": _file(document.file),
        }

    def _method(self, method: MethodInside) -> dict[str, Any]:
        return self._head(method) | {
            "method_kind": method.kind,
            "by": _by(method.by),
            "topics": list(method.topics),
            "summary": method.summary,
            "texts": {name: plain_text(html) for name, html in method.html.items()},
            "cost_band": method.cost_band or None,
            "licence": method.licence,
            "version": method.version,
            "looked_through_at": _when(method.looked_through_at),
            "withdrawn_at": _when(method.withdrawn_at),
            "withdrawn_reason": method.withdrawn_reason or None,
            "documents": [self._document(document) for document in method.documents],
            "contributors": [_by(by) for by in method.contributors],
            "experience": [self._card(card) for card in method.cards],
        }

    def _plan(self, plan: PlanInside) -> dict[str, Any]:
        return self._head(plan) | {
            "by": _by(plan.by),
            "topics": list(plan.topics),
            "summary": plan.summary,
            "texts": {name: plain_text(html) for name, html in plan.html.items()},
            "advisers": plan.advisers or None,
            "grant": plan.grant,
            "phases": {
                phase.value: {"progress": step.progress, "begins": step.begins or None, "ends": step.ends or None}
                for phase, step in plan.steps.items()
                if step.is_told
            },
            "version": plan.version,
            "changed_at": _when(plan.changed_at),
            "documents": [self._document(document) for document in plan.documents],
            "links": [{"title": link.title, "url": self.base_url + link.url} for link in plan.links],
        }

    def _card(self, card: CardInside) -> dict[str, Any]:
        return {
            "id": card.id,
            "url": self.base_url + card.url,
            "audience": _audience(card.term),
            "by": _by(card.by),
            "stage": card.stage,
            "origin": card.origin,
            "copied_from": card.copied_from or None,
            "year": card.year,
            "place": card.place or None,
            "cost": card.cost,
            "hours": card.hours,
            "again": card.again or None,
            "texts": {name: plain_text(html) for name, html in card.html.items()},
            "changed_at": _when(card.at),
        }
