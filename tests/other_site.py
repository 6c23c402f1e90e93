"""The test settings for a site with another key, whose data lies where DATA_DIR says."""

from malmoandan.settings import base
from malmoandan.settings.test import *  # noqa: F403

SECRET_KEY = "only-for-another-site-of-the-test-suite"
DATA_DIR, STATIC_ROOT, MEDIA_ROOT = base.DATA_DIR, base.STATIC_ROOT, base.MEDIA_ROOT
