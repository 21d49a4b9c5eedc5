"""The project's revisions, and throw-away ones after them."""

import os
from pathlib import Path

from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Engine

from network import migrations


def revisions() -> list[Script]:
    """Oldest first."""
    return list(ScriptDirectory.from_config(migrations.config_for()).walk_revisions())[::-1]


NUMBERS = [script.revision for script in revisions()]


def config_with(engine: Engine, *folders: Path) -> Config:
    """The project's configuration, with the revisions of these folders only."""
    config = migrations.config_for(engine)
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(map(str, folders)))
    return config


def with_one_more(engine: Engine, folder: Path, *statements: str) -> Config:
    """The project's revisions, and a newest one that runs these statements."""
    head = f'revision = "9999"\ndown_revision = "{NUMBERS[-1]}"\n'
    upgrade = "\n    ".join(["def upgrade() -> None:", *statements])
    (folder / "9999_throw_away.py").write_text(f"from alembic import op\n\n{head}\n\n{upgrade}\n", encoding="utf-8")
    return config_with(engine, Path(revisions()[0].path).parent, folder)
