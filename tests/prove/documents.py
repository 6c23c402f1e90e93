"""Documents of every hostile kind in one round of work: each costs its own process, and no more."""

import time
from importlib.util import find_spec

DATABASES = ("SQLite", "PostgreSQL")
MOST_GROWTH, MOST_OF_READER = 150, 310  # MB
SLOWEST = 90  # seconds for one, of which two run at once on a busy machine
MOST_ROUNDS = 100
GOOD = "Den sista filen handlar om rabarber i Slottsträdgården."


def missing() -> list[str]:
    """Return what is not installed."""
    return [] if find_spec("psutil") else ["psutil"]


def heavy_documents():
    """Return {name: bytes} of documents that take long, or are too long to be read to their end."""
    from tests.documents import docx, paragraph
    from tests.hostile_documents import bomb_of, many_pages

    sentence = "Mötet nummer {} handlade om kolonilotter, skolgårdar, bidrag och {}bad. "
    long = "".join(paragraph(sentence.format(n, "abcdefgh"[n % 8]) * 5) for n in range(5000))
    return {
        "200000 pages.pdf": many_pages(200_000, 1),
        "long.pdf": many_pages(3_000, 400),
        "slow.pdf": many_pages(3_000, 20_000, b"() Tj "),
        "long.docx": docx(long),
        "long line.docx": docx(paragraph("mangold " * 500_000)),
        "long word.docx": docx(paragraph("å" * 3_000_000)),
        "zeros.pdf": b"%PDF-1.4\n" + bytes(20_000_000),
        "deflated.docx": bomb_of(20_000_000),
    }


def prove(report):
    """Take in all documents, the good one last, and look at time, memory and what is found."""
    import psutil
    from django.utils import timezone

    from search.documents.reading import read_waiting_documents
    from search.models import DocumentText
    from search.page.results import Results
    from tests.documents import docx, make_document, paragraph, show
    from tests.hostile_documents import unreadable_documents
    from tests.pages import SmallSite
    from tests.prove.uploads import Memory

    site = SmallSite()
    hostile = heavy_documents() | {n: data for n, (data, _) in unreadable_documents().items()}
    for name, data in hostile.items():
        show(site, make_document(data, name.replace(" ", "-"), title=name), name)
    show(site, make_document(docx(paragraph(GOOD)), "good.docx"), "Trädgården")
    del hostile
    this, slowest, rounds = psutil.Process(), 0, 0
    before, readers = this.memory_info().rss, Memory(this)
    waiting = DocumentText.objects.filter(state=DocumentText.State.WAITING)
    while (rounds == 0 or waiting.exists()) and rounds < MOST_ROUNDS:
        waiting.update(due=timezone.now())
        begun = time.monotonic()
        read_waiting_documents()
        slowest = max(slowest, time.monotonic() - begun)
        rounds += 1
    for text in DocumentText.objects.select_related("document").order_by("pk"):
        print(f"  {text.document.title}: {text.state}, {text.passages.count()} passages")
    left = waiting.count()
    report.line("hostile documents settled", f"{rounds} rounds, {left} left", not left)
    report.line("slowest round of work", f"{slowest:.0f} s", slowest < SLOWEST)
    growth = (this.memory_info().rss - before) / 2**20
    report.line("growth of the work's memory", f"{growth:.0f} MB", growth < MOST_GROWTH)
    most = readers.stop()
    report.line("memory of a reader at most", f"{most:.0f} MB", most < MOST_OF_READER)
    results = Results("rabarber slottsträdgården")
    titles = [hit.document.title for hit in results.hits if hasattr(hit, "document")]
    report.line("the good one found among them", titles, titles == ["Årsrapporten"])
    begun = time.monotonic()
    found = Results("mangold kolonilotter skolgårdar")
    report.line("a search of them", f"{time.monotonic() - begun:.2f} s", not found.failed)
