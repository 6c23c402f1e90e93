"""Classes: the style sheet and the templates know the same ones."""

import re

from django.conf import settings

ROOT = settings.BASE_DIR
APPS = ("home", "activities", "news", "search", "malmoandan")
FILES = [ROOT / "static/css" / name for name in ("site.css", "event_poster.css")]
CSS = "".join(re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL) for file in FILES)
# A value may hold template tags, and these have quotes of their own.
ATTRIBUTE = re.compile(r'(?<![\w-])class="((?:{%.*?%}|{{.*?}}|[^"])*)"')
# What only the tests find things by.
HOOKS = {"hits"}
# Templates with other style sheets: the mail's, and the admin's (Wagtail's, css/admin.css).
ADMIN = re.compile(
    r"templates/email/|wagtailadmin/|_panel\.html"
    r"|/(brand|contact_change|hide|letter_action|logged_in_again|unreadable_draft|saving_dialog"
    r"|paste|paste_row|paste_text|gathering|gathering_row|letter_check(_findings)?|handbook|handbook_\w+"
    r"|send_again|send_correction|send_issue|sending|sending_action)\.html"
    r"|/(search_cell|checks|draft_links|broken_link_page|promise_voices|effect_panel|unpublish_warning)\.html"
)


def templates():
    """Return {path: text} of the templates that the style sheet of the site is for."""
    paths = (str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates").rglob("*.html")))
    return {path: (ROOT / path).read_text() for path in paths if not ADMIN.search(path)}


def sources():
    """Return the text of all Python and JavaScript that may name a class."""
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    files = [file for file in files if "migrations" not in file.parts]
    return "\n".join(file.read_text() for file in [*files, *(ROOT / "static/js").glob("*.js")])


def styled():
    """Return the classes that the style sheet has rules for."""
    selectors = re.findall(r"([^{};]+){", CSS)
    return {name for part in selectors for name in re.findall(r"\.([a-z][\w-]*)", part)}


def written():
    """Return {path: classes in it}; what a variable makes of a class is a star in it."""
    found = {}
    for path, text in templates().items():
        values = " ".join(ATTRIBUTE.findall(text))
        found[path] = set(re.sub(r"{{.*?}}", "*", re.sub(r"{%.*?%}", " ", values)).split())
    return found


def test_every_class_of_the_style_sheet_is_used():
    names = set().union(*written().values())
    words = {
        word
        for text in (*templates().values(), sources())
        for quoted in re.findall(r"\"([\w -]+)\"|'([\w -]+)'", text)
        for word in "".join(quoted).split()
    }
    # Of «frame-*» the rest is a word in quotes, or a number: see `home.templatetags.pictures`.
    starts = {name.removesuffix("*") for name in names if len(name) > 1 and name.endswith("*")}
    starts |= set(re.findall(r"([a-z-]+-)\{", sources()))
    built = {start + word for start in starts for word in words}
    numbered = {name for name in styled() if re.sub(r"\d+$", "", name) in starts}
    assert styled() - names - words - built - numbered == set()


def test_every_class_of_a_page_has_a_rule():
    rules = styled() | HOOKS
    unknown = {
        path: sorted(name for name in names if "*" not in name and name not in rules)
        for path, names in written().items()
    }
    assert {path: names for path, names in unknown.items() if names} == {}


def test_every_token_is_used_and_every_one_used_is_there():
    used = set(re.findall(r"var\((--[\w-]+)", CSS))
    assert set(re.findall(r"(--[\w-]+):", CSS)) == used
