"""Loading content files in tests, and looking at what came of it."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page

NOT_CONTENT = {"contenttypes", "auth", "sessions", "axes"}


def load(*names, **options):
    """Run the command and return what it says."""
    out = StringIO()
    call_command("load_content", *names, stdout=out, **options)
    return out.getvalue()


def everything():
    """Return every row of every table that holds content."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values()))
        for model in apps.get_models()
        if model._meta.app_label not in NOT_CONTENT and not model._meta.proxy
    }


def page(slug, model=Page):
    """Return the page of that slug."""
    return model.objects.get(slug=slug)
