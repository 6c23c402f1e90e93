"""Many threads at once read, search, save and publish: no error, nothing lost, the right index."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

DATABASES = ("SQLite", "PostgreSQL")
WORDS, READERS, EDITORS = 20_000, 8, 4
READS, SAVES = 100, 10  # of each reader and editor
TRIES = 20  # of a page that others save as well
SWITCH = 1e-5  # seconds that a thread may run before another takes over
# One thread of a process of its own says what the others should come to.
ALONE = """
import json, random, sys
import django
django.setup()
from search.language import analyser
forms = random.Random(10).sample(sorted(analyser.lexicon()), int(sys.argv[1]))
made = [one + other for one, other in zip(forms[::20], forms[1::20])]
print(json.dumps({word.casefold(): analyser.keys(word.casefold()) for word in [*forms, *made]}))
"""


def prove(report):
    """Analyse, then use the site, in many threads."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        words = prove_analyser(report)
        prove_site(report, words)
    finally:
        sys.setswitchinterval(before)


def in_threads(tasks):
    """Return what each task returns; all begin at the same moment."""
    from django.db import connections

    ready = Barrier(len(tasks))

    def run(task):
        ready.wait()
        try:
            return task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def prove_analyser(report):
    """Compare the keys of words, and return the words."""
    from search.language import analyser

    command = [sys.executable, "-c", ALONE, str(WORDS)]
    said = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)
    alone = {
        word: analyser.Keys(*keys[:2], tuple(keys[2]))
        for word, keys in json.loads(said.stdout).items()
    }
    words = list(alone)
    # The first word of each thread finds the lexicon unread.
    tasks = [lambda: {word: analyser.keys(word) for word in words}] * READERS
    differ = sum(found[word] != alone[word] for found in in_threads(tasks) for word in words)
    figure = f"{len(words)} words by {READERS} threads, {differ} differ"
    report.line("threads give a word the keys that one alone does", figure, differ == 0)
    return words


class Visitor:
    """One thread: what it asks for, and what went wrong."""

    def __init__(self, number, words):
        from django.test import Client

        self.chance, self.words, self.asked, self.wrong = random.Random(number), words, 0, Counter()
        self.client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)

    def text(self, length):
        """Return words of the lexicon, as many as that."""
        return " ".join(self.chance.choices(self.words, k=length))

    def ask(self, method, address, *data, wanted=(200, 301, 302)):
        """Return the answer, and count it as wrong if it has another status than those wanted."""
        from django.db import close_old_connections

        answer = getattr(self.client, method)(address, *data)
        # As the server does after each request, which the client leaves out.
        close_old_connections()
        self.asked += 1
        if answer.status_code not in wanted:
            self.wrong[f"{method} {address.partition('?')[0]}: {answer.status_code}"] += 1
        return answer


class Reader(Visitor):
    """Somebody who reads and searches."""

    def __init__(self, number, words, addresses):
        super().__init__(number, words)
        self.addresses = addresses

    def __call__(self):
        for _ in range(READS):
            if self.chance.random() < 0.6:
                self.ask("get", self.chance.choice(self.addresses))
            else:
                address = self.chance.choice(("/sok/", "/sok/forslag/"))
                self.ask("get", address, {"q": self.text(self.chance.randint(1, 4))})
        return self


class Editor(Visitor):
    """Somebody who saves and publishes an article, and an event that others edit as well."""

    def __init__(self, number, words, user, own, shared):
        super().__init__(number, words)
        self.own, self.shared, self.published = own, shared, own.introduction
        self.client.force_login(user)

    def __call__(self):
        for _ in range(SAVES):
            text = self.text(40)[:450]
            if self.save(self.own, text, "publish"):
                self.published = text
            self.save(self.shared, self.text(40)[:450], self.chance.choice((None, "publish")))
        return self

    def save(self, page, text, action):
        """Change the introduction of a page as the form does it; tell whether it was taken.

        Where another has saved the page meanwhile, it is opened again.
        """
        from tests.test_admin_editing import form_of

        address = f"/admin/pages/{page.pk}/edit/"
        for _ in range(TRIES):
            try:
                data = form_of(self.client, address, type(page), {"introduction": text})
            except ValueError as error:
                self.wrong[f"the form of {address}: {error}"] += 1
                return False
            data |= {f"action-{action}": "1"} if action else {}
            answer = self.ask("post", address, data, wanted=(200, 302))
            if answer.status_code == 302:
                return True
            if "har sparat sidan sedan du öppnade den" not in answer.text:
                break
        self.wrong[f"{address} was not saved"] += 1
        return False


