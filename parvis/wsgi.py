"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from parvis.cli import load
from parvis.design.warm import warm
from parvis.operation.quick import Quick

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
load()
application = Quick(get_wsgi_application())
resolve("/")  # pages are loaded now, not while the first visitor waits
warm()
gc.freeze()
# an answer is made of many objects and hardly a cycle: looking for some among every 700 new ones,
# as Python does, took a fifth of the time of a whole catalogue
gc.set_threshold(10_000)
