"""The texts that nobody should type into a search: each is answered, in bounded processor time."""

DATABASES = ("SQLite", "PostgreSQL")
SLOWEST = 1.0  # seconds of our own work: what others do on the machine is not counted


def prove(report):
    """Ask for each text of tests/test_search_hostile.py on a page of hits and as a suggestion."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from tests.pages import SmallSite
    from tests.test_search_hostile import HOSTILE, all_requests, faults, faults_of_admin

    site = SmallSite()
    site.add_article("Mangold", introduction="Odla tillsammans.")
    site.add_text_page('”Mangold” & <b>%s</b> "x"')
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    for address in ("/sok/", "/sok/forslag/"):
        requests, times = all_requests(address, HOSTILE), {}
        failed = faults(client, requests, times=times)
        what = f"{address} answers hostile texts, asking little"
        report.line(what, failed[:5] or len(requests), not failed)
        slowest = max(times, key=times.get)
        figure = f"{times[slowest]:.2f} s for {slowest!r}"
        what = f"{address} takes at most {SLOWEST:.0f} s of processor"
        report.line(what, figure, times[slowest] <= SLOWEST)
    client.force_login(get_user_model().objects.create_superuser("admin"))
    texts = [text for text in HOSTILE[::5] if "\x00" not in text]
    failed = faults_of_admin(client, site, texts)
    report.line(
        "searches of the admin answer them, asking little", failed[:5] or len(texts), not failed
    )
