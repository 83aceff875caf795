from django.contrib import admin, messages
from django.utils.html import format_html

from clinic_site import photos
from clinic_site.photos.files import WIDTHS
from clinic_site.photos.forms import PhotoForm
from clinic_site.photos.models import Photo

THUMBNAIL_WIDTH = 120  # CSS pixels


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    """The library: upload, find, rename. Nothing is replaced or deleted: editions go on showing it."""

    list_display = ["thumbnail", "title", "pixels", "uploaded_at", "uploaded_by"]
    list_display_links = ["title"]
    list_select_related = ["uploaded_by"]
    search_fields = ["title"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = PhotoForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None):
        return ["upload", "title"] if obj is None else ["title", *self.get_readonly_fields(request, obj)]

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else ["preview", "pixels", "uploaded_at", "uploaded_by"]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if change:
            return obj.save(update_fields=["title"])
        processed = form.cleaned_data["upload"]
        known = Photo.objects.filter(digest=processed.digest).first()
        obj.pk = Photo.objects.keep(processed, title=obj.title, by=request.user).pk
        obj.refresh_from_db()
        if known:
            messages.info(request, f"This picture was already in the library, as “{known}”: that one is used.")

    @admin.display(description="photo")
    def thumbnail(self, photo):
        return _image(photo, THUMBNAIL_WIDTH)

    @admin.display
    def preview(self, photo):
        return _image(photo, WIDTHS[0])

    @admin.display(ordering="width")
    def pixels(self, photo):
        return f"{photo.width} × {photo.height}"


def _image(photo, width):
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy">',
        photos.url(photo.digest, WIDTHS[0]),
        width,
        photo.height * width // max(photo.width, 1),
    )
