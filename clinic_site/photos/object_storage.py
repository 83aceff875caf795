"""Photos in an S3-compatible object storage, where MEDIA_STORAGE names one. Visitors get them from this site all the
same: no page loads anything from elsewhere, and the bucket stays private.

A storage that does not answer is left alone for some seconds: nobody's request waits for it again and again.
"""

from contextlib import contextmanager
from io import BytesIO

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from clinic_site.page_cache.circuit_breaker import CircuitBreaker
from clinic_site.photos.files import StorageDown

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 2, 10
LEFT_ALONE = 10  # seconds, after it did not answer
DOWN = "The photo storage does not answer"
breaker = CircuitBreaker("The photo storage of MEDIA_STORAGE")


class ObjectStorage(S3Storage):
    """django-storages' S3 with short waits. What it cannot do raises StorageDown; a file that is not there,
    FileNotFoundError."""

    def get_default_settings(self):
        config = Config(
            connect_timeout=SECONDS_TO_CONNECT,
            read_timeout=SECONDS_TO_ANSWER,
            retries={"total_max_attempts": 2},
            max_pool_connections=4,
        )
        return super().get_default_settings() | {"client_config": config, "file_overwrite": True}

    def _open(self, name, mode="rb"):
        key = self._normalize_name(name)
        with answering():
            try:
                content = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=key)["Body"].read()
            except ClientError as error:
                if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                    raise FileNotFoundError(name) from error
                raise
        return File(BytesIO(content), name)

    def _save(self, name, content):
        with answering():
            return super()._save(name, content)

    def delete(self, name):
        with answering():
            super().delete(name)

    def exists(self, name):
        with answering():
            return super().exists(name)

    def size(self, name):
        with answering():
            return super().size(name)

    def listdir(self, name):
        with answering():
            return super().listdir(name)

    def written(self, folder):
        """(name, when it was written as a Unix time) of each file below `folder`, "photos/" say, by name."""
        prefix = self._normalize_name(folder)
        with answering():
            for entry in self.bucket.objects.filter(Prefix=prefix):
                yield folder + entry.key.removeprefix(prefix), entry.last_modified.timestamp()


@contextmanager
def answering():
    """What is asked of the storage within. Raise StorageDown where it does not answer, or refuses."""
    if breaker.is_open:
        raise StorageDown(f"{DOWN}. Try again in a minute.")
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        if isinstance(error, ClientError) and error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
            code = error.response["Error"]["Code"]
            raise StorageDown(f"The photo storage refuses ({code}). Tell the administrator.") from error
        breaker.open(LEFT_ALONE, error)
        raise StorageDown(f"{DOWN}. Try again in a minute.") from error
