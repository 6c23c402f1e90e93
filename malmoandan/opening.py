"""*Innan ni öppnar*: what has to be in place before the site is opened, seen from its data alone.

Nothing is ticked off by hand.  A check is shown only to those who can put it right, and where
all of theirs hold the list is gone (docs/decisions.md, "A check list that ticks itself off").
"""

import logging
import re
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _

from home.generation import once_a_generation
from home.models import Organisation, PersonPage, SiteSettings, StandardPage
from home.site import site_of

from .backup.nightly import REGISTER
from .first_password import accounts_with_first_password

logger = logging.getLogger(__name__)

MOST_PAGES = 30
# Names that no visitor elsewhere can reach (RFC 2606 and 6761, and what routers hand out).
NO_HOST = re.compile(
    r"(.*\.)?(localhost|local|localdomain|internal|lan|home|test|example|invalid|example\.(com|net|org))"
)
# What only those who write need to know has nothing to do in a text that others read.
NOTE = re.compile(
    r"redaktionen (måste|ska|fyller|skriver)|(fyller|skriver) redaktionen|av redaktionen"
    r"|(inte|ej) ifyll|lorem ipsum|\b(todo|xxx)\b",
    re.IGNORECASE,
)
CONTROLLER = re.compile(r"personuppgiftsansvarig", re.IGNORECASE)
COOKIES = re.compile(r"\b(kakor|cookies)\b", re.IGNORECASE)
COMPLIANCE = re.compile(r"\bförenlig", re.IGNORECASE)
ASSESSED = re.compile(r"bedöm|gransk", re.IGNORECASE)
DAY = re.compile(rf"\b({'|'.join(map(str, MONTHS.values()))})\s20\d\d\b|\b20\d\d-\d\d\b")


@dataclass(frozen=True)
class Step:
    """One thing to see to: what it is, what is missing in a sentence, and where it is put right."""

    label: str
    missing: str = ""
    url: str = ""
    action: str = ""


def is_real_host(name):
    """Tell whether a host name may be one that visitors reach, and no stand-in."""
    try:
        return not ip_address(name.strip("[]"))
    except ValueError:
        return "." in name and not NO_HOST.fullmatch(name.lower())


def lines_of(page):
    """Yield what a text page says, a paragraph at a time; a fact with its label."""
    yield page.introduction
    for child in page.body:
        if child.block_type == "facts":
            yield from (f"{row.label} {row.get('value') or ''}" for row in child.value["rows"])
        elif child.block_type in ("text", "accordion"):
            yield from child.block.get_searchable_content(child.value)


