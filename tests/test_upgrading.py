"""What a new version of Wagtail, modelsearch, Django or others may move: docs/upgrading.md."""

import ast
import inspect
import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WhatsNewInWagtailVersionPanel,
    WorkflowObjectsToModeratePanel,
)

from tests.test_house_style import SOURCES

ROOT = settings.BASE_DIR
OURS = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "tests"]
TEMPLATES = ROOT / "templates"
SECTIONS = {
    title: re.findall(r"^\| `(.+?)` \| (.*) \|$", text, re.MULTILINE)
    for title, text in re.findall(
        r"^## (.+?)\n(.*?)(?=^## |\Z)", (ROOT / "docs/upgrading.md").read_text(), re.M | re.S
    )
}
NAMES = [
    name
    for title in (
        "Wagtail: the admin",
        "Wagtail: pages, pictures and documents",
        "Wagtail's search and modelsearch",
        "Django and other packages",
    )
    for name, _what in SECTIONS[title]
]
# Modules of which Wagtail's documentation says nothing, or names some members only.
INTERNAL = re.compile(
    r"modelsearch|wagtail\.(?:.*\.)?views\b|wagtail\.admin\.(?:auth|mail|menu|ui\.menus|utils)\b"
    r"|wagtail\.admin\.ui\.tables\.pages|wagtail\.contrib\.\w+\.wagtail_hooks|wagtail\.coreutils"
    r"|wagtail\.(?:documents\.|)permissions|wagtail\.management|wagtail\.search\.(?:models|utils)"
    r"|wagtail\.signal_handlers|wagtail\.urls|django\.(?:.*\.)?_\w+"
)
# Documented after all: https://docs.wagtail.org/
DOCUMENTED = {
    "wagtail.snippets.views.snippets.SnippetViewSet",
    "wagtail.snippets.views.snippets.SnippetViewSetGroup",
}


# Django's own, documented in spite of their names.
PUBLIC = {"_meta", "_default_manager", "_base_manager"}


def find(name):
    """Return what stands on the way of a dotted name, from below its module to itself."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            way = [import_module(".".join(parts[:length]))]
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            way.append(getattr(way[-1], part))
        return way[1:] or way
    raise ModuleNotFoundError(name)


def is_there(name):
    try:
        return bool(find(name))
    except (AttributeError, ModuleNotFoundError):
        return False


def test_every_name_that_the_code_leans_on_is_there():
    assert [name for name in NAMES if not is_there(name)] == []


def test_a_name_that_is_gone_is_noticed():
    assert not is_there("wagtail.admin.views.finns_inte.View")
    assert not is_there("wagtail.models.Page.finns_inte")


def imported_from_within():
    """Yield each name that our code imports from a module which is internal."""
    for path in OURS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    if INTERNAL.match(node.module) or INTERNAL.fullmatch(name):
                        yield name


def reached_into():
    """Yield each private or replaced attribute of what our code imports from a package."""
    apps = {path.relative_to(ROOT).parts[0] for path in OURS}
    for path in OURS:
        nodes = [*ast.walk(ast.parse(path.read_text()))]
        imported = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
            if node.module.partition(".")[0] not in apps
            for alias in node.names
        }
        for node in nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                is_private = re.match("_[a-z]", node.attr) and node.attr not in PUBLIC
                if node.value.id in imported and (is_private or isinstance(node.ctx, ast.Store)):
                    yield f"{imported[node.value.id]}.{node.attr}"


def classes_of_ours():
    """Yield each class that our code defines at the top of a module."""
    for path in OURS:
        parts = path.relative_to(ROOT).with_suffix("").parts
        # Settings and the WSGI application do something when they are imported.
        if "settings" not in parts and parts[-1] != "wsgi":
            module = import_module(".".join(parts).removesuffix(".__init__"))
            for member in vars(module).values():
                if inspect.isclass(member) and member.__module__ == module.__name__:
                    yield member


def private_methods_replaced():
    """Yield each private method of a package that a class of ours replaces."""
    apps = {path.relative_to(ROOT).parts[0] for path in OURS}
    for ours in classes_of_ours():
        for name, member in vars(ours).items():
            if inspect.isfunction(member) and re.fullmatch(r"_[a-z]\w*[a-z]", name):
                replaced = next((base for base in ours.__mro__[1:] if name in vars(base)), None)
                if replaced and replaced.__module__.partition(".")[0] not in apps:
                    yield f"{replaced.__module__}.{replaced.__qualname__}.{name}"


def test_every_internal_name_that_the_code_uses_is_in_the_document():
    listed = [found for name in NAMES for found in find(name)]
    used = {*imported_from_within(), *private_methods_replaced(), *reached_into()} - DOCUMENTED
    unlisted = [
        name for name in used - {*NAMES} if not any(find(name)[-1] is found for found in listed)
    ]
    # A module that is imported as a whole: its members are listed.
    assert [name for name in unlisted if f"{name}." not in "".join(NAMES)] == []


def test_every_name_in_the_document_is_used():
    code = "\n".join(path.read_text() for path in OURS)
    code += "\n".join(path.read_text() for path in ROOT.glob("*/migrations/*.py"))
    words = set(re.findall(r"\w+", code))
    assert [name for name in NAMES if name.rpartition(".")[2] not in words] == []


PANELS = [
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WhatsNewInWagtailVersionPanel,
    WorkflowObjectsToModeratePanel,
]


def offered(menu):
    """Return what Wagtail's own hooks put into a menu of the admin."""
    return [item() for item in hooks.get_hooks(f"register_{menu}_menu_item")]


