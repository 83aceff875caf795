#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    from django.core.management import execute_from_command_line

    from clinic_site.refusals import sentence

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if (told := sentence(error)) is None:
            raise
        sys.exit(told)
