"""Tables of the tests: one worker of a run migrates, the others copy what it made, which takes a tenth of the time."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings):
    """On SQLite, a copy is there before Django would make the database; as all files of a run, it is left behind."""
    return django_db_keepdb or (connection.vendor == "sqlite" and _test_settings()["NAME"].exists())


@pytest.fixture(scope="session")
def django_db_setup(request, prepared, django_db_blocker, django_db_modify_db_settings):
    """What pytest-django does, which finds nothing left to migrate in a copy."""
    if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1)) == 1:
        request.getfixturevalue("django_db_setup")
        yield
        return
    tables = (SQLiteTables if connection.vendor == "sqlite" else PostgreSQLTables)(prepared.folder)
    with prepared.alone("tables"):
        copied = tables.copy()
        request.getfixturevalue("django_db_setup")
        with django_db_blocker.unblock():
            if not copied:
                tables.keep()
    yield
    with prepared.alone("tables"), django_db_blocker.unblock():
        connection.close()
        if not copied:
            tables.drop()


def _test_settings():
    values = settings.DATABASES["default"]["TEST"]
    return {**values, "NAME": Path(values["NAME"])}


class SQLiteTables:
    """A file in the folder of the run."""

    def __init__(self, folder):
        self.file = folder / "tables.sqlite3"

    def copy(self):
        """Returns whether there were tables to copy."""
        if self.file.exists():
            shutil.copyfile(self.file, _test_settings()["NAME"])
            return True

    def keep(self):
        connection.close()  # after which one file has it all
        shutil.copyfile(connection.settings_dict["NAME"], self.file)

    def drop(self):
        self.file.unlink()


class PostgreSQLTables:
    """A database beside those of the tests, which are made from it as their template."""

    def __init__(self, folder):
        self.name = f"{settings.DATABASES['default']['NAME']}_tables"
        self.mark = folder / "tables.made"

    def copy(self):
        if self.mark.exists():
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = self.name
            return True

    def keep(self):
        self._drop()  # what a run that was killed left
        name = connection.settings_dict["NAME"]
        connection.close()  # a template has no connections
        self._tell(f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"')
        self.mark.touch()

    def drop(self):
        self.mark.unlink()
        self._drop()

    def _drop(self):
        self._tell(f'DROP DATABASE IF EXISTS "{self.name}"')

    def _tell(self, sql):
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql)
