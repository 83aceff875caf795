import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
# Who reads, in one thread, does not wait 5 ms at a time (Python's default) for one that computes in another.
sys.setswitchinterval(0.0005)  # seconds
application = get_wsgi_application()
