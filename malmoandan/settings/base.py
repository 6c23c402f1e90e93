"""What every way of running the site shares."""

from csp.constants import NONE, SELF

from malmoandan.settings import BASE_DIR
from malmoandan.settings.environment import Environment

env = Environment()

DATA_DIR = env.folder("DATA_DIR", default=BASE_DIR / "var")
# Where `manage.py work` puts a back-up each night; None: nowhere.
BACKUP_DIR = None
if env.str("BACKUP_DIR", default="").strip():
    BACKUP_DIR = env.folder("BACKUP_DIR", default=BASE_DIR / "backups")

SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DEBUG = False

INSTALLED_APPS = [
    "home",
    "activities",
    "news",
    "search",
    "malmoandan",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "malmoandan.users_app.SiteUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_filters",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# Nothing here touches the session of a visitor, so public pages carry neither a cookie
# nor `Vary: Cookie` and can be cached whole.
MIDDLEWARE = [
    "malmoandan.logs.RequestLogMiddleware",
    "home.generation.GenerationMiddleware",
    "malmoandan.pagecache.PageCacheMiddleware",
    "malmoandan.headers.TrustedProxyMiddleware",
    "malmoandan.incoming.IncomingMiddleware",
    "malmoandan.headers.CrossOriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "malmoandan.headers.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "malmoandan.errors.MethodMiddleware",
    "malmoandan.indents.IndentMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "malmoandan.saving.SavingMiddleware",
    "malmoandan.unreadable.UnreadableDraftMiddleware",
    "home.redirects.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "malmoandan.urls"
WSGI_APPLICATION = "malmoandan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE = env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
DATABASES = {"default": DATABASE}
DATABASE_POOL = env.int("DATABASE_POOL", default=8, least=1)
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # Seconds. To open the file and read what tables there are takes as long as half a page; now and
    # then it is opened anew, since only then is it heard of what the work has learnt of the tables.
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Python would keep 128, of searches 2 MB a thread, which are never asked again.
        "cached_statements": 16,
        "init_command": (
            # What is sorted is kept in memory: a full /tmp is to cost no page.
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    DATABASE["ENGINE"] = "malmoandan.postgresql"
    DATABASE["CONN_HEALTH_CHECKS"] = True
    # Seconds. A pool that has given up trying tries anew for whoever comes next, not minutes later.
    pool = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 2, "reconnect_timeout": 1}
    DATABASE["OPTIONS"] = {
        "connect_timeout": 2,
        **DATABASE.get("OPTIONS", {}),
        "pool": pool,
    }

# Shared by every worker of one machine; several machines need Redis or Valkey.  Whole pages have a
# room of their own, so that they take none from the rest.
CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}")}
CACHES["pages"] = dict(CACHES["default"])
if CACHES["default"]["BACKEND"] == "malmoandan.cache.FileCache":
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000}
    CACHES["pages"]["OPTIONS"] = {"MAX_ENTRIES": 5_000}
    CACHES["pages"]["LOCATION"] += "/pages"
else:
    CACHES["pages"]["KEY_PREFIX"] = "pages-" + CACHES["default"].get("KEY_PREFIX", "")
    # To read it takes 13 MB that are free afterwards: all that is read later finds room there.
    import redis  # noqa: F401
if not env.bool("PAGE_CACHE", default=True):
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
# At night links to other sites are asked for, to tell editors of those that lead nowhere.
LINK_CHECK = env.bool("LINK_CHECK", default=True)
CACHES["template_fragments"] = {"BACKEND": "home.fragments.FragmentCache"}

LANGUAGE_CODE = "sv"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("sv", "Svenska")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
# Editors type and read Swedish time wherever they are.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
FORMAT_MODULE_PATH = ["malmoandan.formats"]
WAGTAIL_DATETIME_FORMAT = "%Y-%m-%d %H.%M"
WAGTAIL_TIME_FORMAT = "%H.%M"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
# As Django hashes names; WhiteNoise would ask for each file whether «jquery.min.js» comes of
# «jquery.js», and the storage would say at each start that files are missing.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/.+\.[0-9a-f]{12}\.[^/]+$"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": env.storage("STORAGE_URL"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
# A page has room for four of the largest tables (`table.js`), each cell of which is a field.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000

AUTH_USER_MODEL = "home.User"
CSRF_FAILURE_VIEW = "malmoandan.errors.csrf_failure"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATION}.NumericPasswordValidator"},
]
AXES_HANDLER = "malmoandan.logins.LoginHandler"
AXES_LOCKOUT_CALLABLE = "malmoandan.logins.login_refused"
AXES_VERBOSE = False
LOGIN_REDIRECT_URL = "/"

# Every letter is queued; MAIL_TRANSPORT is what carries it (home/mail).
mail = env.mail("EMAIL_URL", default="consolemail://")
MAIL_TRANSPORT = mail.pop("EMAIL_BACKEND")
if MAIL_TRANSPORT == "django.core.mail.backends.smtp.EmailBackend":
    MAIL_TRANSPORT = "home.mail.smtp.EmailBackend"
vars().update(mail)
EMAIL_BACKEND = "home.mail.backend.EmailBackend"
EMAIL_TIMEOUT = 10
# Letters to many a minute, by all workers; 0 is no limit.
BULK_MAIL_RATE = env.int("BULK_MAIL_RATE", default=100)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("DEFAULT_FROM_EMAIL", "malmoandan@localhost")

WAGTAIL_SITE_NAME = "Malmöandan"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="")
WAGTAIL_ALLOW_UNICODE_SLUGS = WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILREDIRECTS_AUTO_CREATE = False  # home/redirects.py does that and more
WAGTAILADMIN_COMMENTS_ENABLED = False  # a button at every field (decision 115)
WAGTAILADMIN_USER_LOGIN_FORM = "malmoandan.logins.LoginForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "home.mail.password_reset.PasswordResetForm"  # noqa: S105
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "home.form_fields.RichTextArea"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.index.backend"}}
WAGTAILIMAGES_IMAGE_MODEL = "home.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.upload_forms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 32_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "home.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "search.documents.forms.SearchedDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "csv", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []

SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FETCHED = ("script-src", "style-src", "img-src", "font-src", "connect-src", "manifest-src")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{kind: [SELF] for kind in FETCHED},
        "form-action": [SELF],
        **{kind: [NONE] for kind in ("base-uri", "frame-ancestors")},
    }
}
NOT_USED = """
    accelerometer autoplay browsing-topics camera clipboard-read display-capture
    encrypted-media fullscreen gamepad geolocation gyroscope hid idle-detection keyboard-map
    local-fonts magnetometer microphone midi payment picture-in-picture
    publickey-credentials-get screen-wake-lock serial storage-access usb
    window-management xr-spatial-tracking
"""
PERMISSIONS_POLICY = {feature: [] for feature in NOT_USED.split()}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a page that is not there is no news
    },
}
