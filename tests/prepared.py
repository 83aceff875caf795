"""Data folders that a site would begin with: made once in a run of the tests, copied for each site of theirs."""

import fcntl
import shutil
from contextlib import contextmanager

from tests.site.processes import run

PASSWORD = "demo-password-for-tests"


class Prepared:
    """Data of an empty clinic and of the demo clinic, which stay as they are."""

    def __init__(self, folder):
        self.folder = folder

    def empty(self, folder):
        """Make `folder / "data"` the data of a clinic with its tables and static files; returns `folder`."""
        return self._copy("empty", folder, self._make_empty)

    def demo(self, folder):
        """Make `folder / "data"` the data of the demo clinic, whose accounts have PASSWORD; returns `folder`."""
        return self._copy("demo", folder, self._make_demo)

    @contextmanager
    def alone(self, name):
        """One worker of this run at a time makes what `name` stands for; the others wait, as they need it, too."""
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _copy(self, name, folder, make):
        with self.alone(name):
            if not (self.folder / name).exists():
                make(self.folder / f"{name}-unfinished")
                (self.folder / f"{name}-unfinished").rename(self.folder / name)
        shutil.copytree(self.folder / name / "data", folder / "data", dirs_exist_ok=True)
        return folder

    def _make_empty(self, folder):
        _manage(folder, "migrate", "-v0")
        _manage(folder, "collectstatic", "-v0", "--no-input")

    def _make_demo(self, folder):
        _manage(self.empty(folder), "load_demo", DEMO_PASSWORD=PASSWORD)


def _manage(folder, *arguments, **values):
    process = run("manage.py", *arguments, DATA_DIR=folder / "data", **values)
    assert process.returncode == 0, process.stderr
