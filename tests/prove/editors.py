"""Editors who save at once: eight together, two on one page, a child beside its parent's text."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from tests.prove.workers import SILENCE, Editor, serving

DATABASES = ("SQLite", "PostgreSQL")
EDITORS, SAVES = 8, 12
ROUNDS, TRIES = 30, 15
SHORT, LONG = 4, 26  # seconds of a transaction that somebody else has under way
TOLD = "har sparat sidan sedan du öppnade den"


class HurriedEditor(Editor):
    """An editor who sends a text once, at the moment when all others do."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.longest = 0

    def run(self):
        for number in range(SAVES):
            begun = time.monotonic()
            self.save(
                f"Text {number} på sidan {self.page.pk}.", "publish" if number % 2 else "save"
            )
            self.longest = max(self.longest, time.monotonic() - begun)

    def form(self, text):
        """Return the form of the page as it is now, with a text to publish in it."""
        from tests.test_admin_editing import form_of

        address = f"/admin/pages/{self.page.pk}/edit/"
        data = form_of(self, address, type(self.page), {"introduction": text})
        return data | {"action-publish": "1"}

    def post(self, data, address=None):
        """Return (status, text) of the answer to a form that is sent."""
        from django.conf import settings

        address = address or f"/admin/pages/{self.page.pk}/edit/"
        token = {"X-CSRFToken": self.session.cookies[settings.CSRF_COOKIE_NAME]}
        answer = self.session.post(
            f"{self.url}{address}", data, headers=token, timeout=60, allow_redirects=False
        )
        return answer.status_code, answer.text


def at_once(*tasks):
    """Return what each task returns; all begin at the same moment."""
    ready = Barrier(len(tasks))

    def run(task):
        ready.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def prove_eight(report, editors):
    """Let everybody save and publish a page of their own."""
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    taken = sum(editor.times_taken for editor in editors)
    refused = sum((editor.refused for editor in editors), Counter())
    lost = [text for editor in editors for text in editor.lost()]
    longest = max(editor.longest for editor in editors)
    figure = (
        f"{taken} texts taken, refused {dict(refused)}, lost {lost}, the longest {longest:.1f} s"
    )
    holds = taken == EDITORS * SAVES and not refused and not lost
    report.line(f"{EDITORS} editors save their pages", figure, holds)


def prove_two_on_one(report, one, other):
    """Let two publish the same page at the same moment: one is taken, the other is told."""
    seen, wrong = Counter(), []
    page = one.page
    other.page = page
    for number in range(ROUNDS):
        texts = [f"Runda {number}, redaktör {who}." for who in (1, 2)]
        forms = [editor.form(text) for editor, text in zip((one, other), texts, strict=True)]
        answers = at_once(
            *(
                lambda editor=editor, form=form: editor.post(form)
                for editor, form in zip((one, other), forms, strict=True)
            )
        )
        statuses = tuple(sorted(status for status, _text in answers))
        seen[statuses] += 1
        stands = type(page).objects.get(pk=page.pk).introduction
        for (status, answer), text in zip(answers, texts, strict=True):
            if status == 302 and stands != text:
                wrong.append(f"{text} was taken and does not stand")
            if status != 302 and (text not in answer or (status == 200 and TOLD not in answer)):
                wrong.append(f"{text} was refused ({status}) and is lost")
    figure = f"answers {dict(seen)}, {len(wrong)} wrong: {wrong[:2]}"
    report.line(f"two editors publish one page, {ROUNDS} times", figure, not wrong)


def prove_child_beside_parent(report, site, one, other):
    """Publish an activity while an event is put below it: the tree counts both."""
    from wagtail.models import Page

    from activities.models import ActivityPage, EventPage
    from tests.test_admin_editing import form_of

    one.page, damaged, refused = site.activity, 0, Counter()
    add = f"/admin/pages/add/activities/eventpage/{site.activity.pk}/"
    for number in range(TRIES):
        parent = one.form(f"Ingress {number}.")
        fields = {"title": f"Träff {number}", "date_to_be_announced": "on"}
        child = form_of(other, add, EventPage, fields)
        (status, _text), (added, _text) = at_once(
            lambda parent=parent: one.post(parent), lambda child=child: other.post(child, add)
        )
        refused.update(code for code in (status, added) if code != 302)
        stored = ActivityPage.objects.get(pk=site.activity.pk)
        damaged += stored.numchild != Page.objects.child_of(stored).count()
    problems = sum(map(len, Page.find_problems()))
    below = Page.objects.child_of(site.activity).count()
    figure = f"{damaged} of {TRIES} miscounted, {problems} problems, {below} added, {dict(refused)}"
    report.line("an event is added while its activity is published", figure, not damaged + problems)


def prove_long_transaction(report, editor, page):
    """Save while somebody else has changes under way, of other pages and then of the same."""
    from django.db import connection, transaction
    from wagtail.models import Page

    from home.models import Theme

    is_sqlite = connection.vendor == "sqlite"
    editor.page = page

    def hold(change, seconds):
        held = Event()

        def run():
            from django.db import connections

            try:
                with transaction.atomic():
                    change()
                    held.set()
                    time.sleep(seconds)
            finally:
                connections.close_all()

        return held, run

    def saved(change, seconds, text):
        form = editor.form(text)
        held, run = hold(change, seconds)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(run)
            held.wait(SILENCE)
            begun = time.monotonic()
            status, answer = editor.post(form)
            waited = time.monotonic() - begun
        return status, answer, waited

    status, _answer, waited = saved(
        lambda: Theme.objects.create(name="Under arbete"), SHORT, "Bredvid en lång ändring."
    )
    # SQLite has one transaction that writes at a time.
    quick = waited < SHORT * (3 if is_sqlite else 0.75)
    figure = f"{status} after {waited:.1f} s of {SHORT}"
    report.line("a save while others change other things", figure, status == 302 and quick)

    def touch():
        Page.objects.filter(pk=page.pk).update(draft_title=page.title)

    text = "Väntar på samma sida."
    status, answer, waited = saved(touch, LONG, text)
    is_told = status == 503 and "Någon annan sparar just nu" in answer and text in answer
    again, _answer = editor.post(editor.form(text))
    stands = type(page).objects.get(pk=page.pk).introduction == text
    figure = f"{status} after {waited:.1f} s with the text kept, then {again}"
    report.line(f"a save while others hold the page for {LONG} s", figure, is_told and stands)


def prove(report):
    """Let them loose on the production server."""
    from tests.pages import SmallSite

    site = SmallSite()
    own = [site.add_article(f"Sida {n}", date_text="våren 2021") for n in range(EDITORS)]
    with serving() as (url, _serve):
        editors = [HurriedEditor(n, url, page, Event()) for n, page in enumerate(own)]
        prove_eight(report, editors)
        prove_two_on_one(report, *editors[:2])
        prove_child_beside_parent(report, site, *editors[:2])
        prove_long_transaction(report, editors[0], own[0])
