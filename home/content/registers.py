"""The registers: themes, organisations, categories, and what the site knows about itself."""

from contextlib import suppress

from django.apps import apps
from django.core.exceptions import ValidationError

from ..site import SiteSettings
from .files import REGISTERS, SETTINGS, ContentError
from .values import AbsentError, Values


class Registers:
    """Register entries by slug; one that is missing is made when it is first asked for.

    `ledger` is the loader's `Ledger`: what an editor has deleted is not made again.
    """

    def __init__(self, data, ledger, say):
        self.data, self.ledger, self.say = data, ledger, say
        self.models = {apps.get_model(label): name for name, label in REGISTERS.items()}
        self.found = {model: dict(model.objects.values_list("slug", "pk")) for model in self.models}

    def has(self, model):
        """Tell whether the model is a register."""
        return model in self.models

    def knows(self, model, slug):
        """Tell whether the file of the register has the slug."""
        return slug in self.data[self.models[model]]

    def get(self, model, slug):
        """Return the primary key of an entry; raise AbsentError where an editor has deleted it."""
        name = self.models[model]
        if slug not in self.found[model]:
            if self.ledger.is_deleted(f"{name}/{slug}"):
                raise AbsentError(f"{name}/{slug}")
            self.found[model][slug] = self.make(model, slug)
        self.ledger.write(f"{name}/{slug}")
        return self.found[model][slug]

    def make(self, model, slug):
        """Make one entry and return its primary key."""
        name = self.models[model]
        file = f"registers/{name}.yaml"
        entry = model(slug=slug)
        Values(file, None, self, self.say).fill(entry, self.data[name][slug])
        try:
            entry.full_clean()
        except ValidationError as error:
            raise ContentError(file, f"{slug}: {error.message_dict}") from error
        entry.save()
        return entry.pk

    def load(self, keys=None):
        """Make every missing entry that no editor has deleted, or only those of `keys`."""
        for model, name in self.models.items():
            for slug in self.data[name]:
                if keys is not None and f"{name}/{slug}" not in keys:
                    continue
                with suppress(AbsentError):
                    self.get(model, slug)

    def load_settings(self, site):
        """Fill in the settings of a site, unless they have been loaded or filled in before."""
        fields = self.data[SETTINGS]
        if not fields or self.ledger.has(SETTINGS):
            return
        settings = SiteSettings.for_site(site)
        fresh = SiteSettings()
        if all(getattr(settings, name) == getattr(fresh, name) for name in fields):
            Values(f"registers/{SETTINGS}.yaml", None, self, self.say).fill(settings, fields)
            settings.full_clean()
            settings.save()
        self.ledger.write(SETTINGS)
