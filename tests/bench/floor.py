"""Make the floor's database: one page, at the address `/`."""

import django
from django.core.management import call_command


def make():
    """Migrate an empty database and put one FloorPage at the root of its site."""
    django.setup()
    call_command("migrate", verbosity=0)

    from wagtail.models import Page, Site

    from tests.bench.models import FloorPage

    root = Page.objects.get(depth=1)
    page = root.add_child(
        instance=FloorPage(title="Floor", slug="floor", body="<p>The same words.</p>" * 500)
    )
    Site.objects.update(root_page=page)


if __name__ == "__main__":
    make()
