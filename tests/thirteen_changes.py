"""The thirteen kinds of changes that a visitor can see, each as an editor makes it in the admin."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from tests import nginx_server


@dataclass
class Change:
    """One of the thirteen: how it is made the nth time, and what is right then, by address."""

    make: callable
    right: callable
    undo: callable = field(default=lambda n: None)
    prepare: callable = field(default=lambda n: None)


def says(words):
    """Return what tells whether a page says something."""
    return lambda answer: answer.status == 200 and words in answer.text.replace("\xa0", " ")


def answers(status):
    """Return what tells whether an answer has a status."""
    return lambda answer: answer.status == status


def thirteen(site, servers):
    """Return {name: `Change`} on a small site."""
    from django.utils import timezone

    from news.models import ArticlePage
    from tests.filled_site import make_document
    from tests.pages import choose, make_image, make_organisation

    def article(title, **fields):
        return site.add_article(title, date_text="våren 2021", slug=title.lower(), **fields)

    text, hidden, private, due = map(article, ("Text", "Dold", "Privat", "Planerad"))
    image, document, organisation = make_image(), make_document(), make_organisation()
    pictured = article("Bild", image=image)
    body = [("documents", {"heading": "Filer", "documents": [{"document": document}]})]
    filed = article("Fil", body=body)
    activity = site.add_activity("Dialog", slug="dialog")
    choose(activity, "partners", organisation)
    names = ("ett", "tva")
    parents = [site.add_text_page(name, slug=name) for name in names]
    moved = site.add_text_page("Flyttad", parent=parents[0], slug="flyttad")
    slugged = site.add_text_page("Namn", slug="namn-0")
    doomed = {}
    partner = f"/admin/snippets/home/organisation/edit/{organisation.pk}/"
    settings = f"/admin/settings/home/sitesettings/{site.site.pk}/"

    def add_doomed(n):
        doomed[n] = site.add_text_page(f"Bort {n}", slug=f"bort-{n}-{time.monotonic_ns()}")

    def schedule(n):
        due.refresh_from_db()
        due.introduction = f"Publicerad {n} av sig själv"
        due.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))

    return {
        "page published": Change(
            lambda n: servers.publish(text, introduction=f"Nytt för gång {n}"),
            lambda n: {text.url: says(f"Nytt för gång {n}"), "/nyheter/": says(f"gång {n}")},
        ),
        "page unpublished": Change(
            lambda n: servers.act(hidden, "unpublish"),
            lambda n: {hidden.url: answers(404)},
            lambda n: ArticlePage.objects.get(pk=hidden.pk).save_revision().publish(),
        ),
        "page moved": Change(
            lambda n: servers.act(moved, f"move/{parents[n % 2].pk}/confirm"),
            lambda n: {
                f"/{names[n % 2]}/flyttad/": answers(200),
                f"/{names[1 - n % 2]}/flyttad/": answers(301),
            },
        ),
        "page deleted": Change(
            lambda n: servers.act(doomed[n], "delete"),
            lambda n: {doomed[n].url: answers(404)},
            prepare=add_doomed,
        ),
        "slug": Change(
            lambda n: servers.publish(slugged, slug=f"namn-{n}"),
            lambda n: {f"/namn-{n}/": answers(200), f"/namn-{n - 1}/": answers(301)},
        ),
        "privacy": Change(
            lambda n: servers.act(private, "privacy", restriction_type="login"),
            lambda n: {private.url: answers(302)},
            lambda n: servers.act(private, "privacy", restriction_type="none"),
        ),
        "redirect": Change(
            lambda n: servers.fill(
                "/admin/redirects/add/",
                old_path=f"/gammal-{n}",
                redirect_link=f"https://{nginx_server.HOST}/nyheter/",
                is_permanent="on",
            ),
            lambda n: {f"/gammal-{n}/": answers(301)},
        ),
        "image": Change(
            lambda n: servers.fill(f"/admin/images/{image.pk}/", photographer=f"Foto {n}"),
            lambda n: {pictured.url: says(f"Foto {n}")},
        ),
        "document": Change(
            lambda n: servers.fill(f"/admin/documents/edit/{document.pk}/", title=f"Fil {n}."),
            lambda n: {filed.url: says(f"Fil {n}.")},
        ),
        "snippet": Change(
            lambda n: servers.fill(partner, name=f"Förening nr {n}"),
            lambda n: {activity.url: says(f"Förening nr {n}")},
        ),
        "setting": Change(
            lambda n: servers.fill(settings, coordination_text=f"Samordnas nr {n}."),
            lambda n: {"/": says(f"Samordnas nr {n}."), text.url: says(f"Samordnas nr {n}.")},
        ),
        "notice bar": Change(
            lambda n: servers.fill(settings, notice_text=f"Stängt dag {n}."),
            lambda n: {"/": says(f"Stängt dag {n}."), "/kalender/": says(f"Stängt dag {n}.")},
        ),
        "scheduled work": Change(
            lambda n: servers.do_work(),
            lambda n: {due.url: says(f"Publicerad {n} av sig själv")},
            prepare=schedule,
        ),
    }
