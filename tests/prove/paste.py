"""The texts that nobody should paste: read and made a draft of each kind, in bounded time."""

DATABASES = ("SQLite", "PostgreSQL")


def prove(report):
    """Paste each text of tests/test_paste.py where an event and where a newsletter item lands."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tests.pages import SmallSite
    from tests.test_paste import HOSTILE, MOST_SECONDS, hostile_targets, seconds_for

    setup_test_environment()  # answers tell what they are made of
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(get_user_model().objects.create_superuser("admin"))
    targets = hostile_targets(SmallSite())
    times = {(name, at): seconds_for(client, name, at) for name in HOSTILE for at in targets}
    slowest = max(times, key=times.get)
    report.line("hostile texts are read and made drafts of", f"{len(times)} times", True)
    what = f"pasting one takes at most {MOST_SECONDS} s of processor"
    figure = f"{times[slowest]:.1f} s for {slowest[0]}"
    report.line(what, figure, times[slowest] <= MOST_SECONDS)
