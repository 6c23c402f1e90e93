"""Any text in every field and block of every page type is saved, published, shown and found."""

import random
import time
from datetime import timedelta

DATABASES = ("SQLite", "PostgreSQL")
SAVING, SHOWING, SEARCHING = 30, 20, 5  # seconds; nothing may take longer
FIELD = 3000  # letters in each of the fields that have no limit of their own
MEGABYTE = 1_000_000
SCRIPTS = """
    Träff på fredag och lördag · مرحبا بالعالم يوم الجمعة · שלום עולם יום שישי · 你好世界星期五 ·
    こんにちは世界 · 안녕하세요 세계 · สวัสดีชาวโลก · नमस्ते दुनिया · Привет, мир, пятница · Γειά σου
    Κόσμε · Բարեւ աշխարհ · გამარჯობა · ሰላም ልዑል · Xin chào thế giới · ﷺ ﷽ · 𝕸𝖆𝖓𝖌𝖔𝖑𝖉 · ﬁ ﬃ İ ı ß ẞ
"""
KINDS = {
    "a long word": "fredagsmedborgarbudgetsberedningsarbetsgrupp",
    "one letter": "å",
    "hyphens": "a-",
    "words with hyphens": "e-post ",
    "scripts": SCRIPTS,
    "emoji": "👩‍👩‍👧‍👦🇸🇪👍🏽❤️‍🔥 ",
    "marks in a row": "a" + "\u0301\u0316" * 40,
    "invisible letters": "fre\u00addag\u200b \u2066lör\u2069\u202edag\ufeff \u2028 \u0085 ",
    "punctuation": "“”„»«’'\"`´…—–-‑−*_~^¨§¤%‰$£€@#&|\\/<>[]{}()!?¿¡;:,. ",
    "markup": "<script>alert(1)</script> &amp; &#0; {{ x }} {% if %} <!-- ]]> --> </p><h1> ",
    "numbers": "1 000 2.500,50 9:00 kl. 9–15 2026-12-12 040-34 10 00 ½ ² ⅻ ٣ 99999999999999999999 ",
    "addresses": "https://exempel.se/" + "å/" * 20 + "?q=%00&r=1#x namn@exempel.se www.x.se ",
    "lines": "Fredag\n\nLördag\r\n- punkt\n\t• punkt ",
}
LONG = {
    "a word of 100 000 letters": "x" * 100_000,
    "a- ten thousand times": "a-" * 10_000,
    "a megabyte of words": "",
    "a megabyte of one word": "medborgarbudget " * (MEGABYTE // 16),
    "a megabyte of short lines": "a\n" * (MEGABYTE // 2),
    "a megabyte without a space": "fredag" * (MEGABYTE // 6),
    "a megabyte of marks": "a" + "\u0301\u0316" * (MEGABYTE // 2),
    "a megabyte of emoji": "👍" * (MEGABYTE // 4),
    "a megabyte of quotation marks": "“a” " * (MEGABYTE // 4),
    "a megabyte of digits": "1 000" * (MEGABYTE // 5),
}


class Trial:
    """Saves, publishes, shows and searches pages, and keeps the slowest of each."""

    def __init__(self):
        from django.test import Client

        self.client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
        self.slowest, self.failed, self.tried = {}, [], 0

    def timed(self, what, name, do, *arguments):
        """Do something and keep how long it took, or that it failed."""
        start = time.perf_counter()
        try:
            return do(*arguments)
        except Exception as error:
            self.failed.append(f"{what} {name}: {type(error).__name__}: {error}"[:200])
        finally:
            seconds = time.perf_counter() - start
            self.slowest[what] = max(self.slowest.get(what, (0, "")), (seconds, name))

    def page(self, name, page, query):
        """Try a page that is in the tree; its title finds it, whatever else it holds."""
        from search.models import IndexTask

        self.tried += 1
        self.timed("save", name, page.save)
        self.timed("publish", name, lambda: page.save_revision().publish())
        if IndexTask.objects.filter(object_id=str(page.pk)).exists():
            self.failed.append(f"{name} was not indexed")
            IndexTask.objects.all().delete()
        self.ask("show", name, page.get_url())
        for text in (page.title, query):
            answer = self.ask("search", name, "/sok/", {"q": text})
            if answer and text == page.title and page.title not in answer.text:
                self.failed.append(f"{name} is not found by its title")

    def ask(self, what, name, address, data=None):
        """Ask for an address, which has to be answered with 200."""
        answer = self.timed(what, name, self.client.get, address, data)
        if answer is not None and answer.status_code != 200:
            self.failed.append(f"{what} {name}: {answer.status_code}")
        return answer

    def tell(self, report, what):
        """Report what was tried, and the slowest of each."""
        figure = f"{self.tried} pages, {len(self.failed)} fail: {self.failed[:5] or 'none'}"
        report.line(f"{what}: saved, published, shown, searched", figure, not self.failed)
        limits = {"save": SAVING, "publish": SAVING, "show": SHOWING, "search": SEARCHING}
        for step, (seconds, name) in self.slowest.items():
            holds = seconds < limits[step]
            report.line(f"{what}: the slowest to {step}", f"{seconds:.2f} s ({name})", holds)


def prove(report):
    """Try each kind of text in every field, then the longest texts in the text of a page."""
    from django.core.management import call_command

    from tests.pages import SmallSite

    call_command("collectstatic", interactive=False, verbosity=0)
    site = SmallSite()
    every_field(report, site)
    long_texts(report, site)


def every_field(report, site):
    """Give every field of every page type a text of each kind."""
    from django.utils import timezone

    from activities.models import EventPage
    from home.media import SiteImage
    from tests.every_field import PAGE_TYPES, Filling, chosen_objects, parent_of

    trial, ahead = Trial(), timezone.now() + timedelta(days=9)
    chosen = chosen_objects(site, lambda name, most: "Fredagsregistret"[:most], with_event=True)
    for number, (kind, text) in enumerate(KINDS.items()):

        def say(name, most, text=text):
            length = min(most or FIELD, FIELD)
            return (text * (length // len(text) + 1))[:length]

        for page_type in PAGE_TYPES:
            name = f"{page_type.__name__}, {kind}"
            title = f"Provsida {page_type.__name__} {number}"
            page = (page_type.max_count and page_type.objects.first()) or page_type()
            page.title = title
            Filling(say, chosen, plain=True).fill(page)
            page.image = chosen[SiteImage]
            if page_type is EventPage:
                page.start, page.date_text, page.attendance_mode = ahead, "", "mixed"
            if not page.pk:
                parent = parent_of(site, page_type)
                trial.timed("save", name, lambda p=parent, c=page: p.add_child(instance=c))
            if page.pk:
                trial.page(name, page, text[:200])
    trial.tell(report, "every field")


def long_texts(report, site):
    """Give the text of a page the longest that an editor can send."""
    from home.blocks.body import BodyBlocks

    trial, chance = Trial(), random.Random(10)
    letters = "abcdefghijklmnopqrstuvwxyzåäö"
    made = ("".join(chance.choices(letters, k=chance.randint(2, 14))) for _ in range(115_000))
    texts = LONG | {"a megabyte of words": " ".join(made)}
    for number, (name, text) in enumerate(texts.items()):
        whole = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        body = BodyBlocks().normalize([("text", whole)])
        page = site.add_text_page(f"Långsida {number}")
        page.body = body
        trial.page(name, page, text[:200].strip() or "långsida")
    trial.tell(report, "long texts")
