"""What happens to a message: received, or shown again with what is wrong at the field."""

from datetime import timedelta

from django.apps import apps
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.limits import Limit, TooManyError
from home.public_forms import is_from_our_own_page, refused, visitors_form
from home.site import SiteSettings

from .feedback import FeedbackForm
from .form import MessageForm, pages_with_form
from .mail import queue_notification

MESSAGES = Limit("message", timedelta(hours=1), household=5)
FEEDBACK = Limit("feedback", timedelta(hours=1), household=20)
MOST_DIGITS = 18  # of a number that both databases can hold


def page_with_form(wanted):
    """Return the page with the id `wanted` (text from the form), or else the first with a form.

    Raises Http404 where no visitor can see any page with a contact form.
    """
    pages = [page for pages in pages_with_form() for page in pages]
    if not pages:
        raise Http404
    return next((page for page in pages if str(page.pk) == wanted), pages[0])


def response_with_errors(request, page, status, **form):
    """Return the page that the form stands on, with what was written and what is wrong."""
    response = page.serve(request)
    response.context_data |= form
    response.status_code = status
    return response


@visitors_form
def receive_message(request):
    """Store a message and hand it on; 422 with the errors, 429 when there are too many."""
    if request.method != "POST":
        about = request.GET.get("aktivitet", "")
        on = f"?{urlencode({'aktivitet': about})}#skriv" if about else ""
        return HttpResponseRedirect(page_with_form(None).get_url(request) + on)
    if not is_from_our_own_page(request):
        return refused()
    form = MessageForm(request.POST)
    if not form.is_valid():
        page = page_with_form(form.data.get("page"))
        return response_with_errors(request, page, 422, message_form=form)
    try:
        MESSAGES.enter("", request.META.get("REMOTE_ADDR", ""))
    except TooManyError as error:
        form.add_error(
            None, _("Du har skickat flera meddelanden den senaste timmen. Försök igen senare.")
        )
        page = page_with_form(form.data.get("page"))
        response = response_with_errors(request, page, 429, message_form=form)
        response["Retry-After"] = str(error.seconds)
        return response
    message = form.save()
    inbox_url = request.build_absolute_uri(reverse("inkorg_modeladmin_inspect", args=[message.pk]))
    queue_notification(message, SiteSettings.for_request(request).contact_email, inbox_url)
    return HttpResponseRedirect(reverse("message_sent"), status=303)


@require_safe
def message_sent(request):
    return render(request, "home/message_sent.html")


def page_with_feedback(wanted):
    """Return the text page with the id `wanted` (text); Http404 where no visitor can see it."""
    if not wanted.isdecimal() or len(wanted) > MOST_DIGITS:
        raise Http404
    return get_object_or_404(apps.get_model("home.StandardPage").objects.visible(), pk=wanted)


@visitors_form
def receive_feedback(request):
    """Store what a reader says of a text page; answers as `receive_message`."""
    if request.method != "POST":
        return HttpResponseRedirect("/")
    if not is_from_our_own_page(request):
        return refused()
    page = page_with_feedback(request.POST.get("page", ""))
    form = FeedbackForm(request.POST, page)
    if not form.is_valid():
        return response_with_errors(request, page, 422, feedback_form=form)
    try:
        FEEDBACK.enter("", request.META.get("REMOTE_ADDR", ""))
    except TooManyError as error:
        form.add_error(None, _("Du har skickat flera svar den senaste timmen. Försök igen senare."))
        response = response_with_errors(request, page, 429, feedback_form=form)
        response["Retry-After"] = str(error.seconds)
        return response
    form.instance.page = page
    form.save()
    return HttpResponseRedirect(f"{reverse('feedback_sent')}?sida={page.pk}", status=303)


@require_safe
def feedback_sent(request):
    try:
        page = page_with_feedback(request.GET.get("sida", ""))
    except Http404:
        page = None
    return render(request, "home/feedback_sent.html", {"read": page})
