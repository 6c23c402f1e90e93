"""No request from outside is answered 5xx: 10 000 with junk in path, query, headers and body."""

import sys
import time
import traceback
from collections import Counter
from urllib.parse import quote_from_bytes

from django.core.signals import got_request_exception

from tests.fuzzing import TOKEN, Fuzzer, forms_on

DATABASES = ("SQLite", "PostgreSQL")
VISITORS, OURS, FORMS = 7000, 1500, 1500
SLOWEST = 5  # seconds for one request


def answer(application, environ):
    """Return (status code, seconds) of the application's answer, read to its end."""
    seen, begun = [], time.monotonic()
    response = application(environ, lambda status, headers, *error: seen.append(status))
    try:
        for _part in response:
            pass
    finally:
        getattr(response, "close", lambda: None)()
    return int(seen[-1].split()[0]), time.monotonic() - begun


def described(environ):
    """Return a request on one line, as much of it as finds the fault."""
    path = quote_from_bytes(environ["PATH_INFO"].encode("latin-1"))[:120]
    headers = {
        key: value[:60]
        for key, value in environ.items()
        if key.startswith("HTTP_") and key not in ("HTTP_X_CSRFTOKEN", "HTTP_COOKIE") and value
    }
    body = environ["wsgi.input"].getvalue()[:300]
    return f"{environ['REQUEST_METHOD']} {path}?{environ['QUERY_STRING'][:120]} {headers} {body}"


def fuzz(application, fuzzer, count):
    """Send `count` requests; return (the offenders, Counter of statuses, the slowest seconds)."""
    offenders, statuses, slowest, errors = [], Counter(), 0, []

    def keep(**_sender):
        errors.append(sys.exc_info()[1])

    got_request_exception.connect(keep)
    for _number in range(count):
        environ = fuzzer.environ()
        what = described(environ)
        try:
            status, seconds = answer(application, environ)
        except Exception as error:
            errors.append(error)
            status, seconds = 599, 0
        statuses[status // 100 * 100] += 1
        slowest = max(slowest, seconds)
        if status >= 500:
            offenders.append(f"{raised(errors[-1]) if errors else status} by {what}")
        errors.clear()
    got_request_exception.disconnect(keep)
    return offenders, statuses, slowest


def raised(error):
    """Return an exception, and where it was raised, on one line."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {str(error)[:80]} at {frame.filename[-50:]}:{frame.lineno}"


def public_addresses(site):
    """Return the addresses that a visitor can ask for, one of each kind."""
    pages = [page.get_url() for page in site.home.get_descendants(inclusive=True).live()[:60]]
    return [
        *pages,
        *("/sok/", "/sok/forslag/", "/meddelande/", "/meddelande/", "/meddelande/tack/", "/halsa/"),
        *(
            "/robots.txt",
            "/sitemap.xml",
            "/favicon.ico",
            "/.well-known/security.txt",
            "/documents/",
        ),
        *(
            "/kalender/2026/11/",
            "/kalender/arkiv/2026/",
            "/kalender/kalender.ics",
            "/nyheter/flode.xml",
        ),
        *(
            "/media/images/a.png",
            "/media/original_images/a.png",
            "/static/css/site.css",
            "/documents/1/a.pdf",
        ),
        *("/documents/authenticate_with_password/1/", "/_util/authenticate_with_password/1/2/"),
        *(
            "/_util/login/",
            "/admin/login/",
            "/admin/password_reset/",
            "/admin/password_reset/done/",
        ),
        *("/admin/password_reset/confirm/MQ/x-y/", "/admin/", "/admin/jsi18n/", "/admin/sprite/"),
        f"/delningsbild/{site.home.translation_key}-samverkan.png",
    ]


def our_addresses(site):
    """Return the addresses of the admin that lead to code of ours."""
    return [
        *(f"/admin/nasta-tillfalle/{page.pk}/" for page in (site.event, site.full_activity)),
        *("/admin/", "/admin/evenemang/", "/admin/sokningar/", "/admin/sokningar/resultat/"),
        *("/admin/inkorg/", "/admin/inkorg/edit/1/", "/admin/inkorg/inspect/1/"),
    ]


def wagtails_addresses(site):
    """Return the addresses of Wagtail's own forms for models of ours."""
    pages = (site.home, site.landing, site.full_activity, site.calendar, site.news, site.person)
    pages += (site.event, site.article, site.issue, site.text, site.newsletters, site.people)
    models = ("home/theme", "home/organisation", "news/category", "search/synonym")
    kinds = {
        site.home: ("home/standardpage", "home/landingpage"),
        site.full_activity: ("activities/eventpage",),
        site.news: ("news/articlepage",),
        site.newsletters: ("news/newsletterpage",),
        site.people: ("home/personpage",),
    }
    return [
        *(f"/admin/pages/{page.pk}/{view}" for page in pages for view in ("edit/", "history/", "")),
        *(f"/admin/pages/{page.pk}/{view}/" for page in pages[:3] for view in ("copy", "privacy")),
        *(f"/admin/pages/add/{kind}/{page.pk}/" for page in kinds for kind in kinds[page]),
        *(
            f"/admin/snippets/{model}/{view}"
            for model in models
            for view in ("", "add/", "edit/1/")
        ),
        *(f"/admin/snippets/choose/{model}/" for model in models),
        *("/admin/settings/home/sitesettings/", "/admin/pages/search/", "/admin/choose-page/"),
        *("/admin/choose-external-link/", "/admin/images/chooser/", "/admin/documents/chooser/"),
        *("/admin/images/", "/admin/documents/", "/admin/images/1/", "/admin/documents/edit/1/"),
        *("/admin/redirects/add/", "/admin/searchpicks/", "/admin/users/", "/admin/account/"),
    ]


def prove(report):
    """Send the requests to the application itself, with its whole stack of middleware."""
    import logging

    from django.contrib.auth import get_user_model
    from django.test import Client

    from home.inbox.message import Message
    from malmoandan.incoming import Handler
    from tests.filled_site import FilledSite

    site = FilledSite()
    logging.disable(logging.CRITICAL)
    application = Handler()
    site.contact = site.add_text_page("Skriv", body=[("contact_form", {"heading": "", "text": ""})])
    Message.objects.create(name="Anna", email="anna@example.org", text="Hej")
    visitor, editor = (Client(SERVER_NAME="127.0.0.1") for _ in range(2))
    editor.force_login(get_user_model().objects.create_superuser("admin", password=TOKEN))
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in editor.cookies.items())
    public, ours = public_addresses(site), our_addresses(site)
    typed = forms_on(editor, wagtails_addresses(site), hidden=False)
    for who, count, fuzzer in (
        ("visitors", VISITORS, Fuzzer(public, forms_on(visitor, public))),
        ("editors, to views of ours", OURS, Fuzzer(ours, forms_on(editor, ours), cookie)),
        ("editors, by Wagtail's forms", FORMS, Fuzzer((), typed, cookie)),
    ):
        offenders, statuses, slowest = fuzz(application, fuzzer, count)
        for offender in {one.partition(" by ")[0]: one for one in offenders}.values():
            report.line(f"a request of {who}", offender, False)
        figure = f"{len(offenders)} of {count} 5xx, {dict(sorted(statuses.items()))}"
        report.line(f"requests of {who} answered", figure, not offenders)
        report.line(f"the slowest request of {who}", f"{slowest:.2f} s", slowest < SLOWEST)
