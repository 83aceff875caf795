from django.conf import settings
from django.db import models

from clinic_site.personal_data import EVERYBODY, Held


class Person(models.Model):
    """Somebody patients read about: a physician, a therapist, the author of an article."""

    class Role(models.TextChoices):
        PHYSICIAN = "physician", "Physicians"
        THERAPIST = "therapist", "Therapists"
        AUTHOR = "author", "Authors"
        STAFF = "staff", "Clinic staff"

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    credentials = models.CharField(max_length=80, blank=True, help_text='As written after the name: "MS, ATC".')
    role = models.CharField(max_length=20, choices=Role, default=Role.STAFF)
    job_title = models.CharField(max_length=120, blank=True)
    bio = models.TextField(blank=True)
    photo = models.ForeignKey("photos.Photo", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepts_new_patients = models.BooleanField(
        default=False, help_text="Patients may ask for this person when they request a first visit."
    )
    listed = models.BooleanField("shown on the people page", default=True)
    position = models.PositiveIntegerField(default=0)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="account",
        help_text="The account this person signs in with. A clinical reviewer signs reviews under this name.",
    )

    held = Held(
        "Physicians, therapists, authors, staff",
        {"name": "name", "credentials": "credentials", "bio": "what they tell of themselves, photo"},
        "To say who treats and who wrote",
        "until a manager changes or deletes it",
        EVERYBODY,
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "people"

    def __str__(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def initials(self):
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
