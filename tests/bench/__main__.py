import io

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test.utils import setup_test_environment
from django.urls import path

from clinic_site import urls
from tests.bench import articles, desk, weight


def main():
    setup_test_environment()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.DEMO = True  # invented requests are for demo sites alone
    urls.urlpatterns.append(path("bare", lambda request: HttpResponse("Hello.")))
    connection.creation.create_test_db(verbosity=0)
    try:
        call_command("load_demo", stdout=io.StringIO())
        print(f"Database: {connection.vendor}.")
        weight.report()
        articles.report()
        desk.report()
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


main()
