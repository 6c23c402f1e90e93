"""The rules of the house that a machine keeps."""

import ast
import inspect
import re
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import JSONField
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.utils.functional import Promise
from wagtail import blocks
from wagtail.fields import StreamField as WagtailsStreamField
from wagtail.models import Page, get_page_models

from home.streams import StreamField

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
    "home.inbox.block",
    "activities.blocks",
    "news.blocks",
]
WAGTAILS_OWN = {field.name for field in Page._meta.get_fields()} | {"page_ptr"}
# Half as much again as when this limit was set: a few new types of pages, not a second site.
# Since then came those who subscribe to the newsletter, and its sendings: 20 kB more.
MOST_BYTES_OF_MIGRATIONS = 240_000
QUERY_WORDS = re.compile(r"\.(objects|filter|exclude|specific|get_children|get_descendants|all)\b")
INLINE = re.compile(r"\bstyle=|<script>|\son[a-z]+=")


def our_blocks():
    """Return the block classes that this project defines and editors meet."""
    classes = {
        member
        for name in BLOCK_MODULES
        for member in vars(import_module(name)).values()
        if inspect.isclass(member) and issubclass(member, blocks.Block)
    }
    ours = (c for c in classes if c.__module__.split(".")[0] in APPS)
    fields = ("home.blocks.choosers", "home.form_fields")
    bases = ("BodyBlocks", "ArticleBlocks", "HeadedBlock")
    return sorted(
        (c for c in ours if c.__module__ not in fields and c.__name__ not in bases),
        key=lambda c: c.__name__,
    )


def short(path):
    """Return a path as it is written from the root of the repository."""
    return str(path.relative_to(ROOT))


def compiles(template):
    """Tell whether there is a template of that name that Django can read."""
    try:
        return bool(get_template(template))
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return False


def test_an_unknown_template_is_noticed():
    assert not compiles("home/finns_inte.html")


def test_a_page_type_has_its_template_where_its_name_says():
    offenders = []
    for page_type in PAGE_TYPES:
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", page_type.__name__).lower()
        wanted = f"{page_type._meta.app_label}/{snake}.html"
        if page_type.template != wanted or not compiles(wanted):
            offenders.append((page_type, page_type.template))
    assert offenders == []


def test_a_page_type_speaks_swedish_to_the_editor():
    assert [
        page_type
        for page_type in PAGE_TYPES
        if not isinstance(page_type._meta.verbose_name, Promise)
        or len(str(page_type.page_description)) <= 10
    ] == []


def test_a_page_type_says_where_it_belongs_and_is_found_by_search():
    rules = {"parent_page_types", "subpage_types"}
    assert [
        page_type
        for page_type in PAGE_TYPES
        if not rules <= set(vars(page_type))
        or len(page_type.search_fields) <= len(Page.search_fields)
    ] == []


def fields_of_editors():
    """Yield (page type, field) of every field of ours that an editor fills in."""
    for page_type in PAGE_TYPES:
        for field in page_type._meta.get_fields():
            ours = getattr(field, "model", None) is page_type and field.name not in WAGTAILS_OWN
            if ours and not field.auto_created and getattr(field, "editable", False):
                yield page_type, field


def test_every_field_has_a_swedish_label_and_a_help_text():
    assert [
        (page_type, field.name)
        for page_type, field in fields_of_editors()
        if not isinstance(field.verbose_name, Promise)
        or not str(field.help_text).endswith((".", "?", "!"))
    ] == []


def lacks(block):
    """Return what a block lacks of all that an editor chooses by."""
    meta = block.meta
    wanted = {
        "icon": meta.icon != blocks.Block._meta_class.icon,
        "label": str(meta.label),
        "description": str(meta.description).endswith("."),
        "preview_value": hasattr(meta, "preview_value"),
        "template": compiles(meta.template),
    }
    return [what for what, present in wanted.items() if not present]


def test_a_block_has_all_that_an_editor_chooses_by():
    assert {block: lacks(block()) for block in our_blocks() if lacks(block())} == {}


def test_every_field_of_a_block_has_a_label_of_its_own():
    assert [
        (block, field_name)
        for block in our_blocks()
        for field_name, child in getattr(block(), "child_blocks", {}).items()
        if not child.meta.label
    ] == []


