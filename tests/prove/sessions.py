"""Sessions that are lost in the middle of every form of the admin: the text stays and is saved."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from tests.browser import FLAGS, find_chromium

# What is lost and found is the browser's; both databases keep sessions alike.
DATABASES = ("SQLite",)
ROOT = Path(__file__).parent.parent.parent
NAME, PASSWORD = "overst", "hemligt-och-langt"
LOST = "#saving-dialog[open] [data-state=out]:not([hidden])"
FIELDS = ":is(textarea, input:not([type]), input[type=text], input[type=email]):visible"
MODAL = ".modal.in"


def missing():
    """Return the browser where none is found."""
    return [] if find_chromium() else ["Chromium (apt-get install chromium-headless-shell)"]


@dataclass
class Form:
    """A form of the admin: where it is, what is typed where, and what is stored in the end.

    `{text}` in what is typed stands for a text of its own, and `{slug}` for the same in an address;
    `stored` tells whether the database has either.  `opened` does what is needed to come to the
    form, and `inside` is the part of the page that it stands in.
    """

    name: str
    address: str
    typed: dict
    stored: object
    press: str = "main footer button[type=submit]"
    opened: object = None
    inside: str = "main form"


def holds(queryset, *fields):
    """Return a function that tells whether a row holds a text in a field, or else a slug."""

    def stored(*wanted):
        return any(
            queryset.filter(**{f"{field}__contains": text}).exists()
            for field in fields
            for text in wanted
        )

    return stored


def page_forms(site):
    """Return a form for adding each type of page that may be added, and for changing each type."""
    from django.utils import timezone
    from wagtail.models import Revision

    places = {
        "home/landingpage": site.home,
        "home/standardpage": site.home,
        "home/personpage": site.people,
        "activities/activitypage": site.landing,
        "activities/eventpage": site.activity,
        "news/articlepage": site.news,
        "news/newsletterpage": site.newsletters,
    }
    pages = [site.home, site.landing, site.calendar, site.news, site.newsletters, site.people]
    event, article = site.add_event(), site.add_article()
    pages += [event, article, site.add_issue(), site.add_person(), site.add_text_page()]
    pages.append(site.add_activity())
    title, stored = {"#id_title": "{text}"}, holds(Revision.objects, "object_str")
    form = partial(Form, typed=title, stored=stored, press="main footer button.action-save")
    in_a_week = timezone.localdate() + timedelta(days=7)
    next_event = title | {"#id_day": in_a_week.isoformat(), "#id_begins": "12:15"}
    copied = {"#id_new_title": "{text}", "#id_new_slug": "{slug}"}
    return [
        *(form(f"add {kind}", f"pages/add/{kind}/{at.pk}/") for kind, at in places.items()),
        *(form(f"change {page._meta.label_lower}", f"pages/{page.pk}/edit/") for page in pages),
        Form("copy", f"pages/{article.pk}/copy/", copied, stored, "main form [type=submit]"),
        Form("next event", f"nasta-tillfalle/{event.pk}/", next_event, stored),
    ]


def register_forms(site):
    """Return the forms of registers, inbox, settings, redirects, users and what else there is."""
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.models import Collection, Site, Task

    from home.models import Message, Organisation, SiteSettings, Theme, User
    from news.models import Category
    from search.models import Synonym
    from tests.pages import make_category, make_organisation, make_theme

    message = Message.objects.create(name="Anna", email="a@example.org", text="Hej")
    redirect = Redirect.objects.create(old_path="/gammal", redirect_link="https://example.org/")
    user = User.objects.create_user("annan")
    name = {"#id_name": "{text}"}
    named = name | {"#id_slug": "{slug}"}
    person = {"first_name": "{text}", "last_name": "Ek", "email": "a@example.org"}
    of_user = {f"#id_{field}": value for field, value in person.items()}
    of_account = {f"#id_name_email-{field}": value for field, value in person.items()}
    register = "snippets/{}/{}"
    rows = [make_organisation(), make_theme(), make_category()]
    adding = [named, named | {"#id_word": "knowledge"}, named]
    models = [Organisation, Theme, Category]
    addresses = [register.format(*model._meta.label_lower.split(".")) for model in models]
    of_redirect = {"#id_old_path": "/{slug}/", "#id_redirect_link": "https://example.org/{slug}"}
    forms = []
    for model, at, typed, row in zip(models, addresses, adding, rows, strict=True):
        stored = holds(model.objects, "name")
        forms.append(Form(f"add {model.__name__}", f"{at}/add/", typed, stored))
        forms.append(Form(f"change {model.__name__}", f"{at}/edit/{row.pk}/", name, stored))
    for what, address, typed, stored in (
        (
            "synonym",
            "snippets/search/synonym/add/",
            {"#id_words": "{text}, annat"},
            (Synonym, "words"),
        ),
        ("inbox", f"inkorg/edit/{message.pk}/", {"#id_note": "{text}"}, (Message, "note")),
        (
            "settings",
            f"settings/home/sitesettings/{site.site.pk}/",
            {"#id_coordination_text": "{text}"},
            (SiteSettings, "coordination_text"),
        ),
        ("add redirect", "redirects/add/", of_redirect, (Redirect, "old_path")),
        (
            "change redirect",
            f"redirects/{redirect.pk}/",
            {"#id_redirect_link": "https://example.org/{slug}"},
            (Redirect, "redirect_link"),
        ),
        ("user", f"users/edit/{user.pk}/", of_user, (User, "first_name")),
        ("collection", "collections/add/", name | {"#id_parent": "1"}, (Collection, "name")),
        ("site", f"sites/edit/{site.site.pk}/", {"#id_site_name": "{text}"}, (Site, "site_name")),
        (
            "task",
            "workflows/tasks/add/wagtailcore/groupapprovaltask/",
            name | {"#id_groups_0": True},
            (Task, "name"),
        ),
    ):
        forms.append(Form(what, address, typed, holds(stored[0].objects, stored[1])))
    stored = holds(User.objects, "first_name")
    return [*forms, Form("account", "account/", of_account, stored, "main form [type=submit]")]


def upload_forms(site, folder):
    """Return the forms of pictures and documents, also in the dialog where one is chosen."""
    from PIL import Image
    from wagtail.documents import get_document_model

    from home.models import SiteImage
    from tests.filled_site import make_document
    from tests.pages import make_image

    image, document = make_image(), make_document()
    document_file = folder / "rapport.txt"
    document_file.write_text("En rapport.")
    widths = count(100)

    def image_file():
        # No two alike: Wagtail asks what to do with a picture that it has already.
        file = folder / "bild.png"
        Image.new("RGB", (next(widths), 90)).save(file)
        return file

    images, documents = SiteImage.objects, get_document_model().objects
    title = {"#id_title": "{text}"}

    def with_image(page):
        page.locator("#id_file").set_input_files(image_file())

    def with_document(page):
        page.locator("#id_file").set_input_files(document_file)

    def with_many(page):
        page.locator("#fileupload").set_input_files(image_file())
        page.locator("#upload-list form").wait_for()

    def in_chooser(page):
        page.locator("#id_image-chooser button[data-chooser-action-choose]").first.click()
        page.get_by_role("tab", name="Ladda upp").click()
        page.locator("#id_image-chooser-upload-file").set_input_files(image_file())

    return [
        Form("change image", f"images/{image.pk}/", title, holds(images, "title")),
        Form("change document", f"documents/edit/{document.pk}/", title, holds(documents, "title")),
        Form("add image", "images/add/", title, holds(images, "title"), opened=with_image),
        Form(
            "add document",
            "documents/add/",
            title,
            holds(documents, "title"),
            opened=with_document,
        ),
        Form(
            "many images",
            "images/multiple/add/",
            {"#upload-list input[name$=title]": "{text}"},
            holds(images, "title"),
            "#upload-list form [type=submit]",
            with_many,
            "#upload-list form",
        ),
        Form(
            "image in a dialog",
            f"pages/{site.people.pk}/edit/",
            {"#id_image-chooser-upload-title": "{text}"},
            holds(images, "title"),
            f"{MODAL} form [type=submit]:visible",
            in_chooser,
            MODAL,
        ),
        Form(
            "tags of many",
            f"bulk/home/siteimage/add_tags/?id={image.pk}",
            {".tagit-new input": "{slug}"},
            holds(images, "tags__name"),
            "main form [type=submit]",
        ),
    ]


class Editor:
    """A browser in which somebody writes, and the other tab in which they log in again."""

    def __init__(self, context):
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def log_in(self):
        """Log in as another tab does: with a new session and a new CSRF token."""
        request = self.context.request
        self.context.clear_cookies(name="sessionid")
        html = request.get("/admin/login/").text()
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', html)[1]
        data = {"username": NAME, "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = request.post("/admin/login/", form=data, max_redirects=0)
        assert answer.status == 302, f"login answers {answer.status}"

    def fill(self, form, text):
        """Open the form and type the text."""
        page = self.page
        page.goto(f"/admin/{form.address}")
        page.wait_for_load_state("load")
        if form.opened:
            form.opened(page)
        for selector, value in form.typed.items():
            field = page.locator(selector).first
            if value is True:
                field.check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value.format(text=text, slug=slug_of(text)))
                field.press("Tab")

    def shown(self, form):
        """Return what stands in the fields."""
        return [field.input_value() for field in self.page.locator(f"{form.inside} {FIELDS}").all()]

    def press(self, form):
        """Press the button that sends the form."""
        self.page.locator(form.press).first.click()


def slug_of(text):
    """Return the text as it stands in an address."""
    return text.lower().replace(" ", "-")


def lose_the_cookie(editor):
    """Lose the session as when the browser forgets the cookie."""
    editor.context.clear_cookies(name="sessionid")


def lose_the_row(editor):
    """Lose the session as when the server forgets it."""
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


def press_and_log_in(editor, form, text, lose):
    """Press the button without a session, log in, press again; return what goes wrong."""
    before = editor.shown(form)
    lose(editor)
    editor.press(form)
    editor.page.locator(LOST).wait_for()
    if editor.shown(form) != before:
        return "the text changed"
    editor.log_in()
    editor.page.locator("#saving-dialog:not([open])").wait_for(state="attached")
    return press_and_look(editor, form, text, before)


def log_in_and_press(editor, form, text, lose):
    """Log in elsewhere before anything is noticed, then press; return what goes wrong."""
    before = editor.shown(form)
    lose(editor)
    editor.log_in()
    return press_and_look(editor, form, text, before)


def press_and_look(editor, form, text, before):
    """Press the button and return what goes wrong."""
    if editor.shown(form) != before:
        return "the text changed"
    editor.press(form)
    for _tenth in range(100):
        if form.stored(text, slug_of(text)):
            return ""
        editor.page.wait_for_timeout(100)
    return f"not stored, at {editor.page.url}"


@contextmanager
def editing(url):
    """Yield an `Editor` at the site."""
    from playwright.sync_api import sync_playwright

    # The loop in this thread is Playwright's alone.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield Editor(chromium.new_context(base_url=url, locale="sv-SE"))
        chromium.close()


def losing(editor, form, text, run, lose):
    """Lose a session in a form and return what goes wrong, with the form's name."""
    try:
        editor.log_in()
        editor.fill(form, text)
        why = run(editor, form, text, lose)
    except Exception as error:
        why = str(error).splitlines()[0]
    return f"{form.name} ({why})" if why else ""


