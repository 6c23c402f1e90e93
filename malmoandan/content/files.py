"""The content files: one YAML file a page, in folders that mirror the addresses."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import yaml
from django.apps import apps
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from home.models import Organisation, SiteSettings, Theme
from home.organisations import PageOrganisation
from news.models import Category

HOME = "start"
ABOUT_THE_FILE = {"id", "type", "order"}
OF_EVERY_PAGE = {"title", "seo_title", "search_description", "show_in_menus"}
REGISTERS = {
    Theme: "registers/themes.yaml",
    Organisation: "registers/organisations.yaml",
    Category: "registers/categories.yaml",
}
SETTINGS = "registers/settings.yaml"
SYNONYMS = "registers/synonyms.yaml"
# Either is safe; the one in C is ten times as fast, where it was built.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(Exception):
    """A content file that cannot be loaded, with the file's name and what is wrong."""

    def __init__(self, file, message):
        super().__init__(f"{file}: {message}")


@dataclass(frozen=True)
class PageFile:
    """One page as a file says it; `name` is its address without the outer slashes."""

    name: str
    file: str
    key: UUID
    model: type[Page]
    order: int
    fields: dict

    @property
    def slug(self):
        """Return the last part of the address."""
        return self.name.rpartition("/")[2]

    @property
    def parent(self):
        """Return the name of the page above, or None for the start page."""
        return None if self.name == HOME else self.name.rpartition("/")[0] or HOME

    @property
    def depth(self):
        """Return how many pages stand above."""
        return 0 if self.name == HOME else 1 + self.name.count("/")

    def page(self):
        """Return the page that was made of the file, wherever editors have put it, or None."""
        return Page.objects.filter(translation_key=self.key).order_by("path").first()


@lru_cache
def field_names(model):
    """Return the names of the fields that a file may give a page or a register entry."""
    inherited, names = set(), set()
    if issubclass(model, Page):
        inherited, names = {field.name for field in Page._meta.get_fields()}, set(OF_EVERY_PAGE)
        rows = get_all_child_relations(model)
        names |= {row.name for row in rows if issubclass(row.related_model, PageOrganisation)}
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        is_link_to_page = field.remote_field and getattr(field.remote_field, "parent_link", False)
        if field.editable and not is_link_to_page and field.name not in {"id", *inherited}:
            names.add(field.name)
    return names


def check_names(fields, model, file, where=""):
    """Raise ContentError for a field that the model does not have."""
    unknown = sorted(set(fields) - field_names(model))
    if unknown:
        raise ContentError(file, f"{where}unknown field {', '.join(unknown)}")


def read_yaml(path, file):
    """Return the mapping that a file holds; raise ContentError where it is not one."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise ContentError(file, f"{line}{getattr(error, 'problem', error)}") from error
    except UnicodeDecodeError as error:
        raise ContentError(file, "not UTF-8 text") from error
    if not isinstance(data, dict):
        raise ContentError(file, "expected fields, one a line: `name: value`")
    return data


def read_page(path, folder):
    """Return the PageFile of one file; its values are looked at when the page is made."""
    file = path.relative_to(folder).as_posix()
    data = read_yaml(path, file)
    try:
        key = UUID(str(data["id"]))
    except (KeyError, ValueError) as error:
        raise ContentError(file, "`id` must be a UUID") from error
    try:
        model = apps.get_model(str(data.get("type")))
    except (LookupError, ValueError) as error:
        raise ContentError(file, f"unknown page type {data.get('type')}") from error
    if not issubclass(model, Page):
        raise ContentError(file, f"{data['type']} is not a page type")
    if not data.get("title"):
        raise ContentError(file, "`title` is missing")
    order = data.get("order", 0)
    if not isinstance(order, int):
        raise ContentError(file, "`order` must be a whole number")
    fields = {name: value for name, value in data.items() if name not in ABOUT_THE_FILE}
    check_names(fields, model, file)
    return PageFile(file.removesuffix(".yaml"), file, key, model, order, fields)


def file_names(folder):
    """Return the names of all files, as they are written from the folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")}


def read_pages(folder):
    """Return {name: PageFile} of every page, those above before those below them."""
    paths = [path for path in folder.rglob("*.yaml") if path.parent != folder / "registers"]
    pages, keys = {}, {}
    for page in (read_page(path, folder) for path in paths):
        if page.key in keys:
            raise ContentError(page.file, f"has the same `id` as {keys[page.key]}")
        keys[page.key] = page.file
        pages[page.name] = page
    for page in pages.values():
        if page.parent and page.parent not in pages:
            raise ContentError(page.file, f"{page.parent}.yaml, the page above it, is missing")
    order = sorted(pages.values(), key=lambda page: (page.depth, page.order, page.name))
    return {page.name: page for page in order}


def read_synonyms(folder):
    """Return {words that mean the same: what they also find}; empty without a file."""
    path = folder / SYNONYMS
    rows = read_yaml(path, SYNONYMS) if path.exists() else {}
    return {str(words): str(also or "") for words, also in rows.items()}


def read_registers(folder):
    """Return ({register: {slug: fields}}, the fields of the settings); empty without a file."""
    registers = {}
    for model, file in REGISTERS.items():
        registers[model] = read_yaml(folder / file, file) if (folder / file).exists() else {}
        for slug, fields in registers[model].items():
            if not isinstance(fields, dict):
                raise ContentError(file, f"{slug}: expected fields, one a line: `name: value`")
            check_names(fields, model, file, f"{slug}: ")
    path = folder / SETTINGS
    settings = read_yaml(path, SETTINGS) if path.exists() else {}
    check_names(settings, SiteSettings, SETTINGS)
    return registers, settings