@pytest.mark.django_db
def test_what_is_removed_from_the_admin_by_name_is_gone(client, editor):
    names = {name for name, _where in SECTIONS["What is removed from the admin by name"]}
    # Were one of them renamed by Wagtail, the name here would remove nothing.
    assert names == {panel.name for panel in PANELS} | names & {
        item.name for item in offered("settings") + offered("reports")
    }
    leading_away = {item.name for item in offered("help") if item.url.startswith("https:")}
    assert leading_away
    client.force_login(editor)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "keyboard-shortcuts-trigger" in page
    assert [name for name in names | leading_away if name in page] == []


def blocks_of(template):
    return set(re.findall(r"{% block (\w+)", template))


def test_every_template_of_wagtails_that_is_replaced_is_listed_and_has_its_blocks():
    listed = {name: set(re.findall(r"`(\w+)`", blocks)) for name, blocks in SECTIONS["Templates"]}
    ours = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("wagtail*/**/*.html")}
    assert set(listed) == ours
    wagtails = defaultdict(list)
    for path in Path(wagtail.__file__).parent.rglob("*.html"):
        wagtails[path.as_posix().rpartition("/templates/")[2]].append(path)
    for name, blocks in listed.items():
        text = (TEMPLATES / name).read_text()
        (original,) = wagtails[name]
        if f'extends "{name}"' in text:
            assert blocks_of(text) == blocks, name
            chain = original.read_text()
            while parent := re.match(r'\s*{% extends "(.+?)"', chain.rpartition("\0")[2]):
                (above,) = wagtails[parent[1]]
                chain += "\0" + above.read_text()
            assert blocks <= blocks_of(chain), name
        else:
            assert blocks == set(), name


def test_every_text_that_our_scripts_use_is_in_wagtails():
    package = Path(wagtail.__file__).parent / "admin"
    files = [*package.rglob("*.js"), *package.rglob("*.html"), *package.rglob("*.py")]
    text = "\n".join(path.read_text(errors="ignore") for path in files if "tests" not in path.parts)
    wanted = [name for name, _what in SECTIONS["Scripts"]]
    assert [name for name in wanted if name not in text] == []
