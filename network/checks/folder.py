"""The data folder: who may read it, and how full the disk is."""

import os
import shutil
import stat
from pathlib import Path

from network.checks import Finding, fail, ok, warn
from network.core.turn import WORKER, is_taken
from network.settings import MEGABYTE, MIN_SECRET, Settings

LITTLE, NEARLY_NONE = 2000, 200  # MB of free disk
OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def check_folder(data: Path) -> Finding:
    """Who may read and write the data folder, and the index, which holds pickles."""
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        return fail("folder", f"{data} cannot be written by this user")
    for path in (data, data / "index"):
        if path.exists() and _mode(path) & OTHERS_WRITE:
            return fail("folder", f"other users of this machine can write in {path}; run: chmod 700 {path}")
    if _mode(data) & (OTHERS_READ | stat.S_IXOTH):
        return warn("folder", f"other users of this machine can read {data}; run: chmod 700 {data}")
    return ok("folder", f"{data} is this user's alone")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def check_disk(data: Path) -> Finding:
    free = shutil.disk_usage(data).free // MEGABYTE
    text = f"{free:,} MB free"
    if free < NEARLY_NONE:
        return fail("disk", f"{text}; make room before something is lost")
    return warn("disk", f"{text}; make room soon") if free < LITTLE else ok("disk", text)


def check_secret(settings: Settings) -> Finding:
    """The one in the environment is checked at start; the one in the folder somebody may have edited."""
    if len(settings.secret) < MIN_SECRET or len(set(settings.secret)) < 8:
        return fail("secret", f"too short or too plain; it needs {MIN_SECRET} random characters or more")
    path = settings.data / "secret"
    if path.exists() and _mode(path) & (OTHERS_READ | OTHERS_WRITE):
        return fail("secret", f"other users of this machine can read {path}; run: chmod 600 {path}")
    return ok("secret", f"{len(settings.secret)} characters")


def check_worker(data: Path) -> Finding:
    if is_taken(data / WORKER):
        return ok("worker", "running")
    return warn("worker", "not running: nothing is indexed, mailed or read")
