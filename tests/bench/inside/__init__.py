"""Queries, bytes and cost of the pages within one process: `python -m tests.bench.inside queries weight desk`.

A throw-away site on SQLite (or on DATABASE_URL's server, in a test database) is filled and asked through
Django's own handler, so that the numbers are of our code and not of a network. What was found is printed as JSON.
"""

import os

from tests import environment  # noqa: F401  (must come before Django's settings)

os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
import django  # noqa: E402

django.setup()
