"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
application = get_wsgi_application()
# What is loaded by now stays to the end: the collector need not walk through it at every turn.
gc.collect()
gc.freeze()
