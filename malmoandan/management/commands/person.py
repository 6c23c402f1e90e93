"""What the site has about one person: exported, or erased."""

from django.core.management.base import BaseCommand, CommandError

from malmoandan.person import Person
from news.subscriptions.subscriber import suppress
from news.subscriptions.suppression import Reason, lift


class Command(BaseCommand):
    """Export or erase what belongs to an e-mail address, or block it (docs/drift.md)."""

    help = "Prints, or erases, what the site has about one person; or stops letters to them."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--export", metavar="ADDRESS", help="print all of it as JSON")
        what.add_argument("--erase", metavar="ADDRESS", help="delete all of it for good")
        what.add_argument("--block", metavar="ADDRESS", help="never write to it again")
        what.add_argument("--unblock", metavar="ADDRESS", help="let it subscribe again")
        parser.add_argument("--name", action="append", default=[], help="look for this name too")

    def handle(self, *, export, erase, block, unblock, name, **options):
        address = export or erase or block or unblock
        if "@" not in address:
            raise CommandError("Give an e-mail address.")
        if block:
            suppress(block, Reason.BLOCKED)
            return
        if unblock:
            lift(unblock)
            return
        person = Person(address, name)
        if export:
            self.stdout.write(person.export())
            return
        before, named_in = person.counts(), person.named_in()
        person.erase()
        left = person.counts()
        for what, count in before.items():
            self.stdout.write(f"{what}: {count} erased, {left[what]} left")
        for account in person.accounts():
            self.stdout.write(f"The account {account.username} has the address: /admin/users/")
        if named_in:
            self.stdout.write("Named in what an editor has to read:")
        for line in named_in:
            self.stdout.write(f"  {line}")
