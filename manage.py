#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys

from django.core.management import execute_from_command_line

from malmoandan.settings import read_env_file

if __name__ == "__main__":
    read_env_file()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malmoandan.settings.production")
    execute_from_command_line(sys.argv)
