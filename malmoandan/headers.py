"""Response headers that no library sets for us, and the visitor's address behind a proxy."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from home import ip

ADMIN_PATH = "/admin/"

# Wagtail's widgets still write inline scripts and styles: docs/decisions.md, "Admin CSP".
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [SELF],
}


def is_preview(request: HttpRequest) -> bool:
    """Tell whether Wagtail renders this request for an editor's preview."""
    return getattr(request, "is_preview", False)


class TrustedProxyMiddleware:
    """Put the visitor's own address in REMOTE_ADDR, always as an IP address.

    With PROXY_COUNT proxies in front, only the entries of X-Forwarded-For that our own proxies
    wrote are believed: counted from the right, the one written by the outermost of them. What is
    no IP address becomes `home.ip.UNKNOWN`, so that databases and limits always get an address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        addresses = [part for part in forwarded.split(",") if part.strip()]
        address = request.META.get("REMOTE_ADDR", "")
        if 0 < settings.PROXY_COUNT <= len(addresses):
            address = addresses[-settings.PROXY_COUNT]
        request.META["REMOTE_ADDR"] = ip.normalised(address)
        return self.get_response(request)


class CrossOriginMiddleware:
    """Let no other site embed what is answered here, unless the view has said that it may."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict public policy, widened for the admin and for previews inside it."""

    def get_policy_parts(self, request, response, report_only=False):
        """Return django-csp's policy parts for this path (one policy per kind of page)."""
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if request.path_info.startswith(ADMIN_PATH):
            parts.replace = {**(parts.replace or {}), **ADMIN_POLICY}
        elif is_preview(request):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        return parts

    def process_response(self, request, response):
        """Set the policy, and the older header that says the same about frames."""
        if request.path_info.startswith(ADMIN_PATH) or is_preview(request):
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return super().process_response(request, response)