def test_editors_meet_no_more_blocks_than_they_can_know():
    from home.models import SectionBlocks

    assert len(SectionBlocks().child_blocks) <= 17


def test_no_python_file_is_longer_than_a_reader_can_hold():
    lengths = {short(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


def faults_of_template(path):
    """Return what a template does that none may."""
    text = path.read_text()
    found = ["longer than 100 lines"] if len(text.splitlines()) > 100 else []
    for what in (QUERY_WORDS, INLINE):
        found += [match[0] for match in what.finditer(text)]
    return found


def test_a_template_is_short_asks_no_queries_and_keeps_to_the_csp():
    faults = {short(path): faults_of_template(path) for path in TEMPLATES}
    assert {path: found for path, found in faults.items() if found} == {}


def test_every_template_is_used():
    texts = {path: path.read_text() for path in (*TEMPLATES, *SOURCES)}
    errors = {f"{code}.html" for code in ("400", "403", "403_csrf", "404", "429", "500")}
    by_name = errors | {page.template for page in PAGE_TYPES}
    called = {str(path.relative_to(ROOT / "templates")): path for path in TEMPLATES}
    assert [
        name
        for name, template in called.items()
        if name not in by_name
        and not name.startswith(("wagtail", "modeladmin"))
        and not any(name in text for path, text in texts.items() if path != template)
    ] == []


def test_templates_of_packages_that_we_override_still_exist():
    folders = [Path(folder) for folder in get_app_template_dirs("templates")]
    called = [str(template.relative_to(ROOT / "templates")) for template in TEMPLATES]
    assert [
        name
        for name in called
        if name.startswith("wagtail")
        and "shared" not in name
        and not any((folder / name).exists() for folder in folders)
    ] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_all_migrations_together_stay_short():
    # Counted in bytes, since a field is one line, however long.
    files = [path for app in APPS for path in (ROOT / app).glob("migrations/*.py")]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES_OF_MIGRATIONS


def test_no_migration_writes_out_the_blocks_of_a_stream():
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    fields = [field for model in models for field in model._meta.fields]
    streams = [field for field in fields if isinstance(field, WagtailsStreamField)]
    assert streams
    assert [str(field) for field in streams if not isinstance(field, StreamField)] == []
    assert {type(field.clone()) for field in streams} == {JSONField}


def test_every_model_of_ours_has_a_swedish_name():
    unseen = ("Rendition", "LoadedContent")
    assert [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in unseen
        and not model._meta.auto_created
        and not isinstance(model._meta.verbose_name, Promise)
    ] == []


# A floor imports what is below it; what stands on one floor knows nothing of each other.
FLOORS = (("home",), ("activities", "news"), ("search",), ("malmoandan",))


def module_name(path):
    """Return the dotted name of a Python file; a package has that of its folder."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path):
    """Yield (module, full name) of all that a file imports, also inside functions."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = list(package[: -node.level]) if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((module, f"{module}.{alias.name}") for alias in node.names)


def our_sources():
    return [path for path in SOURCES if path.parts[len(ROOT.parts)] in (*APPS, "malmoandan")]


def our_imports():
    """Return {module of ours: the modules of ours that it imports}."""
    modules = {module_name(path): path for path in our_sources()}
    return {
        module: {
            name if name in modules else package
            for package, name in imports(path)
            if name in modules or package in modules
        }
        for module, path in modules.items()
    }


def test_a_floor_imports_only_what_is_below_it():
    floors = {app: number for number, names in enumerate(FLOORS) for app in names}
    assert [
        (module, name)
        for module, names in our_imports().items()
        for name in names
        for here, there in [(module.partition(".")[0], name.partition(".")[0])]
        if here != there and floors[here] <= floors[there]
    ] == []


def test_no_modules_import_each_other_in_a_circle():
    try:
        TopologicalSorter(our_imports()).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))


def test_only_pytest_reads_a_conftest():
    # It wants a site that is set up, which the bench and the proofs begin without.
    tests = [path for path in SOURCES if path.parts[len(ROOT.parts)] == "tests"]
    names = {name for path in tests for pair in imports(path) for name in pair}
    assert [name for name in names if "conftest" in name.split(".")] == []


def test_nothing_is_marked_as_unfinished():
    marks = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + "X)\b")
    files = [*TEMPLATES, *our_sources()]
    assert [short(path) for path in files if marks.search(path.read_text())] == []
