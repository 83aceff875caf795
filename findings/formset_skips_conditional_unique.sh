#!/usr/bin/env bash
# Django 5.2.19: two new rows in one inline formset that break a UniqueConstraint with a condition are both called valid, and
# saving the second raises IntegrityError. Without the condition the formset itself says "Please correct the duplicate data".
# A single form does check a conditional constraint, but against the table, where the other new row is not yet.
# Expected: that rows of one form are held against each other by every constraint that one form is held by.
# It matters to whoever edits rows of which one kind may stand there once: a symptom alone, beside pairs of symptoms.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check Django==5.2.19
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.db import IntegrityError, connection, models, transaction
from django.forms import modelformset_factory


class Always(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "rows"
        constraints = [models.UniqueConstraint(fields=["name"], name="always_once")]


class Alone(models.Model):
    name = models.CharField(max_length=20)
    beside = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "rows"
        constraints = [models.UniqueConstraint(fields=["name"], condition=models.Q(beside=""), name="alone_once")]


with connection.schema_editor() as editor:
    editor.create_model(Always)
    editor.create_model(Alone)


def filled(model, **fields):
    formset = modelformset_factory(model, fields=["name", *fields], extra=2)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    for number in range(2):
        data |= {f"form-{number}-name": "Fever", **{f"form-{number}-{name}": text for name, text in fields.items()}}
    return formset(data)


plain, conditional = filled(Always), filled(Alone, beside="")
print("Without a condition:", plain.is_valid(), plain.non_form_errors())
print("With a condition:", conditional.is_valid())
assert not plain.is_valid() and conditional.is_valid(), "Django does otherwise now"
try:
    with transaction.atomic():
        conditional.save()
except IntegrityError as error:
    print("Saved:", error)
else:
    raise AssertionError("Django does otherwise now")
Alone.objects.create(name="Fever")
print("One form, and the row is there:", filled(Alone, beside="").forms[0].errors)
assert filled(Alone, beside="").forms[0].errors, "Django does otherwise now"
PYTHON
