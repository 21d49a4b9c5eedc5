"""The revisions stand in one line and need nothing of the application as it is today."""

import ast
import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from network import migrations
from tests.migrations.scripts import NUMBERS, revisions
from tests.rules.source import imported

FILES = [Path(script.path) for script in revisions()]


def of_the_application(tree: ast.Module) -> set[str]:
    """What a file imports of the application; a relative import can only be that."""
    relative = {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level}
    return relative | {name for name in imported(tree) if name.split(".")[0] == "network"}


def test_there_is_one_first_and_one_newest_revision() -> None:
    directory = ScriptDirectory.from_config(migrations.config_for())
    assert len(directory.get_bases()) == len(directory.get_heads()) == 1


def test_each_revision_follows_the_one_before_it() -> None:
    assert [script.down_revision for script in revisions()] == [None, *NUMBERS[:-1]]
    assert sorted(NUMBERS) == NUMBERS
    assert not any(script.branch_labels or script.dependencies for script in revisions())


def test_every_file_is_a_revision_and_begins_with_its_number() -> None:
    assert sorted(FILES[0].parent.glob("*.py")) == FILES
    for number, file in zip(NUMBERS, FILES, strict=True):
        assert re.fullmatch(rf"{number}_[a-z0-9_]+", file.stem)
        assert re.fullmatch(r"\d{4}", number)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_revision_imports_nothing_of_the_application(file: Path) -> None:
    assert of_the_application(ast.parse(file.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize(
    "line",
    [
        "import network",
        "import network.core.db as db",
        "from network.models import Base",
        "from ..env import plain_type",
        "def upgrade():\n    from network.core import db",
    ],
)
def test_an_import_of_the_application_is_noticed(line: str) -> None:
    assert of_the_application(ast.parse(line))
