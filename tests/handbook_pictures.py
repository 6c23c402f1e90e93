"""The pictures of the handbook, taken of the running admin: `make handbook` makes them anew.

A picture is a window of the admin on a fresh site with all of content/ and what `fill` adds to it.
The labels in it are written down beside the pictures; tests/test_handbook.py asks whether somebody
still sees each, so that a picture does not outlive what it shows.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.browser import FLAGS, find_chromium
from tests.browser.worst_server import SETTINGS, environment

FOLDER = Path(__file__).parent.parent / "static/handbook"
LABELS = Path(__file__).parent / "data/handbook_labels.json"
ROLES = {"Redaktör": "Kim", "Administratör": "Alex"}
# In which Chromium names the button of a file, where it has the language (Debian: chromium-l10n).
SWEDISH = {**os.environ, "LC_ALL": "sv_SE.UTF-8", "LANGUAGE": "sv"}
PASSWORD = "bara-for-bilderna"
INVITATION = """Välkommen till Lärandelunch om mötesplatser i Rosengård

När: tisdagen den 9 mars 2027 kl. 12.15–12.55
Var: Garaget, Lönngatan 30
Anmäl dig senast 7 mars på https://www.example.org/anmalan
Vi bjuder på soppa.
"""
# What stands in the window: its names of fields, groups, buttons and columns.
SEEN = """() => [...document.querySelectorAll(
  "main :is(label, legend, button, th, summary, .button, [data-panel-heading-text])"
)].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.height > 1 && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth
      && e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  }).map((e) => e.innerText.replace(/\\s+/g, " ").replace(/[*:]$/, "").trim())"""
FRAME = """(e) => {
  e.closest("section")?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
  e.style.outline = "3px solid #a02c60";
  e.style.outlineOffset = "6px";
  e.style.scrollMarginTop = "130px";
  e.scrollIntoView({block: "start", behavior: "instant"});
}"""


@dataclass(frozen=True)
class Picture:
    """A window: an address, what is done there first, what is framed, and how large it is."""

    address: str
    frame: str = ""
    first: Callable | None = None
    width: int = 640
    height: int = 560
    role: str = "Redaktör"


def open_more(page):
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("footer [name=action-publish]").wait_for()


def open_checks(page):
    page.locator("[data-side-panel-toggle=checks]").click()
    page.locator(".page-checks li").first.wait_for()


def paste(page):
    page.get_by_label("Vad ska det bli?").select_option(label="Lärandelunch")
    page.get_by_label("Text").fill(INVITATION)


def paste_and_read(page):
    paste(page)
    page.get_by_role("button", name="Hitta uppgifterna").click()
    page.get_by_role("button", name="Skapa utkast").wait_for()


PICTURES = {
    "logga-in": Picture("", width=1000, height=640),
    "sidorna": Picture("evenemang/", width=1300, height=640),
    "publicera": Picture("pages/{event}/edit/", first=open_more, height=480),
    "kontroller": Picture("pages/{faulty}/edit/", first=open_checks, width=1100, height=640),
    "nytt-evenemang": Picture("pages/add/activities/eventpage/{activity}/", height=700),
    "klistra-in": Picture("klistra-in/", first=paste, height=640),
    "klistra-in-funnet": Picture("klistra-in/", first=paste_and_read, width=1100, height=700),
    "andra-eller-stalla-in": Picture("pages/{event}/edit/", "[name=change]"),
    "hela-terminen": Picture("hela-terminen/{event}/", "[name=days]"),
    "efter-evenemanget": Picture(
        "pages/{past}/edit/", "[data-contentpath=points_raised] .Draftail-Editor"
    ),
    "loften": Picture("loften/", width=1000, height=480),
    "nyhet": Picture("pages/add/news/articlepage/{news}/", height=640),
    "nyhetsbrev": Picture("pages/add/news/newsletterpage/{newsletters}/", height=640),
    "person": Picture("pages/add/home/personpage/{people}/", height=700),
    "byta-kontaktperson": Picture("byt-kontaktperson/{contact}/"),
    "register": Picture("snippets/home/organisation/", height=480),
    "bild": Picture("images/{picture}/", width=1000, height=700),
    "dolja": Picture("dolj/siteimage/{picture}/", height=480),
    "dokument": Picture("documents/edit/{document}/", height=640),
    "lankar": Picture("lankar/", width=1000, height=420),
    "sokning": Picture("snippets/search/synonym/add/", height=520),
    "meddelanden": Picture("inkorg/svara/{message}/", "textarea[name=text]"),
    "dela-utkast": Picture("dela-utkast/{faulty}/", height=420),
    "notisraden": Picture(
        "settings/home/sitesettings/{site}/", "[name=notice_text]", role="Administratör"
    ),
    "konton": Picture("users/new/", height=480, role="Administratör"),
    "nar-nagot-gatt-fel": Picture("pages/{event}/history/", width=800, height=420),
}


def people_drawn():
    """Return a picture of some people around a table, as far as circles can."""
    from django.core.files.images import ImageFile
    from PIL import Image, ImageDraw

    drawn = Image.new("RGB", (900, 600), "#f3e9dc")
    pen = ImageDraw.Draw(drawn)
    for x, y, coat in ((170, 200, "#2d8598"), (380, 110, "#a02c60"), (600, 200, "#e7a3a8")):
        pen.ellipse((x, y + 90, x + 170, y + 330), fill=coat)
        pen.ellipse((x + 40, y, x + 130, y + 100), fill="#c68a5e")
    pen.ellipse((220, 360, 720, 620), fill="#8c6239")
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return ImageFile(file, name="samtal-vid-borden.png")


def fill():
    """Add to a site with its content what the pictures show, and print {name: key} of it."""
    import django

    django.setup()
    from django.contrib.auth.models import Group
    from django.utils import timezone
    from wagtail.models import Site

    from activities.models import ActivityPage, EventPage
    from home.links.checking import LinkFault, PageLink
    from home.models import Message, PersonIndexPage, PersonPage, SiteImage, User
    from news.models import NewsIndexPage, NewsletterIndexPage
    from tests.filled_site import make_document

    for role, name in ROLES.items():
        user = User.objects.create_user(role, password=PASSWORD, first_name=name)
        user.groups.add(Group.objects.get(name=role))
    activity = ActivityPage.objects.get(slug="larandelunch")
    noon = timezone.localtime().replace(hour=12, minute=15, second=0, microsecond=0)

    wednesday = noon + timedelta(days=2 - noon.weekday())

    def event(title, weeks, **fields):
        start = wednesday + timedelta(weeks=weeks)
        new = EventPage(title=title, start=start, end=start + timedelta(minutes=40), **fields)
        activity.refresh_from_db()
        page = activity.add_child(instance=new)
        for _version in range(3):
            page.save_revision(user=user, log_action=True)
        return page

    said = "Läs mer på <a href='https://example.org/'>den här sidan</a>. VÄLKOMMEN!"
    coming = event("Utveckling av offentliga miljöer", 3, registration="link", is_free=True)
    faulty = event(
        "Möten mellan hus",
        5,
        live=False,
        introduction="ANMÄL DIG nu",
        body=[{"type": "text", "value": f"<p>{said}</p><h4>Mer</h4><p>Den 30 februari.</p>"}],
    )
    past = event("Medborgarbudget i Malmö", -3)
    PageLink.objects.create(
        page=past,
        text="Rapporten",
        address="https://example.org/rapport",
        is_outside=True,
        fault=LinkFault.values[0],
        failures=3,
        failed_since=timezone.now(),
        asked=timezone.now(),
    )
    message = Message.objects.create(
        name="Anna Andersson", email="anna@example.org", text="Hej! Går det att delta på distans?"
    )
    picture = SiteImage.objects.create(
        title="Samtal vid borden", file=people_drawn(), photographer="Kim Andersson"
    )
    EventPage.objects.filter(pk=coming.pk).update(image=picture)
    keys = {
        "activity": activity,
        "event": coming,
        "faulty": faulty,
        "past": past,
        "news": NewsIndexPage.objects.get(),
        "newsletters": NewsletterIndexPage.objects.get(),
        "people": PersonIndexPage.objects.get(),
        "message": message,
        "picture": picture,
        "contact": PersonPage.objects.get(slug="lari-pitka-kangas"),
        "document": make_document("Rapport från dialogforum"),
        "site": Site.objects.get(),
    }
    print(json.dumps({name: row.pk for name, row in keys.items()}))


@contextmanager
def fresh_site():
    """Yield the address of a fresh site, and {name: key} of what `fill` has added to it."""
    from tests.bench.serving import server

    with tempfile.TemporaryDirectory(prefix="malmoandan-handbook-") as data:
        settings = environment(Path(data))
        run = partial(subprocess.run, env=os.environ | settings, check=True, text=True)
        run([sys.executable, "manage.py", "prepare"])
        command = [sys.executable, "-m", "tests.handbook_pictures", "fill"]
        keys = json.loads(run(command, stdout=subprocess.PIPE).stdout.splitlines()[-1])
        with server("malmoandan.wsgi:application", SETTINGS, **settings) as (_, http):
            yield f"http://127.0.0.1:{http.port}", keys


def shoot(folder: Path, url: str, keys: dict) -> dict:
    """Take every picture of a site into a folder, and return {name: the labels in it}."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(quick=False), args=[*FLAGS, "--lang=sv"], env=SWEDISH
        )
        tabs = {role: tab_of(role, browser, url) for role in ROLES}
        return {
            name: take(tabs[picture.role], folder / f"{name}.webp", picture, keys)
            for name, picture in PICTURES.items()
        }


