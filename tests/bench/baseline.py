"""The build that this one is compared with: a worktree of the commit that BASELINE names, with what it requires.

It is kept in `.bench/`, for the next time, until BASELINE names another commit.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.sites import Tree
from tests.site.processes import ROOT

NAMED = Path(__file__).with_name("BASELINE")
FOLDER = ".bench"
LENGTH = 12  # digits of a commit, in the name of its folder


class Missing(Exception):
    """There is nothing to compare with; the words say why."""


def title(self_check=False):
    commit = NAMED.read_text()[:7]
    return f"The baseline, commit {commit}, beside itself" if self_check else f"Beside the baseline, commit {commit}"


def tree(root=ROOT, named=NAMED):
    """The Tree of the baseline for the checkout at `root`, made if it is not there. Raise Missing if it cannot be."""
    asked = named.read_text().strip()
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{asked}^{{commit}}")
    if not commit:
        raise Missing(f"The baseline, commit {asked}, is not in this clone; `git fetch --unshallow` may bring it.")
    place = root / FOLDER / commit[:LENGTH]
    _clear(root, keep=place)
    if not (place / "manage.py").exists():
        print(f"Checking out the baseline, commit {commit[:LENGTH]} ...", flush=True)
        shutil.rmtree(place, ignore_errors=True)
        if _git(root, "worktree", "add", "--force", "--detach", str(place), commit) is None:
            raise Missing(f"The baseline, commit {asked}, cannot be checked out at {place}.")
    return Tree(place, _installed(place))


def _clear(root, keep):
    """Remove worktrees of earlier baselines, and what git remembers of one that somebody deleted."""
    for place in (root / FOLDER).glob("*"):
        if place != keep and _git(root, "worktree", "remove", "--force", str(place)) is None:
            shutil.rmtree(place)
    _git(root, "worktree", "prune")


def _installed(place):
    """The Python of the environment at `place`, which its own Makefile makes."""
    without = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--silent", "-C", str(place), "install", f"PYTHON={sys.executable}"]
    if subprocess.run(command, env=without).returncode:
        raise Missing(f"What the baseline requires cannot be installed at {place}.")
    return str(place / ".venv/bin/python")


def _git(root, *arguments):
    """What `git *arguments` prints in the checkout at `root`; None if it fails or is not installed."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
