"""Change what every page shows, and see that the next answer of each of two workers is right."""

import http.client
import os
import subprocess
import sys

from tests import redis_server
from tests.bench.__main__ import PRODUCTION
from tests.bench.marks import cannot, note
from tests.bench.serving import server

TURNS, ASKED = 20, 10  # changes, and how often somebody asks after each
CHANGE = """
import sys, django
from malmoandan.settings import read_env_file
read_env_file()
django.setup()
from home.models import SiteSettings
from wagtail.models import Site
site = Site.objects.get()
for line in sys.stdin:
    said = {"notice_text": line.strip()}
    SiteSettings.objects.update_or_create(site=site, defaults=said)
    print("done", flush=True)
"""


def shown(connection, words):
    """Tell whether an answer over a connection of its own has the words."""
    line = http.client.HTTPConnection(connection.host, connection.port, timeout=30)
    line.request("GET", "/personuppgifter/")
    text = line.getresponse().read().decode()
    line.close()
    return words in text


def wrong_answers(how, environment):
    """Print how many answers after a change had what was before, and who answered."""
    changer_environment = os.environ | environment | {"DJANGO_SETTINGS_MODULE": PRODUCTION}
    writer = [sys.executable, "-c", CHANGE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    site = server("malmoandan.wsgi:application", PRODUCTION, workers=2, **environment)
    changer = subprocess.Popen(writer, env=changer_environment, **pipes)
    with site as (process, connection), changer:
        workers = process.children(recursive=True)
        before = [worker.cpu_times().user for worker in workers]
        wrong = 0
        for number in range(TURNS):
            words = f"Ändrat för gång {number} "
            changer.stdin.write(f"{words}.\n")
            changer.stdin.flush()
            changer.stdout.readline()
            wrong += sum(not shown(connection, words) for _ in range(ASKED))
        changer.stdin.close()
        after = [worker.cpu_times().user for worker in workers]
    busy = sum(now > then + 0.1 for then, now in zip(before, after, strict=True))
    said = note("6", how, wrong)
    print(f"{how:<32}{wrong} of {TURNS * ASKED} wrong, by {busy} workers  {said}")


def main():
    """Have a change told by files and by Redis."""
    print("\nanswers after a change")
    wrong_answers("kept in files", {})
    if redis_server.what_is_missing():
        cannot("6", "no Redis is installed, so nothing was told over it")
    else:
        with redis_server.running() as redis:
            wrong_answers("kept with Redis", {"CACHE_URL": redis.url})


if __name__ == "__main__":
    main()
