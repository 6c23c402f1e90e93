"""The rules of the house that a machine keeps."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.functional import Promise
from wagtail import blocks
from wagtail.models import Page, get_page_models

ROOT = Path(__file__).parent.parent
APPS = ("home", "activities", "news", "search")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = [
    path
    for folder in (*APPS, "malmoandan", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
PAGE_TYPES = [model for model in get_page_models() if model is not Page]
BLOCK_MODULES = [
    *(f"home.blocks.{path.stem}" for path in sorted((ROOT / "home/blocks").glob("[a-z]*.py"))),
    "home.inbox",
    "activities.blocks",
    "news.blocks",
]
WAGTAILS_OWN = {field.name for field in Page._meta.get_fields()} | {"page_ptr"}
QUERY_WORDS = re.compile(r"\.(objects|filter|exclude|specific|get_children|get_descendants|all)\b")


def our_blocks():
    """Return the block classes that this project defines and editors meet."""
    classes = {
        member
        for name in BLOCK_MODULES
        for member in vars(import_module(name)).values()
        if inspect.isclass(member) and issubclass(member, blocks.Block)
    }
    ours = (c for c in classes if c.__module__.split(".")[0] in APPS)
    choosers = "home.blocks.choosers"
    return sorted(
        (c for c in ours if c.__module__ != choosers and c.__name__ != "BodyBlocks"),
        key=lambda c: c.__name__,
    )


def name(value):
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=name)
def test_a_page_type_has_its_template_where_its_name_says(page_type):
    assert get_template(page_type.template)
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", page_type.__name__).lower()
    assert page_type.template == f"{page_type._meta.app_label}/{snake}.html"


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=name)
def test_a_page_type_speaks_swedish_to_the_editor(page_type):
    assert isinstance(page_type._meta.verbose_name, Promise)
    assert len(str(page_type.page_description)) > 10


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=name)
def test_a_page_type_says_where_it_belongs_and_is_found_by_search(page_type):
    assert "parent_page_types" in vars(page_type)
    assert "subpage_types" in vars(page_type)
    assert len(page_type.search_fields) > len(Page.search_fields)


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=name)
def test_every_field_has_a_swedish_label_and_a_help_text(page_type):
    for field in page_type._meta.get_fields():
        ours = getattr(field, "model", None) is page_type and field.name not in WAGTAILS_OWN
        if not ours or field.auto_created or not getattr(field, "editable", False):
            continue
        assert isinstance(field.verbose_name, Promise), field.name
        assert str(field.help_text).endswith((".", "?", "!")), field.name


@pytest.mark.parametrize("block", our_blocks(), ids=name)
def test_a_block_has_all_that_an_editor_chooses_by(block):
    instance = block()
    assert instance.meta.icon != blocks.Block._meta_class.icon
    assert str(instance.meta.label)
    assert str(instance.meta.description).endswith(".")
    assert hasattr(instance.meta, "preview_value")
    assert get_template(instance.meta.template)


@pytest.mark.parametrize("block", our_blocks(), ids=name)
def test_every_field_of_a_block_has_a_label_of_its_own(block):
    for field_name, child in getattr(block(), "child_blocks", {}).items():
        assert child.meta.label, field_name


def test_editors_meet_no_more_blocks_than_they_can_know():
    from home.models import SectionBlocks

    assert len(SectionBlocks().child_blocks) <= 17


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_python_file_is_longer_than_a_reader_can_hold(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_is_short_asks_no_queries_and_keeps_to_the_csp(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 100
    assert not QUERY_WORDS.search(text)
    assert not re.search(r"\bstyle=|<script>|\son[a-z]+=", text)


def test_every_template_is_used():
    everything = [*TEMPLATES, *SOURCES]
    texts = {path: path.read_text() for path in everything}
    by_name = {"404.html", "429.html", "500.html", *(page.template for page in PAGE_TYPES)}
    for template in TEMPLATES:
        called = str(template.relative_to(ROOT / "templates"))
        if called in by_name or called.startswith(("wagtail", "modeladmin")):
            continue
        assert any(called in text for path, text in texts.items() if path != template), called


def test_templates_of_packages_that_we_override_still_exist():
    from django.template.utils import get_app_template_dirs

    for template in TEMPLATES:
        called = str(template.relative_to(ROOT / "templates"))
        if called.startswith("wagtail") and "shared" not in called:
            found = any(
                (Path(folder) / called).exists() for folder in get_app_template_dirs("templates")
            )
            assert found, called


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_all_migrations_together_stay_short():
    files = [path for app in APPS for path in (ROOT / app).glob("migrations/*.py")]
    assert sum(len(path.read_text().splitlines()) for path in files) < 4000


def test_every_model_of_ours_has_a_swedish_name():
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if model.__name__ in ("Rendition", "LoadedContent") or model._meta.auto_created:
                continue
            assert isinstance(model._meta.verbose_name, Promise), model


FLOORS = {
    0: (
        "search.swedish",
        "search.compounds",
        "search.query",
        "search.vocabulary",
        "search.indexing",
        "search.records",
        "search.references",
        "search.backend",
        "search.words",
        "search.highlight",
        "search.models",
    ),
    1: (
        "home.base",
        "home.blocks",
        "home.people",
        "home.media",
        "home.users",
        "home.site",
        "home.themes",
        "home.querysets",
    ),
    2: ("activities", "news"),
    3: (
        "home.models",
        "home.inbox",
        "home.content",
        "home.management",
        "search.facets",
        "search.reports",
        "search.results",
        "search.searches",
        "search.suggestions",
        "search.views",
        "malmoandan",
    ),
}


def floor(module):
    """Return the floor of a module; every `wagtail_hooks` is on the top floor."""
    if module.endswith("wagtail_hooks"):
        return 3
    for number, names in FLOORS.items():
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return number
    return None


def imports(path):
    """Return the absolute names of the modules that a file imports, also inside functions."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = list(package[: -node.level]) if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def our_sources():
    return [path for path in SOURCES if path.parts[len(ROOT.parts)] in (*APPS, "malmoandan")]


@pytest.mark.parametrize("path", our_sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_floor_never_imports_a_floor_above_it(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    here = floor(module)
    if here is None:
        return
    for name_ in imports(path):
        there = floor(name_)
        assert there is None or there <= here, f"{module} imports {name_}"


def test_activities_and_news_do_not_know_each_other():
    for app, other in (("activities", "news"), ("news", "activities")):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                names = [n for n in imports(path) if n == other or n.startswith(f"{other}.")]
                assert names == [], path


def test_an_unknown_template_is_noticed():
    with pytest.raises(TemplateDoesNotExist):
        get_template("home/finns_inte.html")


def test_nothing_is_marked_as_unfinished():
    marks = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + "X)\b")
    for path in [*TEMPLATES, *our_sources()]:
        assert not marks.search(path.read_text()), path
