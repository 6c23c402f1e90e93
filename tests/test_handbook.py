"""The handbook: a page for each task, in the repository and in the admin, that says what is so."""

import gettext
import html
import json
import re

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from home.models import Message, User
from malmoandan.handbook import markdown, tasks
from malmoandan.handbook.views import TASK_AT
from news.models import NewsIndexPage
from tests.filled_site import make_document
from tests.handbook_pictures import FOLDER, LABELS, PICTURES
from tests.pages import make_image, moment
from tests.test_admin_language import OURS, catalogues

MOST_BYTES = 1_500_000
DOCS = settings.BASE_DIR / "docs"
FILES = {path.stem: path for path in (DOCS / "handbok").glob("*.md")}
FOLDERS = ("activities", "home", "malmoandan", "news", "search", "static/js", "templates")
# What no Swedish text has.
ENGLISH = re.compile(
    r"\b(the|and|with|your|this|that|not|are|has|been|page|pages|image|images|add|edit|delete|save"
    r"|cancel|search|choose|select|upload|view|history|settings|user|users|items|created|by|yes"
    r"|close|show|hide|password|comments?|used|unpublish|schedule|move|up|down|insert|true|false"
    r"|any|type|roles?|site name|answered|actions?|subject|body|external|email|address"
    r"|phone number)\b|\d None\b",
    re.IGNORECASE,
)
# Said once, when a form is first made: in this process by the migrations, which have no language.
OF_MIGRATIONS = re.compile(r"(Choose( another)?|Edit this) \S.*|Type|All|Permanent|Temporary")
# Made of a text of Wagtail's and the name of our workflow.
MADE_OF_TWO = {"Lämna in till granskning"}
LABEL = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")


def pages():
    """Return {name: parts} of every page of the handbook, with its contents."""
    texts = {"redaktor": DOCS / "redaktor.md", **FILES}
    return {name: markdown.parts(path.read_text()) for name, path in texts.items()}


def test_every_page_of_the_handbook_stands_once_in_its_contents_by_its_title():
    titles = {name: parts[0].words() for name, parts in pages().items() if name != "redaktor"}
    assert {slug: task.title for slug, task in tasks.tasks().items()} == titles
    assert (DOCS / "redaktor.md").read_text().count("](handbok/") == len(titles)


def test_the_handbook_is_written_with_the_signs_that_the_admin_reads_and_no_others():
    left = re.compile(r"[*`\[\]#|<>]|\bhttps?:|_\w+_|^\s*(-|\d+\.) ")
    assert [
        (name, piece.text)
        for name, parts in pages().items()
        for part in parts
        for cells in (part.pieces, *part.rows)
        for piece in (
            cell for group in cells for cell in (group if type(group) is tuple else [group])
        )
        if piece.kind != "code" and left.search(piece.text)
    ] == []


def test_every_picture_is_shown_once_says_what_it_shows_and_together_they_are_small():
    shown = {
        (part.url.rpartition("/")[2], len(part.text) > 20)
        for parts in pages().values()
        for part in parts
        if part.kind == "picture"
    }
    taken = {path.name for path in FOLDER.glob("*")}
    assert shown == {(name, True) for name in taken}, "run: make handbook"
    assert taken == {f"{name}.webp" for name in PICTURES}
    assert json.loads(LABELS.read_text()).keys() == PICTURES.keys()
    assert sum(path.stat().st_size for path in FOLDER.glob("*")) < MOST_BYTES


