import io
import json
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test.utils import setup_test_environment
from django.urls import path

from clinic_site import urls
from tests.bench.inside import articles, desk, weight

PARTS = {"weight": weight.report, "queries": articles.report, "desk": desk.report}


def main():
    setup_test_environment()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.DEMO = True  # invented requests are for demo sites alone
    urls.urlpatterns.append(path("bare", lambda request: HttpResponse("Hello.")))
    connection.creation.create_test_db(verbosity=0)
    try:
        call_command("load_demo", stdout=io.StringIO())
        found = {name: report() for name, report in PARTS.items() if name in sys.argv[1:]}
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
    print(json.dumps(found))


main()
