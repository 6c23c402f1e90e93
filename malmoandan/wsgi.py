"""The WSGI application that the server (granian) loads."""

import os

from django.core.wsgi import get_wsgi_application

from malmoandan.settings import read_env_file

read_env_file()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malmoandan.settings.production")

application = get_wsgi_application()
