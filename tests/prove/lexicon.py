"""Every form of the lexicon is analysed, marked and indexed, and finds the page that it is on."""

import os
import random
import re
import time
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from multiprocessing import get_context

DATABASES = ("SQLite", "PostgreSQL")
ON_A_PAGE = 1000
SAMPLED, SHOWN = 2000, 150  # forms that are searched for, and on the search page itself
# Words that were parts of themselves, of which the search never came back.
CRASHED = re.compile("fredag|lördag|fregatt|frestad|frestat|^fre$|^lör$")


def prove(report):
    """Take every form through the analyser and the highlighter, then through the index."""
    from search.language.lexicon import lexicon

    forms = list(dict.fromkeys(form.casefold() for form in lexicon()))
    if report.database == "SQLite":  # what no database is asked for is the same on both
        prove_in_process(report, forms)
    pages = index_all(report, forms)
    search(report, forms, pages)


def prove_in_process(report, forms):
    """Analyse and mark each form, asked for itself, on every processor."""
    count = os.cpu_count()
    with ProcessPoolExecutor(count, mp_context=get_context("fork")) as pool:
        tried = list(pool.map(analyse_and_mark, [forms[first::count] for first in range(count)]))
    failed = reduce(lambda all_failed, one: all_failed | one[0], tried, {})
    slowest = max(one[1] for one in tried)
    figure = f"{len(forms)} forms, {len(failed)} fail: {list(failed.items())[:5] or 'none'}"
    report.line("each form is analysed and marked", figure, not failed)
    report.line("the slowest form", f"{slowest[0] * 1000:.0f} ms ({slowest[1]})", slowest[0] < 1)


def analyse_and_mark(forms):
    """Return ({form: what is wrong with it}, (seconds of the slowest, that form))."""
    from search.language.analyser import LONGEST_KEY, index_text, keys, parts, related, words
    from search.language.typed import typed_words
    from search.page.highlight import Highlighter

    failed, slowest = {}, (0.0, "")
    for form in forms:
        start = time.perf_counter()
        try:
            found = words(form)
            highlighter = Highlighter(typed_words(form))
            marks = highlighter.spans(form)
            highlighter.mark(form)
            held = {*keys(form)[:2], *related(form)}
            indexed = index_text(form).split()
            if form in keys(form).parts or form in parts(form):
                failed[form] = "a part of itself"
            elif max(map(len, held)) > LONGEST_KEY + 1:
                failed[form] = "a key that is too long"
            elif found and not marks:
                failed[form] = "not marked"
            elif len(found) == 1 and indexed and keys(found[0]).root not in indexed:
                failed[form] = "not in its own index"
        except Exception as error:
            failed[form] = type(error).__name__
        slowest = max(slowest, (time.perf_counter() - start, form))
    return failed, slowest


def index_all(report, forms):
    """Index pages of so many forms each; return {form: primary key of its page}."""
    from django.core.management import call_command

    from home.models import StandardPage
    from search.index.tasks import index_now
    from search.models import IndexTask, SearchEntry
    from tests.pages import SmallSite

    site = SmallSite()
    parent = site.add_text_page("Ordlistan")
    pages, texts = {}, {}
    for start in range(0, len(forms), ON_A_PAGE):
        some = forms[start : start + ON_A_PAGE]
        page = StandardPage(title=f"Blad {start // ON_A_PAGE}")
        parent.add_child(instance=page)
        texts[page.pk] = " ; ".join(some)
        pages |= dict.fromkeys(some, page.pk)
    for key, text in texts.items():
        StandardPage.objects.filter(pk=key).update(introduction=text)
    start = time.perf_counter()
    call_command("update_index", verbosity=0)
    seconds = time.perf_counter() - start
    waiting = IndexTask.objects.count()
    held = SearchEntry.objects.filter(pk__in=texts).exclude(text="").count()
    figure = f"{held} of {len(texts)} pages, {seconds / len(texts) * 1000:.0f} ms each"
    report.line("pages of 1 000 forms are indexed", figure, held == len(texts) and not waiting)
    crashed = {pages[form] for form in forms if CRASHED.search(form)}
    start = time.perf_counter()
    failed = [key for key in crashed if not index_now(StandardPage, key)]
    each = (time.perf_counter() - start) / len(crashed) * 1000
    figure = f"{len(crashed)} pages, {len(failed)} fail, {each:.0f} ms each"
    report.line("a page with a form that used to crash is saved alone", figure, not failed)
    return pages


def search(report, forms, pages):
    """Search for sampled forms and for all that used to crash."""
    from django.core.management import call_command
    from django.test import Client

    from search.language.analyser import content_words
    from search.language.query import parse
    from search.page.results import matching_pages

    asked = [form for form in forms if content_words(form)]
    crashed = [form for form in asked if CRASHED.search(form)]
    chosen = random.Random(10).sample(asked, SAMPLED) + crashed
    missed, slowest = [], (0.0, "")
    for form in chosen:
        start = time.perf_counter()
        if not matching_pages(parse(form)).filter(pk=pages[form]).exists():
            missed.append(form)
        slowest = max(slowest, (time.perf_counter() - start, form))
    figure = f"{len(chosen)} forms, without it: {missed[:5] or 'none'}"
    report.line("a form finds the page that it is on", figure, not missed)
    report.line("the slowest search", f"{slowest[0]:.2f} s ({slowest[1]})", slowest[0] < 5)
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    shown = random.Random(11).sample(asked, SHOWN) + random.Random(12).sample(crashed, SHOWN // 3)
    wrong, times = [], []
    for form in shown:
        for address in ("/sok/", "/sok/forslag/"):
            start = time.perf_counter()
            answer = client.get(address, {"q": form})
            times.append(time.perf_counter() - start)
            not_marked = address == "/sok/" and "<mark>" not in answer.text
            if answer.status_code != 200 or not_marked:
                wrong.append(f"{address} {form} {answer.status_code}")
    figure = f"{len(times)} pages, slowest {max(times):.2f} s, wrong: {wrong[:5] or 'none'}"
    report.line("a form is shown with its marks, and suggested", figure, not wrong)
