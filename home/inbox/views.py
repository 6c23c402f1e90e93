"""What happens to a message: received, or shown again with what is wrong at the field."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.http import Http404, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from home.limits import Limit, TooManyError
from home.site import SiteSettings

from .form import MessageForm, pages_with_form
from .mail import queue_notification

MESSAGES = Limit("message", timedelta(hours=1), household=5)


def is_from_our_own_page(request):
    """Tell whether the form was sent from this site, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        # "none" is a visitor who loads the answer again.
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all
        return False


def page_with_form(wanted):
    """Return the page with the id `wanted` (text from the form), or else the first with a form.

    Raises Http404 where no visitor can see any page with a contact form.
    """
    pages = [page for pages in pages_with_form() for page in pages]
    if not pages:
        raise Http404
    return next((page for page in pages if str(page.pk) == wanted), pages[0])


def response_with_errors(request, form, status):
    """Return the page that the form stands on, with what was written and what is wrong."""
    response = page_with_form(form.data.get("page")).serve(request)
    response.context_data["message_form"] = form
    response.status_code = status
    return response


@csrf_exempt
@never_cache
def receive_message(request):
    """Store a message and hand it on; 422 with the errors, 429 when there are too many.

    Exempt from CSRF tokens because it carries no authority: no session, no cookie.
    """
    if request.method != "POST":
        about = request.GET.get("aktivitet", "")
        on = f"?{urlencode({'aktivitet': about})}#skriv" if about else ""
        return HttpResponseRedirect(page_with_form(None).get_url(request) + on)
    if not is_from_our_own_page(request):
        return HttpResponseForbidden(
            _("Meddelanden tas bara emot från formuläret på webbplatsen."),
            content_type="text/plain; charset=utf-8",
        )
    form = MessageForm(request.POST)
    if not form.is_valid():
        return response_with_errors(request, form, status=422)
    try:
        MESSAGES.enter("", request.META.get("REMOTE_ADDR", ""))
    except TooManyError as error:
        form.add_error(
            None, _("Du har skickat flera meddelanden den senaste timmen. Försök igen senare.")
        )
        response = response_with_errors(request, form, status=429)
        response["Retry-After"] = str(error.seconds)
        return response
    message = form.save()
    inbox_url = request.build_absolute_uri(reverse("inkorg_modeladmin_inspect", args=[message.pk]))
    queue_notification(message, SiteSettings.for_request(request).contact_email, inbox_url)
    return HttpResponseRedirect(reverse("message_sent"), status=303)


@require_safe
def message_sent(request):
    return render(request, "home/message_sent.html")
