"""Settings by environment; `.env.example` in the top folder explains every name."""

import os
from pathlib import Path

from malmoandan.settings.environment import read_file

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def read_env_file():
    """Fill the environment from `.env` (or the file named by ENV_FILE); set names win."""
    read_file(os.environ.get("ENV_FILE", ""), BASE_DIR / ".env")
