"""Wagtail's command for scheduled pages, which would forget the time of a page that it cannot."""

from wagtail.management.commands import publish_scheduled

from home.schedule import run_schedule


class Command(publish_scheduled.Command):
    """Publish and unpublish what has a time, each page by itself."""

    help = "Publishes and unpublishes what has a time; `manage.py work` does the same."

    def handle(self, *args, dryrun, **options):
        if dryrun:
            super().handle(*args, dryrun=dryrun, **options)
        else:
            run_schedule()
