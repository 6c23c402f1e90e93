"""A developer's own machine: debug pages, reload, mail printed in the terminal."""

from malmoandan.settings.base import *  # noqa: F403
from malmoandan.settings.base import CACHES, SECRET_KEY, env

DEBUG = True
SECRET_KEY = SECRET_KEY or "only-for-a-developers-own-machine"
ALLOWED_HOSTS = ["*"]
WAGTAILADMIN_BASE_URL = f"http://localhost:{env.int('PORT', default=8000)}"
MAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
# A template that is changed shows at once.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
