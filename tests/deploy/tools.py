"""What looks after releases, in its environment of its own, which `make test-all` installs."""

import subprocess

from tests.site.processes import PATIENCE, ROOT, environment

TOOLS = ROOT / ".venv/tools/bin"


def run(*command, folder=ROOT, **values):
    """The finished process of a command, its output as text; `python` is the one with the tools."""
    own = {"PATH": f"{TOOLS}:{environment()['PATH']}", **values}
    return subprocess.run(
        list(map(str, command)), cwd=folder, env=environment(**own), capture_output=True, text=True, timeout=PATIENCE
    )
