"""A site that is filled step by step: pages of all types, and what lies beside them, in proportion.

Half of a small site's pages are events and a fifth of a large one's (10 000 of 50 000); most others
are articles.  One person takes part in every fifth event and in other texts; a word stands on
60 % of the pages, and made-up compounds and names on few.  What comes after 2 000 pages says what
one of those says, so that rows of the index need only be copied.
"""

import random
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"
FIRST = ("kultur", "skol", "idrotts", "miljö", "bostads", "ungdoms", "hamn", "park")
HEADS = ("forum", "budget", "verkstad", "nätverk", "dialog", "träff", "grupp", "resa", "fest")
SYLLABLES = ("la", "ri", "mo", "san", "ke", "tor", "vi", "ne", "bal", "ho", "dra", "mi", "sol")
COMMON = "Mötesplatsen finns i Malmö."  # on 60 % of the pages
PASSAGE = "Protokoll om medborgarbudget och kolonilotter. "  # in every document's passages
# So far apart, before and after now: a list prints as many rows however many events there are, so
# what is compared is the price of those that it does not print.
STEP = timedelta(hours=15)
INDEXED = 2_000
MODES = ("offline", "online", "mixed")
PASSAGES = 10  # of a document
MANY = 5  # one of so many pages names the person with very many appearances
SECTIONS = [
    ("coming_events", {"heading": "På gång", "how_many": 4}),
    ("activities", {"heading": "Mötesplatser", "chosen": [], "extra_lines": []}),
    ("people", {"heading": "Har medverkat", "people": [], "organisations": []}),
    ("latest_news", {"heading": "Nyheter", "how_many": 4}),
]


