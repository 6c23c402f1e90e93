"""`make prove` finds its parts before any of them has a site."""

import os
import subprocess
import sys

IMPORT = (
    "from importlib import import_module; from tests.prove.__main__ import all_parts; "
    "print(len([import_module(f'tests.prove.{part}') for part in all_parts()]))"
)


def test_every_part_can_be_found_where_no_site_is_set_up():
    environment = {name: os.environ[name] for name in os.environ if "DJANGO" not in name}
    command = [sys.executable, "-c", IMPORT]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) > 20