def test_a_text_is_read_into_headings_steps_tables_pictures_and_links():
    text = "# A\n\n3. Tryck på *Spara*\n   och `vänta`.\n\n| X | Y |\n|---|---|\n| 1 | **2** |\n\n"
    text += "![Alt.](../../static/handbook/a.webp)\n\nSe [*B*](redaktor.md)."
    heading, steps, table, picture, paragraph = markdown.parts(text)
    assert (heading.kind, heading.words()) == ("heading", "A")
    assert (steps.kind, steps.start, steps.words()) == ("steps", 3, "Tryck på Spara och vänta.")
    assert [piece.kind for piece in steps.rows[0]] == ["plain", "label", "plain", "code", "plain"]
    assert (table.head[1][0].text, table.body[0][1][0].kind) == ("Y", "strong")
    assert (picture.text, picture.url) == ("Alt.", "../../static/handbook/a.webp")
    assert (paragraph.pieces[1].kind, paragraph.pieces[1].text) == ("link", "B")


def labels():
    """Yield (page, label) of all that the handbook names as a label, and that its pictures show."""
    for name, seen in json.loads(LABELS.read_text()).items():
        yield from ((f"{name}.webp", label) for label in seen)
    for name, path in FILES.items():
        text = re.sub(r"\s+", " ", path.read_text().replace("**", ""))
        yield from ((name, label) for label in LABEL.findall(text))


def said_by(response):
    """Return every text, name and value of a page and its scripts, in small letters."""
    text = html.unescape(html.unescape(response.content.decode()))
    text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    found = re.findall(r"(?<=>)[^<>]+(?=<)", text) + re.findall(r'(?<=")[^"<>]+(?=")', text)
    return {re.sub(r"\s+", " ", words).strip(" :*").lower() for words in found}


def read_by(response):
    """Return every text of a page that somebody reads or hears."""
    page = re.sub(
        r"<(script|style)\b.*?</\1>|<!--.*?-->", "", response.content.decode(), flags=re.S
    )
    if response["Content-Type"] == "application/json":
        page = response.json()["html"]
    page = re.sub(r"='[^']*'", "", page)  # JSON, which scripts read
    submits = re.findall(r'<input\b[^>]*type="submit"[^>]*\bvalue="([^"]*)"', page)
    spoken = re.findall(r'\b(?:aria-label|title|placeholder|alt|label)="([^"]*)"', page)
    written = re.findall(r">([^<>]+)(?=<)", page)
    return {" ".join(html.unescape(text).split()) for text in (*submits, *spoken, *written)}


def texts_of_states():
    """Return what is said in some state only: every text of the source and of the packages."""
    sources = [path for folder in FOLDERS for path in (settings.BASE_DIR / folder).rglob("*.*")]
    ours = [path.read_text() for path in sources if path.suffix in (".py", ".html", ".js")]
    said = {text for source in ours for text in re.findall(r"""[">]([^"<>\n]+)(?=["<])""", source)}
    for path in [*catalogues("sv", "django"), OURS / "django.po"]:
        with path.with_suffix(".mo").open("rb") as file:
            said |= set(gettext.GNUTranslations(file)._catalog.values())
    return {text.lower() for text in said}


def addresses(site):
    """Return the addresses of pages of the admin and of the site on which labels stand."""
    picture, document = make_image(), make_document()
    message = Message.objects.create(name="A", email="a@example.org", text="Hej")
    user = User.objects.create_user("b")
    ended = site.add_event(title="Förra gången", start=moment(2022, 5, 4, 12))
    edited = [site.event, site.article, site.issue, site.person, site.full_activity]
    of_pages = [f"pages/{page.pk}/edit/" for page in edited]
    lists = ["", "evenemang/", "images/", "documents/", "snippets/home/organisation/", "users/"]
    reports = ["loften/", "lankar/", "sokningar/", "searchpicks/", "inkorg/", "svar-om-sidor/"]
    forms = [
        *("klistra-in/", "account/", f"nasta-tillfalle/{ended.pk}/", f"hela-terminen/{ended.pk}/"),
        *(f"byt-kontaktperson/{site.person.pk}/", f"dolj/siteimage/{picture.pk}/"),
        *(f"images/{picture.pk}/", f"documents/edit/{document.pk}/", f"dela-utkast/{ended.pk}/"),
        *(f"inkorg/svara/{message.pk}/", "inkorg/edit/1/", "snippets/search/synonym/add/"),
        *(f"settings/home/sitesettings/{site.site.pk}/", "users/new/", f"users/edit/{user.pk}/"),
        *(f"pages/{site.text.pk}/edit/", f"pages/{site.text.pk}/history/"),
    ]
    choosers = [
        *("choose-page/", "choose-external-link/", "choose-email-link/", "choose-phone-link/"),
        *("choose-anchor-link/", "images/chooser/", "documents/chooser/", "pages/search/?q=lunch"),
        *("searchpicks/add/", "sites/", f"bulk/home/user/assign_role/?id={user.pk}"),
        *("redirects/", "redirects/add/", f"inkorg/inspect/{message.pk}/"),
        f"pages/{site.activity.pk}/",
    ]
    public = [page.get_url() for page in (site.home, site.event, site.text, site.people)]
    return [
        *(f"/admin/{path}" for path in (*of_pages, *lists, *reports, *forms, *choosers)),
        *public,
    ]


