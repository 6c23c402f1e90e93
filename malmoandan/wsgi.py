"""The WSGI application that the server (granian) loads."""

import os

import django

from malmoandan.incoming import Handler
from malmoandan.settings import read_env_file

read_env_file()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malmoandan.settings.production")
django.setup(set_prefix=False)

application = Handler()
