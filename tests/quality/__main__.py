"""`make quality`: how often search puts the right page first, beside plain full text on the same articles.

QUALITY_POSTGRES names a PostgreSQL to compare with, too; without it that column is left out.
FILE=... reads another set of queries of the same columns; MISSES=1 lists the queries that are not answered first.
"""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
os.environ |= {"DATA_DIR": tempfile.mkdtemp(prefix="clinic-quality-"), "DEBUG": "0"}
django.setup()

from tests.quality.report import main  # noqa: E402  (after the settings are chosen)

main()