def prove(report):
    """Lose the session in every form, in each way, and report the forms that lose text."""
    from django.conf import settings

    from home.models import User
    from tests.bench.serving import server
    from tests.pages import SmallSite

    # In a process of its own, with the server's settings: this one has files without hashes.
    collect = [sys.executable, ROOT / "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(collect, check=True)
    site = SmallSite()
    User.objects.create_superuser(NAME, password=PASSWORD)
    forms = [*page_forms(site), *register_forms(site)]
    forms += upload_forms(site, Path(settings.DATA_DIR))
    ways = {
        "cookie deleted, button pressed, then logged in": (press_and_log_in, lose_the_cookie, 0),
        "session deleted, button pressed, then logged in": (press_and_log_in, lose_the_row, 1),
        "cookie deleted, logged in elsewhere, then pressed": (log_in_and_press, lose_the_cookie, 1),
        "session deleted, logged in elsewhere, then pressed": (log_in_and_press, lose_the_row, 0),
    }
    module = os.environ["DJANGO_SETTINGS_MODULE"]
    with server("malmoandan.wsgi:application", module) as (_process, http):
        http.close()
        with editing(f"http://127.0.0.1:{http.port}") as editor:
            for number, (what, (run, lose, first)) in enumerate(ways.items()):
                tried = forms[first::2]
                lost = [
                    losing(editor, form, f"Text {number} i {place}", run, lose)
                    for place, form in enumerate(tried)
                ]
                lost = [why for why in lost if why]
                figure = "; ".join(lost) or f"text kept and saved in {len(tried)} forms"
                report.line(what, figure, not lost)