class Opening:
    """The checks of one site, for one user of the admin."""

    def __init__(self, request):
        self.user, self.site = request.user, site_of(request)
        self.details = SiteSettings.for_request(request)
        self.texts = texts_below(self.site.root_page)

    def steps(self):
        """Return every step that the user may take; a check that fails is a step of its own."""
        may = self.user.has_perm
        checks = [
            *([self.contact] if may("home.change_sitesettings") else []),
            *[self.coordinators, self.controller, self.assessment, self.cookies, self.notes],
            *([self.logotypes] if may("home.change_organisation") else []),
            *([self.address] if may("wagtailcore.change_site") else []),
            *([self.sender, self.backups] if may("home.view_faults") else []),
            *([self.password] if may("home.change_user") else []),
        ]
        return list(filter(None, map(self.step_of, checks)))

    def step_of(self, check):
        """Return what a check says, or that it could not be made."""
        try:
            return check()
        except Exception:
            logger.exception("The check before opening %s could not be made", check.__name__)
            missing = _("Felet står i loggen på servern. De andra punkterna stämmer ändå.")
            return Step(_("En punkt kunde inte undersökas"), missing)

    def is_said(self, *patterns):
        """Tell whether a paragraph holds all of the patterns, and is no note to the editors."""
        return any(
            all(pattern.search(line) for pattern in patterns) and not NOTE.search(line)
            for lines in self.texts.values()
            for line in lines
        )

    def on_page(self, page, label, missing, action):
        """Return a step that is taken by editing a page, or None where the user may not.

        Where there is no such page it begins among the pages at the top.
        """
        place = page or self.site.root_page
        rights = place.permissions_for_user(self.user)
        if not (rights.can_edit() if page else rights.can_add_subpage()):
            return None
        view = "wagtailadmin_pages:edit" if page else "wagtailadmin_explore"
        return Step(label, missing, reverse(view, args=[place.pk]), action)

    def with_slug(self, slug):
        """Return the page that content/ puts at an address, or None."""
        return next((page for page in self.texts if page.slug == slug), None)

    def contact(self):
        names = ("coordination_text", "contact_email", "contact_phone")
        empty = [name for name in names if not getattr(self.details, name).strip()]
        labels = [str(SiteSettings._meta.get_field(name).verbose_name) for name in empty]
        return Step(
            _("Webbplatsens kontaktuppgifter"),
            _("Fyll i: %(fields)s.") % {"fields": ", ".join(labels)} if labels else "",
            reverse("wagtailsettings:edit", args=["home", "sitesettings", self.site.pk]),
            _("Fyll i"),
        )

    def coordinators(self):
        label = _("Samordnarnas kontaktuppgifter")
        form = next((page for page in self.texts if has_block(page, "contact_form")), None)
        named = [
            row["value"].get("person")
            for block in (form.body.raw_data if form else ())
            if block["type"] == "people"
            for row in block["value"].get("people", ())
        ]
        people = people_named(frozenset(filter(None, named)))
        if any(person.public_phone or person.public_email for person in people):
            return self.on_page(form, label, "", "")
        if people:
            missing = _("%(name)s har varken telefon eller e-post.") % {"name": people[0].title}
            return self.on_page(people[0], label, missing, _("Fyll i"))
        missing = _("Lägg till dem som samordnar med blocket ”Personer och organisationer”.")
        return self.on_page(form, label, missing, _("Lägg till"))

    def controller(self):
        missing = _("Skriv vem som är personuppgiftsansvarig, och hur man når dataskyddsombudet.")
        return self.on_page(
            self.with_slug("personuppgifter"),
            _("Personuppgiftsansvarig"),
            "" if self.is_said(CONTROLLER) else missing,
            _("Skriv"),
        )

    def assessment(self):
        missing = ""
        if not self.is_said(ASSESSED, DAY):
            missing = _("Skriv när och hur webbplatsen bedömdes, med datum.")
        elif not self.is_said(COMPLIANCE):
            missing = _("Skriv om webbplatsen är helt, delvis eller inte förenlig med lagen.")
        page = self.with_slug("tillganglighet")
        return self.on_page(page, _("Bedömning av tillgängligheten"), missing, _("Skriv"))

    def cookies(self):
        missing = _("Skriv att webbplatsen inte sparar några kakor hos besökare.")
        return self.on_page(
            self.with_slug("personuppgifter"),
            _("Inga kakor att upplysa om"),
            "" if self.is_said(COOKIES) else missing,
            _("Skriv"),
        )

    def notes(self):
        label = _("Inga anteckningar i texterna")
        for page, lines in self.texts.items():
            note = next(filter(NOTE.search, lines), "")
            if note:
                said = {"page": page.title, "note": Truncator(note).chars(90)}
                return self.on_page(page, label, _("%(page)s: ”%(note)s”") % said, _("Ändra"))
        return self.on_page(None, label, "", "")

    def logotypes(self):
        kinds = Organisation.Kind
        parties = {kinds.PUBLIC: _("kommunen"), kinds.CIVIL_SOCIETY: _("den idéburna sektorn")}
        without = [party for kind, party in parties.items() if kind not in kinds_with_logo()]
        missing = _("Saknas för %(parties)s. Organisationens slag ska vara ifyllt.")
        return Step(
            _("Logotyper för båda parterna"),
            missing % {"parties": get_text_list(without, _("och"))} if without else "",
            reverse("wagtailsnippets_home_organisation:list"),
            _("Ladda upp"),
        )

    def address(self):
        missing = _("Webbplatsen uppger adressen %(host)s. Ange den riktiga i BASE_URL på servern.")
        host = self.site.hostname
        return Step(
            _("Webbplatsens adress"),
            "" if is_real_host(host) else missing % {"host": host},
            reverse("wagtailsites:edit", args=[self.site.pk]),
            _("Se adressen"),
        )

    def sender(self):
        missing, sender = "", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        if not is_real_host(sender.rpartition("@")[2]):
            missing = _("E-posten skickas från %(sender)s. Ange den riktiga i DEFAULT_FROM_EMAIL.")
        elif not settings.MAIL_TRANSPORT.endswith("smtp.EmailBackend"):
            missing = _("E-posten skickas inte. Ange en e-postserver i EMAIL_URL på servern.")
        return Step(_("Avsändare för e-post"), missing % {"sender": sender})

    def backups(self):
        missing = _("Ange en mapp i BACKUP_DIR på servern, så sparas en kopia varje natt.")
        if folder := settings.BACKUP_DIR:
            sentence = _("Mappen %(folder)s är tom. ”manage.py work” sparar en kopia varje natt.")
            missing = "" if has_backups(folder) else sentence % {"folder": folder}
        return Step(_("Mapp för säkerhetskopior"), missing)

    def password(self):
        user = accounts_with_first_password().first()
        url = reverse("wagtailadmin_account")
        if user and user != self.user:
            url = reverse("wagtailusers_users:edit", args=[user.pk])
        missing = _("Kontot %(name)s har kvar lösenordet från första starten.")
        missing = missing % {"name": user} if user else ""
        return Step(_("Första lösenordet är bytt"), missing, url, _("Byt"))


@once_a_generation
def texts_below(home):
    """Return {page: what it says} of the text pages below the start page that lists show."""
    shown = Q(show_in_menus=True) | Q(show_in_footer=True)
    pages = StandardPage.objects.child_of(home).visible().filter(shown)
    return {page: list(lines_of(page)) for page in pages[:MOST_PAGES]}


@once_a_generation
def people_named(keys):
    """Return the visible people of these primary keys, by name."""
    return list(PersonPage.objects.visible().filter(pk__in=keys).by_title())


@once_a_generation
def kinds_with_logo():
    """Return which kinds of organisations any logotype is of."""
    return set(Organisation.objects.exclude(logo=None).values_list("kind", flat=True))


def has_block(page, kind):
    """Tell whether a block of that kind stands in the text of a page."""
    return any(block["type"] == kind for block in page.body.raw_data)


def has_backups(folder):
    """Tell whether any lies in a folder that may not be there, or not be ours to read."""
    try:
        return any(path.name != REGISTER and path.name[0] != "." for path in folder.iterdir())
    except OSError:
        return False
