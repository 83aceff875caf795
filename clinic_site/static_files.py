"""Static files as production serves them: named by their content, and compressed once."""

from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CompressedOnceStorage(CompressedManifestStaticFilesStorage):
    """A start of the site takes seconds less: it compresses no file again that is as it was at the last one."""

    def compress_files(self, paths):
        return super().compress_files([path for path in paths if not self._is_compressed(path)])

    def _is_compressed(self, path):
        """Each compressed file is given the time of the plain one as soon as it is whole.

        A name with a hash stands for one content, whenever it was written.
        """
        files = [Path(self.path(path + ending)) for ending in (".br", ".gz")]
        if path not in self.hashed_files.values():
            files.append(Path(self.path(path)))
        return all(file.exists() for file in files) and len({round(file.stat().st_mtime, 2) for file in files}) == 1