@pytest.mark.searches
@pytest.mark.django_db
@pytest.mark.one_database
def test_the_labels_of_the_handbook_are_seen_and_no_page_of_the_admin_says_a_thing_in_english(
    client, filled, media
):
    client.force_login(User.objects.create_superuser("a"))
    answers = {address: client.get(address) for address in addresses(filled)}
    assert {address for address, answer in answers.items() if answer.status_code != 200} == set()
    assert {
        (text, address)
        for address, answer in answers.items()
        for text in read_by(answer)
        if ENGLISH.search(text) and not OF_MIGRATIONS.fullmatch(text)
    } == set()
    said = set().union(*map(said_by, answers.values()))
    said |= texts_of_states()
    named = ((name, label) for name, label in labels() if label not in MADE_OF_TWO)
    missing = [(name, label) for name, label in named if label.lower() not in said]
    assert missing == []


@pytest.mark.one_database
@pytest.mark.django_db
def test_an_editor_reads_every_task_and_others_are_sent_to_the_login(client, redaktor):
    assert client.get(reverse("handbook")).status_code == 302
    client.force_login(redaktor)
    contents = client.get(reverse("handbook")).content.decode()
    for task in tasks.tasks().values():
        assert f'href="{task.url}"' in contents
        page = client.get(task.url).content.decode()
        assert re.search(rf"<title>\s*{re.escape(html.escape(task.title))}", page)
    assert client.get("/admin/handbok/finns-inte/").status_code == 404


def test_the_search_of_the_handbook_finds_inflected_words_and_bears_any_query():
    def slugs(query):
        return [task.slug for task in tasks.found(query)]

    assert slugs("ställa in")[0] == "andra-eller-stalla-in"
    assert slugs("hur byter jag ut bilder?")[0] == "bild"
    assert "bild" in slugs("alternativtexter")
    assert slugs("xyzzy") == slugs("!?") == []
    for query in ("", "och", "%", "\x00", "ö" * 3000, "<script>", "中文"):
        assert isinstance(slugs(query), list)


@pytest.mark.one_database
@pytest.mark.django_db
def test_forms_and_the_menu_lead_to_the_task_that_they_are_about(client, redaktor):
    assert set(TASK_AT.values()) <= set(tasks.tasks())
    admin = next(r for r in get_resolver().url_patterns if str(r.pattern) == "admin/")
    known = [str(pattern.pattern).lstrip("^") for pattern in admin.url_patterns]
    assert [
        at for at in TASK_AT if not any(f"{path}/".startswith(f"{at}/") for path in known)
    ] == []
    client.force_login(redaktor)
    assert "/admin/handbok/klistra-in/" in client.get("/admin/klistra-in/").content.decode()
    assert 'href="/admin/handbok/"' in client.get("/admin/").content.decode()
    form = client.get(f"/admin/pages/add/news/articlepage/{NewsIndexPage.objects.get().pk}/")
    assert 'href="/admin/handbok/nyhet/"' in form.content.decode()
