"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
application = get_wsgi_application()
# What is loaded by now stays to the end: the collector need not walk through it at every turn. It
# looks less often too: among the many objects of a whole catalogue it finds no cycle.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
