"""The test suite: no file outside a temporary folder, no mail sent, cheap passwords."""

import tempfile
from pathlib import Path

from malmoandan.settings.base import *  # noqa: F403
from malmoandan.settings.base import CACHES, DATABASES, env

SECRET_KEY = "only-for-the-test-suite"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WAGTAILADMIN_BASE_URL = "http://localhost"
LINK_CHECK = False
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for name in ("default", "pages") if env.bool("PAGE_CACHE", default=True) else ("default",):
    CACHES[name] = {"BACKEND": "malmoandan.cache.MemoryCache", "LOCATION": name}
# Removed again when the process ends.
folder = tempfile.TemporaryDirectory(prefix="malmoandan-test-")
DATA_DIR = Path(folder.name)
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
# A pool keeps connections open, and PostgreSQL then refuses to drop the test database.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# Without it the count of queries would not show a picture whose renditions nobody fetched.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
