"""The texts that nobody should type into a search: each is answered, in bounded processor time."""

from time import process_time

DATABASES = ("SQLite", "PostgreSQL")
SLOWEST = 1.0  # seconds of our own work: what others do on the machine is not counted


def prove(report):
    """Ask for each text of tests/test_search_hostile.py on a page of hits and as a suggestion."""
    from django.test import Client

    from tests.pages import SmallSite
    from tests.test_search_hostile import HOSTILE, RAW, STATES

    site = SmallSite()
    site.add_article("Mangold", introduction="Odla tillsammans.")
    site.add_text_page('”Mangold” & <b>%s</b> "x"')
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    for address in ("/sok/", "/sok/forslag/"):
        # The first reads the dictionary and the templates.
        client.get(address, {"q": "mangold"})
        requests = [(address, {"q": text}) for text in HOSTILE]
        requests += [(f"{address}?q={raw}", None) for raw in RAW]
        requests += [(address, {"q": "mangold", **state}) for state in STATES]
        failed, times = [], {}
        for path, parameters in requests:
            began = process_time()
            status = client.get(path, parameters).status_code
            times[str(parameters or path)[:60]] = process_time() - began
            if status != 200:
                failed.append((path, parameters, status))
        report.line(f"{address} answers hostile texts", failed[:5] or len(requests), not failed)
        slowest = max(times, key=times.get)
        figure = f"{times[slowest]:.2f} s for {slowest!r}"
        what = f"{address} takes at most {SLOWEST:.0f} s of processor"
        report.line(what, figure, times[slowest] <= SLOWEST)
