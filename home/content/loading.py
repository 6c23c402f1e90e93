"""Makes the pages and register entries that are missing, and leaves all others alone."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.search import index
from wagtail.signal_handlers import disable_reference_index_auto_update

from ..models import LoadedContent
from .address import follow_base_url
from .files import HOME, SETTINGS, ContentError, read_pages, read_registers
from .registers import Registers
from .values import Values


class Ledger:
    """What has been loaded before; `named` is what shall be loaded again if it is gone."""

    def __init__(self, named=()):
        self.loaded = set(LoadedContent.objects.values_list("key", flat=True))
        self.named = named

    def has(self, key):
        """Tell whether the key has been loaded before."""
        return key in self.loaded

    def is_deleted(self, key):
        """Tell whether what is not there was deleted on purpose."""
        return key in self.loaded and key not in self.named

    def write(self, key):
        """Remember that the key is loaded."""
        if key not in self.loaded:
            self.loaded.add(key)
            LoadedContent.objects.create(key=key)


class PagesByName:
    """The pages of the files, found by translation key wherever an editor has put them."""

    def __init__(self, files):
        self.files = files
        keys = [file.key for file in files.values()]
        found = Page.objects.filter(translation_key__in=keys).order_by("-path")
        self.by_key = {page.translation_key: page for page in found}

    def knows(self, name):
        """Tell whether there is a file of that name."""
        return name in self.files

    def title(self, name):
        """Return the title in the file."""
        return self.files[name].fields["title"]

    def get(self, name):
        """Return the page of a file, or None."""
        return self.by_key.get(self.files[name].key)

    def add(self, page):
        """Remember a page that has just been made."""
        self.by_key[page.translation_key] = page


class Loader:
    """Loads the files of one folder; `names` limits it to these pages and those above them."""

    def __init__(self, folder, names=(), say=lambda line: None):
        self.files, self.say, self.names = read_pages(folder), say, names
        data = read_registers(folder)
        keys = set()
        for name in names:
            keys |= self._keys(name, data)
        self.ledger = Ledger(keys)
        self.registers = Registers(data, self.ledger, say)
        self.pages = PagesByName(self.files)

    def _keys(self, name, data):
        """Return the ledger's keys of a name given on the command line."""
        if name in self.files:
            return {str(self.files[name].key)}
        register, _, slug = name.removeprefix("registers/").partition("/")
        entries = data.get(register) if name.startswith("registers/") else None
        if entries is None or (slug and slug not in entries):
            raise ContentError(name, "there is no such content")
        if register == SETTINGS:
            return {SETTINGS}
        return {f"{register}/{entry}" for entry in ([slug] if slug else entries)}

    @transaction.atomic
    def load(self):
        """Make what is missing and return the pages made, in the order of the tree."""
        with disable_reference_index_auto_update():
            made = [(file, self.make_draft(file)) for file in self.wanted() if self.may_make(file)]
            self.load_registers()
            pages = [self.publish(file, page) for file, page in made]
        for page in pages:
            index.insert_or_update_object(page)
            ReferenceIndex.create_or_update_for_object(page)
        for file in self.files.values():
            if self.pages.get(file.name):
                self.ledger.write(str(file.key))
        return pages

    def wanted(self):
        """Return the files whose pages shall exist: all, or the named ones and those above."""
        names = [name for name in self.names if name in self.files]
        if not self.names:
            return list(self.files.values())
        wanted = set()
        for name in names:
            while name:
                wanted.add(name)
                name = self.files[name].parent
        return [file for file in self.files.values() if file.name in wanted]

    def may_make(self, file):
        """Tell whether a page is missing and its place is there; an editor's deletion stands."""
        if self.pages.get(file.name) or self.ledger.is_deleted(str(file.key)):
            return False
        if file.parent and not self.pages.get(file.parent):
            if file.name in self.names:
                message = f"the page above it, {file.parent}, has been deleted; name it too"
                raise ContentError(file.file, message)
            self.say(f"{file.file}: left out, since {file.parent} has been deleted")
            return False
        return True

    def make_draft(self, file):
        """Make the page with its title alone, so that every page can refer to every other."""
        above = self.pages.get(file.parent) if file.parent else Page.get_first_root_node()
        # A sibling made before this one has changed the parent's count of children.
        parent = Page.objects.get(pk=above.pk).specific
        if not file.model.can_create_at(parent):
            kind = file.model._meta.label
            raise ContentError(file.file, f"{kind} cannot be made (again) below {parent}")
        page = file.model(
            title=file.fields["title"], slug=file.slug, translation_key=file.key, live=False
        )
        try:
            parent.add_child(instance=page)
        except ValidationError as error:
            raise ContentError(file.file, "; ".join(error.messages)) from error
        if file.name == HOME:
            self.take_over_site(page)
        self.pages.add(page)
        return page

    def take_over_site(self, home):
        """Put the start page in the place of Wagtail's welcome page, and make the first site."""
        welcome = Page.objects.filter(
            depth=2, slug="home", content_type__app_label="wagtailcore", numchild=0
        ).first()
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            Site.objects.create(
                hostname="localhost", is_default_site=True, root_page=home, site_name="Malmöandan"
            )
        elif welcome and site.root_page_id == welcome.pk:
            site.root_page, site.site_name = home, site.site_name or "Malmöandan"
            site.save()
        if welcome:
            welcome.delete()
        # Editors meet the name of the tree's root when they move a page or choose one.
        name = _("Alla sidor")
        Page.objects.filter(depth=1, title="Root").update(title=name, draft_title=name)
        follow_base_url()

    def load_registers(self):
        """Make the missing entries of the registers and the settings, all or the named ones."""
        self.registers.load(self.ledger.named if self.names else None)
        site = Site.objects.filter(is_default_site=True).first()
        if site and (SETTINGS in self.ledger.named or not self.names):
            self.registers.load_settings(site)

    def publish(self, file, page):
        """Fill the page, check it as publishing in the admin does, publish it, and return it.

        The day of loading is not the day of publishing, so the page goes without one.
        """
        # Siblings and children made since have changed what the tree says of the page.
        page = file.model.objects.get(pk=page.pk)
        Values(file.file, self.pages, self.registers, self.say).fill(page, file.fields)
        try:
            page.full_clean()
        except ValidationError as error:
            raise ContentError(file.file, f"{error.message_dict}") from error
        missing = page.missing()
        if missing:
            raise ContentError(file.file, f"{missing}")
        log(instance=page, action="wagtail.create", content_changed=True)
        page.save_revision(clean=False).publish()
        unknown = {"first_published_at": None, "last_published_at": None}
        Page.objects.filter(pk=page.pk).update(**unknown)
        return file.model.objects.get(pk=page.pk)