def prove_site(report, words):
    """Let readers and editors loose, and look at what they leave."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from tests.pages import SmallSite

    # The root of the tree, which nobody saves, stands in the index as well.
    index_alone()
    site, chance = SmallSite(), random.Random(11)
    titles = [" ".join(chance.choices(words, k=5))[:90] for _ in range(20)]
    articles = [site.add_article(title, date_text="våren 2021") for title in titles]
    events = [site.add_event(start=timezone.now() + timedelta(days=n + 1)) for n in range(5)]
    lists = (site.home, site.landing, site.activity, site.calendar, site.news, site.people)
    pages = (*lists, *articles, *events)
    addresses = [page.get_url() for page in pages]
    addresses += [
        f"{site.calendar.get_url()}kalender.ics",
        f"{site.news.get_url()}flode.xml",
        "/sitemap.xml",
    ]
    group = Group.objects.get(name="Redaktör")
    editors = []
    for number in range(EDITORS):
        user = get_user_model().objects.create_user(f"redaktor{number}")
        user.groups.add(group)
        editors.append(Editor(number, words, user, articles[number], events[0]))
    readers = [Reader(100 + number, words, addresses) for number in range(READERS)]
    people = in_threads([*editors, *readers])

    wrong = sum((person.wrong for person in people), Counter())
    asked = sum(person.asked for person in people)
    figure = f"{asked} requests by {len(people)} threads, wrong: {dict(wrong.most_common(3))}"
    report.line("every request is answered as it should be", figure, not wrong)
    lost = [
        editor.own.pk
        for editor in editors
        if type(editor.own).objects.get(pk=editor.own.pk).introduction != editor.published
        or editor.published not in editor.client.get(editor.own.get_url()).text
    ]
    report.line(
        "what was published last is what stands", f"{len(lost)} of {EDITORS} lost", not lost
    )
    prove_index(report)


def index_rows():
    """Return all that the index says of each thing, but for the numbers of rows and when."""
    from wagtail.search.models import IndexEntry

    from search.models import SearchEntry

    rows = {}
    for row in IndexEntry.objects.values():
        row.pop("id")
        rows[row.pop("content_type_id"), row.pop("object_id")] = row
    for row in SearchEntry.objects.values():
        row.pop("indexed")
        rows["page", row.pop("page_id")] = row
    return rows


def index_alone():
    """Return the rows of the index that a process with one thread makes of all that there is."""
    command = [sys.executable, "manage.py", "update_index", "-v", "0"]
    subprocess.run(command, env=os.environ, check=True)
    return index_rows()


def prove_index(report):
    """Compare the index with the one that a process with one thread makes."""
    made = index_rows()
    alone = index_alone()
    differ = {key: difference(made.get(key), alone.get(key)) for key in made.keys() | alone.keys()}
    differ = {key: what for key, what in differ.items() if what}
    figure = f"{len(alone)} rows, {len(differ)} differ: {str(dict(list(differ.items())[:2]))[:300]}"
    report.line("the index has the keys that one thread alone gives", figure, not differ)


def difference(made, alone):
    """Return {column: (made, alone)} of two rows, either of which may be missing."""
    if not (made and alone):
        return {} if made == alone else {"row": (bool(made), bool(alone))}
    return {name: (made[name], alone[name]) for name in made if made[name] != alone[name]}
