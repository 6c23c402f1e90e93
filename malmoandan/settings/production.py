"""The site in earnest: nothing starts before every required setting is there.

With `HTTPS=0` only what plain http cannot carry is switched off: HSTS, the redirect to
https, Secure and `__Host-` cookies.
"""

from malmoandan.settings import environment
from malmoandan.settings.base import *  # noqa: F403
from malmoandan.settings.base import (
    ALLOWED_HOSTS,
    BACKUP_DIR,
    DATA_DIR,
    LOGGING,
    SECRET_KEY,
    SECURITY_CONTACT,
    STORAGES,
    WAGTAILADMIN_BASE_URL,
    env,
)

for name in ("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL"):
    if not env.str(name, default="").strip(" ,"):
        environment.refuse(name, "is missing")
HTTPS = env.bool("HTTPS", default=True)
environment.refuse_weak_key(SECRET_KEY)
environment.refuse_open_hosts(ALLOWED_HOSTS)
environment.refuse_wrong_address(WAGTAILADMIN_BASE_URL, ALLOWED_HOSTS, HTTPS)
environment.refuse_lost_backups(BACKUP_DIR, DATA_DIR)
environment.refuse_wrong_contact(SECURITY_CONTACT)

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "malmoandan.static_files.ForgivingStaticFilesStorage"},
}

# A line of JSON for each event, for whoever collects them; it says nothing of people.
LOGGING = {**LOGGING, "formatters": {"line": {"()": "malmoandan.logs.OneLineFormatter"}}}

# granian speaks plain http to the proxy that carries the certificate.
PROXY_COUNT = env.int("PROXY_COUNT", default=1 if HTTPS else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
# A promise for every name below the host, which may not be the site's own domain to promise for.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    environment.refuse("HSTS_PRELOAD", "needs HSTS_INCLUDE_SUBDOMAINS")
# A container and a balancer ask for its health without going through the proxy.
SECURE_REDIRECT_EXEMPT = [r"^halsa/"]
SILENCED_SYSTEM_CHECKS = [
    # The site may live below a domain that is somebody else's to decide for: off unless set.
    "security.W005",  # HSTS without subdomains
    "security.W021",  # HSTS without preload
]
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
else:
    SILENCED_SYSTEM_CHECKS += [
        "security.W004",  # no HSTS
        "security.W008",  # no redirect to https
        "security.W012",  # session cookie not Secure
        "security.W016",  # CSRF cookie not Secure
    ]
