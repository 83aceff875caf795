from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from clinic_site.photos.files import ENCODERS, PhotoRefused, StorageDown, file_name, widths


class PhotoManager(models.Manager):
    def store(self, data, *, title, by=None):
        """The photo made from an upload's bytes; the same picture twice is one photo. Raises PhotoRefused."""
        from clinic_site.photos.images import process  # (Pillow takes memory that processes that show pages spare)

        return self.keep(process(data), title=title, by=by)

    def keep(self, processed, *, title, by=None):
        """The photo for an already `Processed` upload. One in the library keeps its title."""
        write_files(processed)
        size = {"width": processed.width, "height": processed.height}
        title = title[: self.model._meta.get_field("title").max_length]
        photo, _ = self.update_or_create(
            digest=processed.digest,
            defaults=size,
            create_defaults=size | {"title": title, "uploaded_by": by},
        )
        return photo


class Photo(models.Model):
    """A picture of the library, named by its content.

    Articles and editions refer to `digest`, `width` and `height`, not to this row. So deleting the row never
    deletes files: an old edition must go on showing what patients saw.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=200, help_text="To find it again; patients never see it.")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PhotoManager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.title or "Untitled photo"

    def is_whole(self):
        """Whether every file of it is there."""
        names = [file_name(self.digest, width, end) for width in widths(self.width) for end in ENCODERS]
        return all(map(default_storage.exists, names))


def write_files(processed):
    """Write the files of a `Processed` photo that are not there yet. They may stand without a row: nobody sees them.

    Raises PhotoRefused where the photo storage does not answer.
    """
    try:
        for name, content in processed.files.items():
            _write(name, content)
    except StorageDown as error:
        raise PhotoRefused(f"The photo was not saved. {error}") from error


def _write(name, content):
    """Write a file once; one that a crash cut short, told by its size, is written again."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
