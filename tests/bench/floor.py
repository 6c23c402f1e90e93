"""Make the floor's database: the least page, at `/`, and a new project's one, at `/page/`."""

import django
from django.core.management import call_command


def make():
    """Migrate an empty database; put a FloorPage at the root of its site, a NewPage below it."""
    django.setup()
    call_command("migrate", verbosity=0)

    from wagtail.models import Page, Site

    from tests.bench.models import FloorPage, NewPage

    root = Page.objects.get(depth=1)
    body = "<p>The same words.</p>" * 500
    page = root.add_child(instance=FloorPage(title="Floor", slug="floor", body=body))
    page.add_child(instance=NewPage(title="Page", slug="page", body=body))
    Site.objects.update(root_page=page)


if __name__ == "__main__":
    make()
