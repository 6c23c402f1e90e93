"""Guards passwords: how often a login and a shared password may be tried."""

import logging
from datetime import timedelta
from functools import partial

from axes.handlers.base import AxesHandler
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm
from wagtail.documents.views.serve import authenticate_with_password as authenticate_for_document
from wagtail.models import Page
from wagtail.views import authenticate_with_password

from home.limits import Attempt, Limit, TooManyError

logger = logging.getLogger(__name__)

QUARTER = timedelta(minutes=15)
LOGINS = Limit("login", QUARTER, pair=5, household=30, subject=30)
SHARED_PASSWORDS = Limit("shared password", QUARTER, pair=5, household=30, subject=30)


class LoginForm(WagtailLoginForm):
    """Wagtail's form, which names its password by the field, in English."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Lösenord")


def address_of(request: HttpRequest) -> str:
    """Return the address that the visitor comes from, as the middleware has put it right."""
    return request.META.get("REMOTE_ADDR", "")


class LoginHandler(AxesHandler):
    """What django-axes asks before a password is looked at, and tells afterwards."""

    def is_allowed(self, request, credentials=None):
        """Begin a try; tell whether there have not been too many."""
        try:
            request.login_attempt = LOGINS.enter(_name(credentials), address_of(request))
        except TooManyError as error:
            request.login_refused = error
            return False
        return True

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Let the middleware of axes answer, where this was one try too many."""
        attempt = getattr(request, "login_attempt", None)
        until = LOGINS.closed_until(attempt, counted=True) if attempt else None
        if until:
            request.login_refused = TooManyError(until)
        if getattr(request, "login_refused", None):
            logger.warning("Logins from one place or for one name are refused for a while")
            request.axes_locked_out = True

    def user_logged_in(self, sender, request, user, **kwargs):
        """Forgive the tries before this one, and know the household for a month."""
        attempt = getattr(request, "login_attempt", None)
        if attempt:
            attempt.succeed()

    def reset_attempts(self, *, ip_address=None, username=None, ip_or_username=False):
        """Forget tries by name, by address or all of them; return how many (`axes_reset`)."""
        wanted = LOGINS.new(username or "", ip_address or "")
        attempts = Attempt.objects.filter(kind=LOGINS.kind).failed()
        if ip_or_username:
            attempts = attempts.of_subject(wanted) | attempts.of_household(wanted)
        else:
            attempts = attempts.of_subject(wanted) if username else attempts
            attempts = attempts.of_household(wanted) if ip_address else attempts
        return attempts.delete()[0]


def _name(credentials):
    return str((credentials or {}).get("username", ""))


def login_refused(request: HttpRequest, response: HttpResponse, credentials) -> HttpResponse:
    """Answer a login that was one too many (called by django-axes)."""
    return too_many(request, request.login_refused)


def too_many(request: HttpRequest, error: TooManyError, back: str = "") -> HttpResponse:
    """Answer 429, say when the next try is admitted, and lead back to where that is made."""
    allowed = {request.get_host()}
    if not back or not url_has_allowed_host_and_scheme(back, allowed, request.is_secure()):
        back = request.get_full_path()
    context = {"minutes": error.minutes, "back": back}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(error.seconds)
    add_never_cache_headers(response)
    return response


def _limited(request, guarded, answer):
    """Return the answer to a shared password, unless there were too many wrong ones."""
    back = request.POST.get("return_url", "")
    try:
        attempt = SHARED_PASSWORDS.enter(guarded, address_of(request))
    except TooManyError as error:
        return too_many(request, error, back)
    response = answer()
    if response.status_code == 302:
        attempt.succeed()
        return response
    until = SHARED_PASSWORDS.closed_until(attempt, counted=True)
    return too_many(request, TooManyError(until), back) if until else response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page_password(request: HttpRequest, page_view_restriction_id: int, page_id: int):
    """Take the password of a private page; who only looks at the address is led to the page."""
    page = get_object_or_404(Page.objects.live(), pk=page_id)
    restrictions = page.get_view_restrictions().filter(pk=page_view_restriction_id)
    if not restrictions.exists():
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(page.get_url(request))
    answer = partial(authenticate_with_password, request, page_view_restriction_id, page_id)
    return _limited(request, f"page {page_view_restriction_id}", answer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_password(request: HttpRequest, restriction_id: int):
    """Take the password of a private collection of documents; there is nothing to look at here."""
    if request.method != "POST":
        raise Http404
    answer = partial(authenticate_for_document, request, restriction_id)
    return _limited(request, f"collection {restriction_id}", answer)
