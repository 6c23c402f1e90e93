"""Saving in the admin loses nothing: what was typed stays until the server has taken it.

`static/js/saving.js` asks `session_state` before it sends a form, and sends it with the header
`X-Stay-On-Page`, so that the page is left only for what has been saved.
"""

from urllib.parse import urlsplit

from django.contrib.messages import ERROR, get_messages
from django.http import HttpResponseForbidden, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_user_display_name

from malmoandan.errors import return_form
from malmoandan.headers import ADMIN_PATH


@never_cache
@require_safe
@require_admin_access
def session_state(request):
    """Say who is logged in, and the CSRF token that holds now; 403 to a script of nobody."""
    user = request.user
    who = {"user": str(user.pk), "name": get_user_display_name(user)}
    return JsonResponse(who | {"token": get_token(request)})


@never_cache
@require_safe
@require_admin_access
def logged_in_again(request):
    """Tell whoever has logged in beside a page with text to go back to it."""
    return render(request, "home/logged_in_again.html")


class SavingMiddleware:
    """Keep the page of a form that the admin does not take, or give back what the form held.

    A script that asks the admin without a session gets 403, never the login page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(ADMIN_PATH):
            return self.get_response(request)
        logged_out = request.user.is_anonymous
        response = self.get_response(request)
        if "Location" not in response:
            return response
        by_script = "X-Stay-On-Page" in request.headers
        if logged_out and leads_to(response, "wagtailadmin_login"):
            # To a script the login page would pass for the answer: autosave puts it in the form.
            if by_script or request.headers.get("Sec-Fetch-Dest") == "empty":
                return HttpResponseForbidden()
            return return_form(request, "logged_out") if request.method == "POST" else response
        if not by_script:
            return response
        if is_refused(request, response):
            return HttpResponseForbidden()
        # A redirect that a script may read: the browser would follow any other by itself.
        response.status_code = 204
        return response


def leads_to(response, name):
    """Tell whether a redirect leads to the address with this name."""
    return urlsplit(response["Location"]).path == reverse(name)


def is_refused(request, response):
    """Tell whether Wagtail sends whoever lacks a permission away, with a message."""
    if not leads_to(response, "wagtailadmin_home"):
        return False
    messages = get_messages(request)
    refused = any(message.level == ERROR for message in messages)
    messages.used = refused  # else they are for the page that comes
    return refused
