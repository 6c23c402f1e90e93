"""docs/roles.md says who may do what: each address is asked for as each role, and sent a form."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query

from activities.models import EventPage
from home.models import Feedback, Letter, Message, User
from news.models import Sending, Subscriber
from search.models import Synonym
from tests.pages import SmallSite, make_image, make_organisation, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TEXT = Path(settings.BASE_DIR / "docs/roles.md").read_text()
ROWS = [
    [cell.strip(" `") for cell in line.strip("| ").split(" | ")]
    for line in TEXT.partition("|---|")[2].splitlines()
    if line.startswith("| `")
]
ROLES = ["Nobody", "R, reviewed", "R", "Granskare", "Administratör", "Superuser"]
REFUSED = {403, 404, 405}
# What is not allowed is then said by a status, and not by a redirect.
BY_SCRIPT = {"x-requested-with": "XMLHttpRequest"}
NOTHING = engines["django"].from_string("")
NO_BLOCKS = {f"{name}-count": "0" for name in EventPage.get_streamfield_names()}


def account(name, *groups, **fields):
    user = User.objects.create_user(name, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def failed_letter():
    EmailMessage("Hej", "Hej", "vi@example.org", ["anna@example.org"]).send()
    letter = Letter.objects.get()
    letter.set_state(Letter.State.FAILED, "Det avbröts.")
    return letter


@pytest.fixture
def site(media):
    """A site with one of everything that an address of the matrix names."""
    site = SmallSite()
    stronger = account("stronger", "Redaktör")
    stronger.user_permissions.add(Permission.objects.get(codename="change_workflow"))
    others = {
        "redaktor": account("other", "Redaktör"),
        "administrator": account("other-administrator", "Administratör"),
        "superuser": User.objects.create_superuser("other-superuser"),
        "stronger": stronger,
    }
    event = site.add_event()
    rows = {
        "home": site.home,
        "activity": site.activity,
        "event": event,
        "past": site.add_event(start=moment(2022, 5, 4, 12)),
        "page": site.add_text_page(),
        "issue": site.add_issue(),
        "draft": site.add_event(live=False),
        "person": site.add_person(),
        "picture": make_image(),
        "organisation": make_organisation(),
        "group": Group.objects.create(name="Egen"),
        "message": Message.objects.create(name="A", email="a@example.org", text="Hej"),
        "subscriber": Subscriber.objects.create(email="a@example.org", newsletter=True),
        "feedback": Feedback.objects.create(page=site.home, found=True),
        "synonym": Synonym.objects.create(words="pengar, bidrag"),
        "letter": failed_letter(),
        "query": Query.get("rabarber"),
        "redirect": Redirect.add_redirect("/gammalt", redirect_to=site.home),
        "sending": Sending.objects.create(subject="Vårens brev"),
        "site": site.site,
        **others,
    }
    site.names = {name: row.pk for name, row in rows.items()} | {"task": "nytt-evenemang"}
    return site


class Remembering(ModelBackend):
    """Reads an account, and what it may do, once for all that one role asks for.

    What a request changes is taken back, and so is as it was for the next.
    """

    accounts = {}

    def get_user(self, user_id):
        if user_id not in self.accounts:
            self.accounts[user_id] = super().get_user(user_id)
        return self.accounts[user_id]


class Unrendered:
    """Middleware that prints no page: who is let through is all that is asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        return SimpleTemplateResponse(NOTHING, status=response.status_code)


def answer(client, method, address):
    """Return the status of a request, whose changes are taken back."""
    with transaction.atomic():
        response = getattr(client, method)(
            address, NO_BLOCKS if method == "post" else None, headers=BY_SCRIPT
        )
        transaction.set_rollback(True)
    return response.status_code


def what_may(client, address):
    asked, sent = (answer(client, method, address) not in REFUSED for method in ("get", "post"))
    return {(True, True): "do", (True, False): "see", (False, True): "send"}.get((asked, sent), "–")


@pytest.mark.searches
def test_each_role_may_do_what_the_matrix_says_and_nothing_else(client, site, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Unrendered"]
    settings.AUTHENTICATION_BACKENDS = [
        f"{__name__}.Remembering" if name.endswith(".ModelBackend") else name
        for name in settings.AUTHENTICATION_BACKENDS
    ]
    users = {
        "R": account("r", "Redaktör"),
        "Granskare": account("g", "Granskare"),
        "Administratör": account("a", "Administratör"),
        "Superuser": User.objects.create_superuser("s"),
    }
    found = {}
    for role in ["Nobody", *users, "R, reviewed"]:
        if role == "R, reviewed":
            settings_of_site = site.site.sitesettings
            settings_of_site.is_reviewed = True
            settings_of_site.save()
        Remembering.accounts.clear()
        if role != "Nobody":
            client.force_login(users.get(role, users["R"]))
        for address, *_cells in ROWS:
            url = "/admin/" + re.sub(r"{(\w+)}", lambda name: str(site.names[name[1]]), address)
            found[address, role] = what_may(client, url)
    said = {
        (address, role): cell
        for address, *cells in ROWS
        for role, cell in zip(ROLES, cells, strict=True)
    }
    assert {key: (said[key], found[key]) for key in said if said[key] != found[key]} == {}


def patterns_of(resolver, prefix=""):
    """Yield (address, view) of what is below a resolver, at any depth."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern.callback
        else:
            yield from patterns_of(pattern, address)


def test_every_address_of_the_admin_that_is_our_own_is_in_the_matrix():
    admin = [one for one in get_resolver().url_patterns if str(one.pattern) == "admin/"]
    # Those of `ModelAdmin` are there for our lists alone.
    ours = {
        re.sub(r"\(\?P.+?\)(?=/)|<.+?>", "{}", re.sub(r"[\^$]", "", address))
        for one in admin
        for address, callback in patterns_of(one)
        if not callback.__module__.startswith(("wagtail.", "django."))
    }
    assert len(ours) > 60
    tried = {re.sub(r"{\w+}|(?<=dolj/)\w+", "{}", address) for address, *_cells in ROWS}
    # What a list prints anew by itself is that list.
    lists = {address for address in ours if re.search(r"(resultat|results)/$", address)}
    unsaid = ours - tried - lists - {"test404/"}
    assert unsaid == set(), "each address wants a line in docs/roles.md"
