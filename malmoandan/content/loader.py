"""Makes pages and register entries of the files that have never been loaded."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.search import index
from wagtail.signal_handlers import disable_reference_index_auto_update

from home.models import LoadedContent, SiteSettings
from search.index.tasks import each_indexed_once
from search.models import Synonym

from ..site_address import follow_base_url
from .files import (
    HOME,
    REGISTERS,
    SETTINGS,
    SYNONYMS,
    ContentError,
    file_names,
    read_pages,
    read_registers,
    read_synonyms,
)
from .values import Values


class Loader:
    """Loads the files of one folder, each once in a site's life; `say` prints a line."""

    def __init__(self, folder, say):
        self.pages, self.say = read_pages(folder), say
        self.registers, self.settings = read_registers(folder)
        self.synonyms = read_synonyms(folder)
        self.names, self.new = file_names(folder), set()

    def load(self):
        """Load the new files and return the pages made, in the order of the tree."""
        with transaction.atomic(), each_indexed_once():
            return self.load_at_once()

    def load_at_once(self):
        """Load all new files or, where one cannot be, none; return the pages made."""
        # Who loads at the same time waits here, and then finds nothing left to load.
        Page.objects.filter(depth=1).select_for_update().first()
        self.new = self.names.difference(LoadedContent.objects.values_list("name", flat=True))
        for model, file in REGISTERS.items():
            if file in self.new:
                self.make_entries(model, file)
        if SYNONYMS in self.new:
            self.make_synonyms()
        files = [page for page in self.pages.values() if page.file in self.new]
        with disable_reference_index_auto_update():
            made = [(file, self.make_draft(file)) for file in files if self.has_place(file)]
            if SETTINGS in self.new:
                self.fill_in_settings()
            pages = [self.publish(file, page) for file, page in made]
        for page in pages:
            index.insert_or_update_object(page)
            ReferenceIndex.create_or_update_for_object(page)
        LoadedContent.objects.bulk_create(LoadedContent(name=name) for name in sorted(self.new))
        return pages

    def fill(self, instance, file, fields):
        """Give a page, a register entry or the settings what a file says."""
        Values(file, self.pages, self.registers, self.say).fill(instance, fields)

    def make_entries(self, model, file):
        """Make the entries of a register that are missing."""
        known = set(model.objects.values_list("slug", flat=True))
        for slug, fields in self.registers[model].items():
            if slug in known:
                continue
            entry = model(slug=slug)
            self.fill(entry, file, fields)
            try:
                entry.full_clean()
            except ValidationError as error:
                raise ContentError(file, f"{slug}: {error.message_dict}") from error
            entry.save()

    def make_synonyms(self):
        """Make the rows of synonyms that editors have not written already."""
        known = set(Synonym.objects.values_list("words", flat=True))
        rows = [Synonym(words=words, also=also) for words, also in self.synonyms.items()]
        for row in rows:
            try:
                row.full_clean()
            except ValidationError as error:
                raise ContentError(SYNONYMS, f"{row.words}: {error.message_dict}") from error
        Synonym.objects.bulk_create(row for row in rows if row.words not in known)

    def fill_in_settings(self):
        """Fill in the settings of the site, unless there is none or somebody has."""
        site = Site.objects.filter(is_default_site=True).first()
        settings, fresh = site and SiteSettings.for_site(site), SiteSettings()
        if site and all(getattr(settings, name) == getattr(fresh, name) for name in self.settings):
            self.fill(settings, SETTINGS, self.settings)
            settings.full_clean()
            settings.save()

    def has_place(self, file):
        """Tell whether the page above is there; what is below a deleted page is left out."""
        if file.parent and not self.pages[file.parent].page():
            self.say(f"{file.file}: left out, since {file.parent} has been deleted")
            return False
        return True

    def make_draft(self, file):
        """Make the page with its title alone, so that every page can refer to every other."""
        above = self.pages[file.parent].page() if file.parent else Page.get_first_root_node()
        parent = above.specific
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

    def publish(self, file, page):
        """Fill the page, check it as publishing in the admin does, publish it, and return it.

        The day of loading is not the day of publishing, so the page goes without one.
        """
        # Siblings and children made since have changed what the tree says of the page.
        page = file.model.objects.get(pk=page.pk)
        self.fill(page, file.file, file.fields)
        try:
            page.full_clean()
        except ValidationError as error:
            raise ContentError(file.file, f"{error.message_dict}") from error
        if missing := page.missing():
            raise ContentError(file.file, f"{missing}")
        log(instance=page, action="wagtail.create", content_changed=True)
        page.save_revision(clean=False).publish()
        unknown = {"first_published_at": None, "last_published_at": None}
        Page.objects.filter(pk=page.pk).update(**unknown)
        return file.model.objects.get(pk=page.pk)
