"""How the parts of an Office Open file point to one another (ECMA-376 part 2, Open Packaging Conventions)."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from network.core.archive import Archive
from network.core.unreadable import Damaged
from network.ports.extract.markup import Walker, walk


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    kind: str  # the last word of its type, e.g. "slide"; the rest differs between strict and common files
    target: str  # a part of the archive


class _Relations(Walker):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.found: list[Relation] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", "")))
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.found.append(Relation(attributes.get("Id", ""), kind, target.lstrip("/")))


def relations_of(archive: Archive, part: str = "") -> list[Relation]:
    """What `part` points to inside the archive; without a part, what the file as a whole points to."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive:
        return []
    walker = _Relations(folder)
    walk(archive.chunks(listing), walker)
    return [relation for relation in walker.found if relation.target in archive]


def targets(relations: list[Relation], kind: str) -> list[str]:
    """The parts that stand in one kind of relation."""
    return [relation.target for relation in relations if relation.kind == kind]


def main_part(archive: Archive) -> str:
    """The document itself. Raises Damaged."""
    found = targets(relations_of(archive), "officeDocument")
    if not found:
        raise Damaged("no main part")
    return found[0]


def metadata_part(archive: Archive) -> str | None:
    """The part that holds title and author, if there is one."""
    return next(iter(targets(relations_of(archive), "core-properties")), None)
