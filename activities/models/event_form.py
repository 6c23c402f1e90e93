"""The editing form of an event: what it fills in by itself, and what it tells the editor."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from home.base import PageForm
from home.dates import period_parts

from .choices import Change


class EventForm(PageForm):
    """A new event starts with what its activity usually says; a moved one knows its old day."""

    def __init__(self, *args, **kwargs):
        instance, parent = kwargs.get("instance"), kwargs.get("parent_page")
        if instance is not None and instance.pk is None and parent is not None:
            instance.take_over_from(parent.specific)
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned_data = super().clean()
        moved = cleaned_data.get("change") == Change.MOVED and self._leaves_published_day()
        # A day that is published as the one before is not one that the editor has just given.
        if moved and cleaned_data.get("previous_start") in (None, self.published.previous_start):
            cleaned_data["previous_start"] = self.published.start
        waits = cleaned_data.get("change") == Change.POSTPONED
        if waits and cleaned_data.get("start") and self._leaves_published_day():
            # The page would give the new day as the one that no longer holds.
            said = _("Evenemanget har fått en ny dag. Välj ”%(change)s”.")
            self.add_error("change", said % {"change": Change.MOVED.label})
        return cleaned_data

    @cached_property
    def published(self):
        """Return the event as visitors see it, or None."""
        return type(self.instance).objects.live().filter(pk=self.instance.pk).first()

    def _leaves_published_day(self):
        """Tell whether visitors have been told another start than the one in the form."""
        before = self.published and self.published.start
        return before and before != self.cleaned_data.get("start")

    def _post_clean(self):
        super()._post_clean()
        self.instance.notices = list(self._notices())

    def _notices(self):
        """Yield (function of `messages`, sentence) for what the editor is told after saving."""
        removed = self.instance.tracking_removed
        if removed:
            said = _("Spårning togs bort ur adressen till anmälan: %(names)s.")
            yield messages.info, said % {"names": ", ".join(removed)}
        silently = self._leaves_published_day() and not self.cleaned_data.get("change")
        if silently and self.published.start > timezone.now():
            change = Change.MOVED if self.cleaned_data.get("start") else Change.POSTPONED
            before = "".join(part.text for part in period_parts(self.published.start))
            said = _(
                "Datumet har ändrats. Förut stod det %(before)s. Välj ”%(change)s” under "
                "”Om något ändras”, så att den som tänkt komma får veta det."
            )
            yield messages.warning, said % {"before": before, "change": change.label}
