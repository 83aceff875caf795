"""Two releases side by side: while the older one serves, the newer one migrates the same database and takes over.

The older release is the commit before the one that added the newest migration, in a worktree of its own; it runs on
the environment of the present one. A proxy stands before both, as in front of a real site.
"""

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

from tests.chaos.counting import Tally
from tests.chaos.faults import PUBLIC
from tests.chaos.inside import Inside
from tests.chaos.people import Patients, Readers
from tests.chaos.proxy import Proxy
from tests.site.processes import ROOT

PATIENTS, READERS = 12, 3
LINGERS = 2  # seconds for which the older release finishes what it began


def scenarios(prepared, chance, share):
    """A page that is not answered with 200 counts as lost, and so does a step of a form that is not answered. One that
    is answered with the page that keeps everything that was typed (503: the database was locked) is told apart."""
    commit = older_release()
    if commit is None:
        print("Left out: two releases, for want of the history of this repository.", flush=True)
        return
    with worktree(commit, prepared.folder / "older") as tree, prepared.stage("none") as stage:
        with Inside(stage.inside.values, stage.folder / "older.log", tree) as older:
            older.manage("migrate", verbosity=0)
            older.manage("load_demo")
        old, new = stage.site(), stage.site()
        old.command = [sys.executable, str(tree / "manage.py"), "serve"]
        new.log = stage.folder / "newer.txt"
        asking, reading = Tally("two releases: forms", stage.kind), Tally("two releases: pages", stage.kind)
        with old, Proxy(old.port) as proxy, new_when_told(new) as start:
            patients = Patients(proxy.url, asking, PATIENTS)
            with Readers(proxy.url, reading, READERS, PUBLIC), patients:
                time.sleep(6)
                reading.expect(stage.look("unapplied") > 0, "the newer release had nothing to migrate")
                start()
                time.sleep(4)  # both serve, the older one on the newer database
                proxy.target = new.port
                time.sleep(LINGERS)
                old.end()
                reading.expect(old.status == 0, f"the older release ended with {old.status}")
                time.sleep(6)
            polite = [refusal for refusal in patients.refused if refusal.startswith("503")]
            for refusal in set(patients.refused) - set(polite):
                asking.count("lost", refusal)
            if polite:
                asking.notes.append(f"{len(polite)} steps were refused with 503, their answers kept, and made again")
            stage.check(asking, patients)
        yield asking
        yield reading


@contextmanager
def new_when_told(site):
    """Gives what starts `site`, which ends with the context."""
    with ExitStack() as running:
        yield lambda: running.enter_context(site)


def older_release():
    """The commit before the newest migration; None where there is no history of it."""
    added = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", "*/migrations/0*.py")
    return _git("rev-parse", "--verify", "--quiet", f"{added}^") if added else None


@contextmanager
def worktree(commit, folder):
    if _git("worktree", "add", "--detach", str(folder), commit) is None:
        raise RuntimeError(f"Commit {commit} cannot be checked out at {folder}.")
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*arguments):
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
