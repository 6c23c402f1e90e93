"""Production settings whose static files need not be collected: the admin's take a minute."""

from malmoandan.settings.production import *  # noqa: F403
from malmoandan.settings.production import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