def sentences():
    """Return the sentences of the five texts that are long enough to say something."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))
    return [part.strip() for part in text.replace("\n", " ").split(". ") if 40 < len(part) < 300]


def numbers(total):
    """Return {type of page: how many} of a site with so many pages."""
    found = {
        "event": min(total // 2, 2500 + 3 * total // 20),
        "person": total * 3 // 100,
        "issue": total * 2 // 100,
        "text": total * 5 // 100,
    }
    return found | {"article": total - sum(found.values())}


class Filling:
    """The site, and what is written into it; `fill(total)` goes on from what is there."""

    def __init__(self):
        from home.models import User
        from tests.bench.site import make_image
        from tests.pages import SmallSite, make_category, make_theme

        self.chance, self.lines = random.Random(1), sentences()
        self.site = site = SmallSite()
        self.activities = [site.activity, *(site.add_activity(f"Forum {n}") for n in range(9))]
        self.themes = [make_theme(word) for word in ("knowledge", "participation", "collaboration")]
        self.categories = [make_category(name) for name in ("Rapport", "Nyhet", "Notis")]
        self.follow, self.contact = site.add_follow_page(), site.add_text_page("Kontakt")
        self.contact.body = [("contact_form", {"heading": "Skriv till oss"})]
        self.contact.save()
        self.texts = site.add_text_page("Om Malmöandan", slug="om")
        for page in (site.home, site.landing):
            page.refresh_from_db()
            page.body = SECTIONS
            page.save()
        self.pictures = [make_image(number) for number in range(3)]
        self.users = [
            User.objects.create_user(f"redaktor-{n}", is_superuser=not n) for n in range(5)
        ]
        self.made = dict.fromkeys(numbers(0), 0)
        self.first = {kind: [] for kind in self.made}  # the pages that others say the same as
        self.people, self.events, self.organisations, self.documents = [], [], [], []

    @cached_property
    def now(self):
        from django.utils import timezone

        return timezone.now()

    def made_up(self):
        """Return a compound or a name that few other pages have."""
        chance = self.chance
        if chance.random() < 0.5:
            return chance.choice(FIRST) + chance.choice(SYLLABLES) + chance.choice(HEADS)
        return "".join(chance.choices(SYLLABLES, k=3)).capitalize() + "sson"

    def words(self):
        """Return a title."""
        return " ".join([self.made_up(), *self.chance.choice(self.lines).split()[:5]])

    def text(self, more=()):
        """Return the blocks of a body."""
        said = self.chance.sample(self.lines, 8) + [self.made_up() for _ in range(4)]
        said += [COMMON] * (self.chance.random() < 0.6)
        return [("text", f"<p>{'. '.join(said)}</p>"), *more]

    def block_of(self, index, person=None):
        """Return a person of a stream: the one with very many appearances, or any other."""
        person = person or self.people[0 if index % MANY == 0 else index % len(self.people)]
        return ("person", {"person": person, "name": "", "role": "gäst", "organisation": ""})

    def common(self, index, kind, title=""):
        """Return what every page has."""
        published = self.now - timedelta(hours=index % 50_000)
        return {
            "title": title or self.words(),
            "slug": f"{kind}-{index}",
            "introduction": self.chance.choice(self.lines)[:200],
            "first_published_at": published,
            "last_published_at": published,
            "latest_revision_created_at": published,
            "image": self.pictures[index % len(self.pictures)] if index % 2 else None,
            "owner": self.users[index % 5],
        }

    def person(self, index):
        from home.models import PersonPage

        name = f"{self.made_up().capitalize()} {self.made_up().capitalize()}"
        own = {"job_title": "samordnare", "organisation": self.organisations[index // 3]}
        return self.site.people, PersonPage(**self.common(index, "person", name), **own)

    def event(self, index):
        from activities.models import EventPage

        start = self.now + STEP * (index // 2 + 1) * (1 if index % 2 else -1)
        # More than half of the events are of the first activity.
        activity = self.activities[0 if index % 5 < 3 else index % 10]
        documented = index % 4 == 0
        return activity, EventPage(
            **self.common(index, "evenemang"),
            start=start,
            end=start + timedelta(hours=1, days=(index % 20 == 0)) if index % 10 else None,
            attendance_mode=MODES[index % 3],
            venue="Stadshuset",
            is_free=index % 4 < 2,
            open_to_all=index % 8 < 2,
            registration="link",
            registration_url="https://example.org/",
            registration_closes=start - timedelta(days=2),
            change="cancelled" if index % 25 == 0 else "",
            speakers=[self.block_of(index)],
            body=self.text(),
            documentation=self.text() if documented else [],
            has_documentation=documented,
            documented_at=start if documented and start < self.now else None,
        )

    def article(self, index):
        from news.models import ArticlePage

        return self.site.news, ArticlePage(
            **self.common(index, "artikel"),
            date=date(2016, 1, 1) + timedelta(days=self.chance.randrange(3900)),
            category=self.categories[index % 3],
            activity_id=self.activities[index % 10].pk if index % 3 == 0 else None,
            authors=[self.block_of(index)] if index % 4 == 0 else [],
            body=self.text(),
        )

    def issue(self, index):
        from news.models import NewsletterPage

        year, number = 2025 - index // 12, index % 12 + 1
        return self.site.newsletters, NewsletterPage(
            **self.common(index, "nummer"),
            year=max(1990, year),
            number=number,
            date=date(max(1990, year), number, 1),
            editorial=f"<p>{'. '.join(self.chance.sample(self.lines, 3))}</p>",
            editors=[self.block_of(index, self.people[index % 3])],
        )

    def text_page(self, index):
        from home.models import StandardPage

        # One document is on every tenth of them, and each of the others on few.
        document = self.documents[0 if index % 10 == 0 else index % len(self.documents)]
        listed = [{"document": document, "description": ""}]
        more = [("documents", {"heading": "Dokument", "documents": listed})]
        return self.texts, StandardPage(**self.common(index, "sida"), body=self.text(more))

    def fill(self, total):
        """Add pages until there are `total`, the rows beside them, and what is searched."""
        from django.core.management import call_command
        from django.db import transaction
        from wagtail.search.backends import get_search_backend

        from news.models import ReportedEvent
        from tests.bench.rows import copy_index, insert, insert_pages

        before = sum(self.made.values())
        if before < INDEXED < total:
            self.fill(INDEXED)
            before = INDEXED
        wanted = numbers(total)
        with transaction.atomic():
            registers = self._registers(before, total)
            made = {"person": self.person, "event": self.event, "article": self.article}
            made |= {"issue": self.issue, "text": self.text_page}
            for kind, make in made.items():
                pairs = [make(index) for index in range(self.made[kind], wanted[kind])]
                for index, (_parent, page) in enumerate(pairs, self.made[kind]):
                    self._saying(kind, index, page)
                if kind == "event":
                    insert(pairs, self.themes)
                else:
                    insert_pages(pairs)
                made[kind] = [page for _, page in pairs]
                if kind == "person":
                    self.people += made[kind]
                elif kind == "event":
                    self.events += made[kind]
                elif kind == "article":
                    ReportedEvent.objects.bulk_create(
                        ReportedEvent(
                            article_id=page.pk, event=self.events[index * 7 % len(self.events)]
                        )
                        for index, page in enumerate(made[kind][::10], self.made[kind])
                    )
            pages = [page for of_kind in made.values() for page in of_kind]
            self._beside(pages)
            self.made = wanted
        if total <= INDEXED:
            call_command("update_index", verbosity=0)
            return
        for model, rows in registers.items():
            search = get_search_backend().get_index_for_model(model)
            search.write(model, list(model.objects.filter(pk__in=[row.pk for row in rows])))
        copy_index([(page.pk, page.like.pk) for page in pages], total / before)

    def _saying(self, kind, index, page):
        """Let a page say what an earlier one says where there have been enough that differ."""
        of_kind = numbers(INDEXED)[kind]
        if index < of_kind:
            self.first[kind].append(page)
            return
        page.like = self.first[kind][index % of_kind]
        for name in ("title", "introduction", "body", "editorial"):
            if hasattr(page.like, name):
                setattr(page, name, getattr(page.like, name))

    def _registers(self, before, total):
        """Write what lies beside the pages; return what of it is searched: {model: rows}."""
        from wagtail.contrib.redirects.models import Redirect

        from home.models import Letter, Message, Organisation, Rendition, SiteDocument, SiteImage
        from search.models import DocumentPassage, DocumentText
        from tests.bench.rows import write

        some = range(before // 100, total // 100)
        made = [Organisation(name=f"{self.made_up()} {n}", slug=f"organisation-{n}") for n in some]
        made = Organisation.objects.bulk_create(made)
        self.organisations += made
        originals = self.pictures[:3]
        last = SiteImage.objects.order_by("-pk").first().pk
        copies = [
            SiteImage(pk=last + at, **_row_of(originals[n % 3], title=self.made_up()))
            for at, n in enumerate(some, start=1)
        ]
        write(SiteImage, copies)
        sizes = {one.pk: list(one.renditions.all()) for one in originals}
        Rendition.objects.bulk_create(
            Rendition(**_row_of(size, image=copy))
            for copy, n in zip(copies, some, strict=True)
            for size in sizes[originals[n % 3].pk]
        )
        self.pictures += copies
        documents = SiteDocument.objects.bulk_create(
            SiteDocument(title=f"Protokoll {n}", file=f"documents/{n}.pdf", file_size=n, released=1)
            for n in some
        )
        self.documents += documents
        texts = DocumentText.objects.bulk_create(
            DocumentText(document=one, file=one.file.name, title=one.title, state="read")
            for one in documents
        )
        passages = DocumentPassage.objects.bulk_create(
            DocumentPassage(source=text, number=n, text=PASSAGE + " ".join(self.words().split()))
            for text in texts
            for n in range(PASSAGES)
        )
        many = range(before // 10, total // 10)
        Redirect.objects.bulk_create(
            Redirect(old_path=f"/gammal/{n}", redirect_page=self.contact, site=self.site.site)
            for n in many
        )
        Message.objects.bulk_create(
            Message(
                name=self.made_up(),
                email=f"{n}@example.org",
                text=self.words(),
                state="new" if n % 50 == 0 else "answered",
            )
            for n in many
        )
        Letter.objects.bulk_create(
            Letter(
                recipient=f"{n}@example.org",
                subject=self.words()[:200],
                priority=3,
                state="sent",
                created=self.now,
                due=self.now,
                tried_until=self.now,
                settled=self.now,
            )
            for n in many
        )
        searched = {Organisation: made, SiteImage: copies, SiteDocument: documents}
        return searched | {DocumentPassage: passages}

    def _beside(self, pages):
        """Write what saving pages in the admin leaves: revisions, log entries, references."""
        from django.contrib.contenttypes.models import ContentType
        from django.db.models import F
        from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

        base = ContentType.objects.get_for_model(Page)
        kinds = ContentType.objects.get_for_models(*{type(page) for page in pages})
        revisions, entries, references = [], [], []
        for page in pages:
            kind, user, moment = kinds[type(page)], page.owner, page.last_published_at
            own = {"content_type": kind, "object_id": str(page.pk), "base_content_type": base}
            named = ("pk", "title", "slug", "path", "depth")
            content = {name: getattr(page, name) for name in named} | {"content_type": kind.pk}
            revision = Revision(pk=page.pk, content=content, created_at=moment, user=user, **own)
            revision.object_str = page.title
            revisions.append(revision)
            what = {"content_type": kind, "label": page.title, "action": "wagtail.publish"}
            entry = PageLogEntry(page_id=page.pk, timestamp=moment, user=user, **what)
            entries.append(entry)
            found = set(ReferenceIndex._extract_references_from_object(page))
            for to_kind, to, model_path, path in found:
                digest = ReferenceIndex._get_content_path_hash(path)
                paths = {"content_path_hash": digest, "content_path": path}
                reference = {"to_content_type_id": to_kind, "to_object_id": to, **paths}
                references.append(ReferenceIndex(**own, **reference, model_path=model_path))
        for model, rows in ((Revision, revisions), (PageLogEntry, entries)):
            model.objects.bulk_create(rows, batch_size=500)
        ReferenceIndex.objects.bulk_create(references, batch_size=500)
        # The revision that visitors see, the only one of its page, has the page's key.
        without = Page.objects.filter(pk__in=Revision.objects.values("pk"), live_revision=None)
        without.update(live_revision=F("pk"), latest_revision=F("pk"))


def _row_of(row, **other):
    """Return the fields of a row for another one like it."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return {field.name: getattr(row, field.name) for field in fields} | other
