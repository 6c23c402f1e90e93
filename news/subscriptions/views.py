"""Subscribing, confirming, changing and leaving.

What is asked by GET or HEAD, or posted without a word, changes nothing, since programs that look
for viruses open every link.
Forms carry no session and no cookie, only what they say, or the token in their address.
"""

from datetime import timedelta

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from home.drafts.views import kept_from_others
from home.email_address import normalised
from home.erasure import Erasure, digest, erasure_key
from home.limits import Limit, TooManyError
from home.public_forms import is_from_our_own_page, refused, visitors_form

from . import mail
from .addresses import (
    TICKED,
    ConfirmedLinkError,
    ExpiredLinkError,
    LinkError,
    UsedLinkError,
    subscriber_to_confirm,
)
from .forms import LinkForm, SubscribeForm, TopicsForm, activities
from .subscriber import Subscriber

HOUR = timedelta(hours=1)
# Letters that visitors ask for: by one network, and in all; a whole school may have one address.
ASKED = Limit("subscribe", HOUR, household=40, subject=200)
# Letters to one address. The answer does not say that it has had them.
TO_ADDRESS = Limit("subscribe-to", HOUR, subject=3)


def refuse_too_many(request, form):
    """Return 429 with the form where a network, or all together, have asked too often, or None."""
    try:
        ASKED.enter("", request.META.get("REMOTE_ADDR", ""))
    except TooManyError as error:
        form.add_error(None, _("Just nu är det för många som frågar. Försök igen om en timme."))
        response = render(request, form.template, {"form": form}, status=429)
        response["Retry-After"] = str(error.seconds)
        return response


def may_write_to(email):
    """Tell whether an address has had few enough letters that somebody has asked for."""
    try:
        TO_ADDRESS.enter(normalised(email), "")
    except TooManyError:
        return False
    return True


def answered(request, form, write, done):
    """Write to the address in a form, or show the form with what is wrong; tell nothing else."""
    if not form.is_valid():
        return render(request, form.template, {"form": form}, status=422)
    if too_many := refuse_too_many(request, form):
        return too_many
    if may_write_to(form.cleaned_data["email"]):
        write(form.cleaned_data["email"])
    return HttpResponseRedirect(reverse(done), status=303)


@visitors_form
def subscribe(request):
    """Show the form, or write to who has sent it; the answer is the same for every address."""
    if request.method != "POST":
        wanted = request.GET.get(TICKED["activities"], "")
        known = {str(one.pk) for one in activities()}
        initial = {"activities": [wanted]} if wanted in known else {"newsletter": True}
        return render(request, SubscribeForm.template, {"form": SubscribeForm(initial=initial)})
    if not is_from_our_own_page(request):
        return refused()
    if "shown" not in request.POST:  # a field on another page: the rest is asked here
        initial = {"newsletter": True, "email": request.POST.get("email", "")}
        return render(request, SubscribeForm.template, {"form": SubscribeForm(initial=initial)})
    form = SubscribeForm(request.POST)
    return answered(request, form, lambda email: mail.ask(email, form.topics), "subscribe_sent")


@visitors_form
def subscription_link(request):
    """Mail the link to change or leave by; the answer is the same for every address."""
    if request.method != "POST":
        return render(request, LinkForm.template, {"form": LinkForm()})
    if not is_from_our_own_page(request):
        return refused()
    return answered(request, LinkForm(request.POST), mail.send_link, "subscription_link_sent")


@require_safe
def subscribe_sent(request, is_new):
    return render(request, "news/subscribe_sent.html", {"is_new": is_new})


def told(request, status, **said):
    """Return a page that says what has become of a subscription or its link."""
    return kept_from_others(render(request, "news/subscription_told.html", said, status=status))


# What is said of a link that no longer does what it was for, and which ways on are offered.
GONE = {
    ExpiredLinkError: {
        "title": _l("Länken gäller inte längre"),
        "sentence": _l("Den gällde i sju dagar. Prenumerera igen, så får du en ny."),
        "again": True,
    },
    ConfirmedLinkError: {
        "title": _l("Du har redan bekräftat"),
        "sentence": _l("Prenumerationen är igång. Vill du ändra något? Be om en länk."),
        "change": True,
    },
    UsedLinkError: {
        "title": _l("Länken gäller inte längre"),
        "sentence": _l("Prenumerationen är avslutad sedan dess, eller beställd på nytt."),
        "change": True,
        "again": True,
    },
}


@visitors_form
def confirm(request, token):
    """Ask whether it was oneself who subscribed, and begin when the answer is sent."""
    try:
        subscriber = subscriber_to_confirm(token)
    except tuple(GONE) as error:
        return told(request, 410, **GONE[type(error)])
    except LinkError:
        return unknown(request)
    if "ja" in request.POST:
        mail.confirm(subscriber)
        return HttpResponseRedirect(
            reverse("subscription", args=[subscriber.token]) + "?klart=bekraftad", status=303
        )
    said = {"subscriber": subscriber, "topics": subscriber.topics}
    return kept_from_others(render(request, "news/confirm.html", said))


@require_safe
def cut_off(request):
    """Show what becomes of a link to confirm by whose end a mail program has lost."""
    return unknown(request)


def unknown(request):
    """Return the page for a link that the site never gave out."""
    return told(
        request,
        404,
        title=_("Den här länken känner vi inte igen"),
        sentence=_(
            "Adressen kan ha blivit avklippt i ditt e-postprogram, eller höra till något annat. "
            "Öppna länken i brevet igen, eller be om en ny."
        ),
        change=True,
        again=True,
    )


def left(request):
    """Return the page for who has just left, or had left before."""
    return told(
        request,
        200,
        title=_("Du prenumererar inte längre"),
        sentence=_("Vi har tagit bort din e-postadress, och du får inga fler brev."),
        again=True,
    )


@visitors_form
def subscription(request, token):
    """Show what a subscriber gets; change it, or leave: by the form, or by RFC 8058."""
    subscriber = Subscriber.objects.confirmed().filter(token=token).first()
    if subscriber is None:
        gone = digest(Subscriber(token=token), erasure_key())
        is_gone = Erasure.objects.filter(digest=gone).exists()
        return left(request) if is_gone else unknown(request)
    if request.method != "POST":
        form = TopicsForm(initial=ticked(subscriber, request.GET), auto_id="subscribe-%s")
        return shown(request, subscriber, form)
    if request.POST.get("List-Unsubscribe") == "One-Click" or "avsluta" in request.POST:
        subscriber.leave()
        return left(request)
    form = TopicsForm(request.POST, auto_id="subscribe-%s")
    if not form.is_valid():
        return shown(request, subscriber, form, 422)
    if not subscriber.choose(**form.topics):
        return left(request)
    return HttpResponseRedirect(f"{request.path}?klart=sparat", status=303)


def shown(request, subscriber, form, status=200):
    """Return the page of a subscription."""
    done = {
        "bekraftad": _("Klart. Nu prenumererar du."),
        "sparat": _("Sparat."),
    }.get(request.GET.get("klart"), "")
    context = {"subscriber": subscriber, "form": form, "done": done}
    return kept_from_others(render(request, "news/subscription.html", context, status=status))


def ticked(subscriber, query):
    """Return what the form of a subscriber begins with, and what the address adds to it."""
    own = map(str, subscriber.activities.values_list("pk", flat=True))
    return {
        "newsletter": subscriber.newsletter or TICKED["newsletter"] in query,
        "all_events": subscriber.all_events or TICKED["all_events"] in query,
        "activities": [*own, *query.getlist(TICKED["activities"])],
    }
