"""Pages for tests: a small site, and one function a page type to add to it."""

from datetime import datetime
from io import BytesIO
from itertools import count
from zoneinfo import ZoneInfo

from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.models import Page, Site

from activities.models import ActivityPage, CalendarPage, EventPage
from home.models import (
    FollowPage,
    HomePage,
    LandingPage,
    Organisation,
    PersonIndexPage,
    PersonPage,
    SiteImage,
    SiteSettings,
    StandardPage,
    Theme,
)
from news.models import (
    ArticlePage,
    Category,
    NewsIndexPage,
    NewsletterIndexPage,
    NewsletterPage,
    ReportedEvent,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_numbers = count(1)


def moment(*parts):
    """Return an aware datetime in Europe/Stockholm: moment(2021, 5, 26, 12, 15)."""
    return datetime(*parts, tzinfo=STOCKHOLM)


def add(parent, page):
    """Add a live page below `parent` and return it."""
    parent.refresh_from_db()
    return parent.add_child(instance=page)


LISTS = {
    "landing": LandingPage,
    "activity": ActivityPage,
    "calendar": CalendarPage,
    "news": NewsIndexPage,
    "newsletters": NewsletterIndexPage,
    "people": PersonIndexPage,
}


class SmallSite:
    """A start page with one of each list below it, and one activity.

    Made once for the whole session (`tests/conftest.py`); a test that asks for it finds it in
    its database, as it was, or has it made anew where another site stands there.
    """

    def __init__(self):
        # The root, the start page and what stands below it: nothing else has been added.
        if Page.objects.count() == len(LISTS) + 2 and HomePage.objects.exists():
            self._find()
        else:
            self._make()

    def _find(self):
        self.home = HomePage.objects.get()
        self.site = Site.objects.get()
        for name, model in LISTS.items():
            setattr(self, name, model.objects.get())

    def _make(self):
        for page in Page.get_first_root_node().get_children():
            page.delete()
        root = Page.get_first_root_node()
        self.home = root.add_child(instance=HomePage(title="Start", slug="start"))
        Site.objects.all().delete()
        self.site = Site.objects.create(
            hostname="localhost", port=80, root_page=self.home, is_default_site=True
        )
        SiteSettings.objects.create(site=self.site)
        self.landing = add(
            self.home, LandingPage(title="Vad vi gör", slug="vad-vi-gor", show_in_menus=True)
        )
        self.activity = self.add_activity(title="Lärandelunch", slug="larandelunch")
        self.calendar = add(self.home, CalendarPage(title="Kalender", slug="kalender"))
        self.news = add(self.home, NewsIndexPage(title="Nyheter", slug="nyheter"))
        self.newsletters = add(
            self.home, NewsletterIndexPage(title="Nyhetsbrev", slug="nyhetsbrev")
        )
        self.people = add(self.home, PersonIndexPage(title="Människor", slug="manniskor"))

    def add_activity(self, title="Dialogforum", **fields):
        """Add an activity."""
        fields.setdefault("introduction", "Vi lär av varandra.")
        return add(self.landing, ActivityPage(title=title, **fields))

    def add_event(self, title=None, activity=None, **fields):
        """Add an event; without a date it says that the date is to come."""
        if not {"start", "date_text", "date_to_be_announced"} & set(fields):
            fields["date_to_be_announced"] = True
        fields.setdefault("attendance_mode", "online")
        title = title or f"Evenemang {next(_numbers)}"
        return add(activity or self.activity, EventPage(title=title, **fields))

    def add_article(self, title=None, **fields):
        """Add a news article, the report from `event` where that is given."""
        event = fields.pop("event", None)
        article = ArticlePage(title=title or f"Artikel {next(_numbers)}", **fields)
        if event:
            article.reported_events.add(ReportedEvent(event=event))
        return add(self.news, article)

    def add_issue(self, year=2022, number=None, **fields):
        """Add a newsletter issue."""
        title = fields.pop("title", f"Nyhetsbrev {next(_numbers)}")
        return add(
            self.newsletters, NewsletterPage(title=title, year=year, number=number, **fields)
        )

    def add_person(self, title=None, **fields):
        """Add a person; a `job_title`, `organisation` and `unit` are a role that holds now."""
        now = [fields.pop(name, None) for name in ("job_title", "organisation", "unit")]
        if any(now):
            fields.setdefault("roles", []).insert(0, role(*now))
        return add(self.people, PersonPage(title=title or f"Person {next(_numbers)}", **fields))

    def add_follow_page(self, **fields):
        """Add the page on how to follow us."""
        fields = {"title": "Så följer du oss", "slug": "sa-foljer-du-oss", **fields}
        return add(self.home, FollowPage(**fields))

    def add_text_page(self, title=None, parent=None, **fields):
        """Add an ordinary page."""
        title = title or f"Sida {next(_numbers)}"
        return add(parent or self.home, StandardPage(title=title, **fields))


def wagtails_first_page():
    """Put the tree and the site back as Wagtail's own migrations leave them."""
    for page in Page.get_first_root_node().get_children():
        page.delete()
    Site.objects.all().delete()
    welcome = Page(title="Welcome to your new Wagtail site!", slug="home")
    Page.get_first_root_node().add_child(instance=welcome)
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


def role(title="", organisation=None, unit="", **period):
    """Return a role as a block of a person's stream; `period` has start, end and is_over."""
    fields = {"title": title or "", "organisation": organisation, "unit": unit or ""}
    return ("role", fields | period)


def person(page, **fields):
    """Return a person of the register as a block of a stream of people."""
    return ("person", {"person": page, "name": "", "role": "", "organisation": ""} | fields)


def make_image(title="Bild", size=(40, 30), **fields):
    """Return a saved image with its renditions (some hundredths of a second)."""
    data = BytesIO()
    Picture.new("RGB", size, "#0f5a6b").save(data, "PNG")
    data.seek(0)
    file = ImageFile(data, name=f"bild-{next(_numbers)}.png")
    return SiteImage.objects.create(title=title, file=file, **fields)


def choose(page, relation, *organisations):
    """Save the page with these organisations as its organisers or partners, in this order."""
    row = page._meta.get_field(relation).related_model
    getattr(page, relation).set(row(organisation=organisation) for organisation in organisations)
    page.save()


def make_organisation(name=None, **fields):
    """Return a saved organisation."""
    number = next(_numbers)
    fields.setdefault("slug", f"organisation-{number}")
    return Organisation.objects.create(name=name or f"Organisation {number}", **fields)


def make_theme(word="knowledge", **fields):
    """Return a saved theme of one of the three words."""
    number = next(_numbers)
    fields = {"name": f"Tema {number}", "slug": f"tema-{number}", **fields}
    return Theme.objects.create(word=word, **fields)


def make_category(name=None):
    """Return a saved news category."""
    number = next(_numbers)
    return Category.objects.create(name=name or f"Kategori {number}", slug=f"kategori-{number}")
