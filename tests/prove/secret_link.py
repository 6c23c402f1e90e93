"""No address on the site shows the secret link of a meeting, however its choices are combined."""

from datetime import timedelta

DATABASES = ("SQLite", "PostgreSQL")


def prove(report):
    """Follow every link, and ask for what no link leads to, while the meeting is open."""
    import time_machine
    from django.test import Client

    from tests.pages import SmallSite
    from tests.secret_link import START, crawl, known_addresses, show_everywhere, showing_it

    week, minutes = timedelta(days=7), timedelta(minutes=29)
    with time_machine.travel(START - week, tick=False):
        site = SmallSite()
        event = show_everywhere(site)
    with time_machine.travel(START - minutes, tick=False):
        client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
        answers = crawl(client, known_addresses(event, site.activity), choices=99)
    shown = showing_it(answers)
    holds = not shown and f"{event.url}anslut/" in answers and len(answers) > 100
    report.line("no address shows the secret link", shown or f"{len(answers)} addresses", holds)
