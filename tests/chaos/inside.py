"""A process with the environment of a site, which does what it is told in children that can be killed at any moment.

Django is loaded once, so that a child begins at once. Line by line: a job comes in as JSON, the child's number goes
out, and when the child has ended, its status and what it returned.
"""

import io
import json
import os
import subprocess
import sys
import time
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Inside:
    """`values`: the environment; `tree`: a checkout of the product. Used as a context."""

    def __init__(self, values, log, tree=ROOT):
        self.values, self.log, self.tree = values, log, tree

    def __enter__(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(Path(__file__)), str(self.tree)],
                cwd=self.tree,
                env=self.values,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.communicate()

    def start(self, call, *arguments, settings=None, **named):
        """Begin `call` ("module:function"); returns the number of the process that does it."""
        self.began = time.monotonic()
        self.process.stdin.write(json.dumps([call, arguments, named, settings or {}]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        """(whether it came to its end, what it returned, or printed where it returned nothing)."""
        status, result = json.loads(self.process.stdout.readline())
        return status == 0, result

    def do(self, call, *arguments, **named):
        """What `call` returned or printed; it came to its end."""
        self.start(call, *arguments, **named)
        whole, result = self.end()
        assert whole, f"{call} {arguments}: {result}\n{self.log.read_text()[-3000:]}"
        return result

    def manage(self, *arguments, **named):
        return self.do("django.core.management:call_command", *arguments, **named)


def _serve():
    sys.path[0] = sys.argv[1]  # in the place of this folder
    import django

    django.setup()
    for line in sys.stdin:
        readable, writable = os.pipe()
        child = os.fork()
        if not child:
            os.close(readable)
            _work(writable, *json.loads(line))
        os.close(writable)
        print(child, flush=True)
        with open(readable) as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        print(json.dumps([status, json.loads(told) if told else None]), flush=True)


def _work(writable, call, arguments, named, overridden):
    """Do it and end. What it returned is written at the very end: whoever reads it knows that it was done."""
    from django.conf import settings
    from django.db import connections

    for name, value in overridden.items():
        setattr(settings, name, value)
    module, _, function = call.partition(":")
    printed, status = io.StringIO(), 0
    try:
        with redirect_stdout(printed):
            result = getattr(import_module(module), function)(*arguments, **named)
        connections.close_all()
    except BaseException as error:
        result, status = f"{type(error).__name__}: {error}", 1
    with open(writable, "w") as pipe:
        json.dump(printed.getvalue() if result is None else result, pipe)
    os._exit(status)


if __name__ == "__main__":
    _serve()