def tab_of(role, browser, url):
    """Return a tab in which somebody with that role has logged in."""
    page = browser.new_context(
        base_url=f"{url}/admin/", locale="sv-SE", device_scale_factor=1.5, reduced_motion="reduce"
    ).new_page()
    page.goto("login/")
    page.fill("[name=username]", role)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/admin/")
    return page


def take(page, file, picture, keys):
    """Take one picture, and return the labels in it."""
    from PIL import Image

    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.evaluate("localStorage.clear()")  # where it is remembered which panel was open
    page.goto(picture.address.format(**keys))
    page.wait_for_load_state("networkidle")
    if picture.first:
        picture.first(page)
    if picture.frame:
        page.locator(picture.frame).last.evaluate(FRAME)
    shown = Image.open(io.BytesIO(page.screenshot(caret="hide", animations="disabled")))
    shown.convert("RGB").save(file, quality=60, method=6)
    return sorted(set(filter(None, page.evaluate(SEEN))))


def main():
    """Make the pictures anew, and write down which labels are in them."""
    import django

    django.setup()
    from tests.test_handbook import texts_of_states

    FOLDER.mkdir(exist_ok=True)
    with fresh_site() as (url, keys):
        found = shoot(FOLDER, url, keys)
    known = texts_of_states()
    # What somebody has written is no label.
    kept = {name: [text for text in seen if text.lower() in known] for name, seen in found.items()}
    LABELS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    fill() if sys.argv[1:] == ["fill"] else main()
