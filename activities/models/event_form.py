"""The editing form of an event: what it fills in by itself."""

from home.base import PageForm

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
        moved = cleaned_data.get("change") == Change.MOVED
        if moved and not cleaned_data.get("previous_start"):
            published = type(self.instance).objects.live().filter(pk=self.instance.pk).first()
            if published and published.start != cleaned_data.get("start"):
                cleaned_data["previous_start"] = published.start
        return cleaned_data
