"""Files that are put into a data folder together, or not at all."""

import contextlib
import shutil

from clinic_site.backups.keys import write_private


class Placing:
    """A context: what was put in place within is taken away again where it ends in an error."""

    def __init__(self):
        self.undo = contextlib.ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, kind, *error):
        if kind is None:
            self.undo.pop_all()
        self.undo.close()

    def folder(self, source, target):
        """Move the folder `source` to `target`, over files that are there: their names tell their content."""
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            source.rename(target)
            self.undo.callback(shutil.rmtree, target, ignore_errors=True)
            return
        for path in source.iterdir():
            path.replace(target / path.name)  # named by its content: the same, or one that was cut short

    def secret(self, path, text):
        """Put `text` into the file `path`, readable by its owner alone."""
        before = path.read_text() if path.exists() else None
        write_private(path, text)
        if before is None:
            self.undo.callback(path.unlink, missing_ok=True)
        else:
            self.undo.callback(write_private, path, before)
