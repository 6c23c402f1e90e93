"""Settings from the environment; what cannot be meant is refused in one line, without a secret."""

import sys
import warnings
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
# As Django's own check of security.W009 counts, and what no random key has.
SHORTEST_KEY, LEAST_LETTERS, MADE_BY_DJANGO = 50, 8, "django-insecure-"
DATABASES = {"sqlite": "sqlite3", "postgres": "postgresql", "postgresql": "postgresql"}
CACHES = {"filecache": "FileCache", "redis": "RedisCache", "rediss": "RedisCache"}
BUCKETS = {"s3": "https", "s3+http": "http"}
MAIL = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail")


def refuse(name: str, why: str):
    """End the program, and say which setting is wrong and why."""
    sys.exit(f"Malmöandan cannot start: the setting {name} {why} (see .env.example).")


class Environment(environ.Env):
    """django-environ, where a value that is not what it should be is refused."""

    def get_value(self, var, cast=None, default=environ.Env.NOTSET, parse_default=False):
        """Return the value as it stands: one that begins with `$` names no other variable."""
        return self.parse_value(self.ENVIRON[var], cast) if var in self.ENVIRON else default

    def int(self, var, default, least=0):
        """Return a whole number, at least `least`; an empty value is the default."""
        value = self.str(var, default="").strip()
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or int(value) < least:
            refuse(var, f"is to be a whole number, at least {least}")
        return int(value)

    def bool(self, var, default):
        """Return whether a setting is on; an empty value is the default."""
        value = self.str(var, default="").strip().lower()
        if value not in ("", *TRUE, *FALSE):
            refuse(var, "is to be 1 or 0")
        return value in TRUE if value else default

    def list(self, var, default=()):
        """Return what stands between commas, without spaces around it."""
        parts = (part.strip() for part in self.str(var, default="").split(","))
        return [part for part in parts if part] or [*default]

    def folder(self, var, default: Path) -> Path:
        """Return a folder, relative names counted from the top of the project."""
        path = default.parent / (self.str(var, default="").strip() or default)
        if path.exists() and not path.is_dir():
            refuse(var, "is a file, not a folder")
        return path

    def address(self, var, default: str, schemes, parse):
        """Return what `parse` makes of an address that begins with one of the schemes."""
        value = self.str(var, default="").strip() or default
        scheme = value.partition("://")[0]
        if "://" not in value or scheme not in schemes:
            refuse(var, f"is to begin with {', '.join(f'{known}://' for known in schemes)}")
        try:
            with warnings.catch_warnings(action="error"):
                return parse(value)
        except Exception:
            return refuse(var, "cannot be read as an address")

    def database(self, var, default: str) -> dict:
        """Return Django's settings for SQLite or PostgreSQL."""
        found = self.address(var, default, DATABASES, self.db_url_config)
        if found["NAME"] in ("", ":memory:") and self.str(var, default="") != "sqlite://:memory:":
            refuse(var, "names no database")
        return found

    def cache(self, var, default: str) -> dict:
        """Return Django's settings for a cache of files or for Redis, in our fail-safe classes."""
        found = self.address(var, default, CACHES, self.cache_url_config)
        scheme, _colon, place = (self.str(var, default="").strip() or default).partition("://")
        if scheme == "filecache" and not place.startswith("/"):
            refuse(var, "is to name a folder from the root: filecache:///var/cache/site")
        is_on_disk = scheme == "filecache" or place.startswith("/")
        if not is_on_disk and not self._host(found["LOCATION"]):
            refuse(var, "names no host, or no port that there is")
        return found | {"BACKEND": f"malmoandan.cache.{CACHES[scheme]}"}

    def _host(self, address):
        try:
            parts = urlsplit(address)
            return parts.hostname if parts.port is None or parts.port > 0 else None
        except ValueError:
            return None

    def storage(self, var) -> dict:
        """Return Django's settings for where uploaded files lie: a folder, or a bucket."""
        if not self.str(var, default="").strip():
            return {"BACKEND": "home.storage.WholeFileStorage"}
        return self.address(var, "", BUCKETS, self._bucket(var))

    def _bucket(self, var):
        """Return what parses the address of a bucket: s3://key:secret@host/bucket?region=…"""
        if find_spec("storages") is None or find_spec("boto3") is None:
            refuse(var, "needs what .ci/setup s3 installs")

        def parse(address):
            parts = urlsplit(address)
            options = {
                "endpoint_url": f"{BUCKETS[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
                "bucket_name": parts.path.strip("/"),
                "access_key": unquote(parts.username or ""),
                "secret_key": unquote(parts.password or ""),
                "region_name": parse_qs(parts.query).get("region", [None])[0],
            }
            whole = parts.hostname and parts.port != 0 and "/" not in options["bucket_name"]
            if not whole or not all([*options.values()][1:4]):
                raise ValueError
            return {"BACKEND": "home.bucket.BucketStorage", "OPTIONS": options}

        return parse

    def mail(self, var, default: str) -> dict:
        """Return Django's settings for where e-mail is handed over."""
        found = self.address(var, default, MAIL, self.email_url_config)
        if found["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and not found["EMAIL_HOST"]:
            refuse(var, "names no host")
        return found

    def sender(self, var, default: str) -> str:
        """Return an e-mail address, with or without a name before it."""
        value = self.str(var, default="").strip() or default
        try:
            validate_email(parseaddr(value)[1])
        except ValidationError:
            refuse(var, "is no e-mail address")
        return value


def refuse_weak_key(key: str):
    """Refuse a SECRET_KEY that could be guessed: whoever has it can log in as anybody."""
    if len(key) < SHORTEST_KEY or len(set(key)) < LEAST_LETTERS or key.startswith(MADE_BY_DJANGO):
        refuse("SECRET_KEY", f"is to be at least {SHORTEST_KEY} random characters")


def refuse_open_hosts(hosts: list[str]):
    """Refuse ALLOWED_HOSTS that admit everybody, or that no request can name."""
    for host in hosts:
        if host.strip(".") in ("", "*"):
            refuse("ALLOWED_HOSTS", "is to name the hosts of this site, not all there are")
        name = "" if host.startswith("[") and host.endswith("]") else host
        if any(letter in name for letter in ":/ *@"):
            refuse("ALLOWED_HOSTS", f"holds {host!r}, which is no host name (no https://, no port)")


def refuse_wrong_address(base_url: str, hosts: list[str], https: bool):
    """Refuse a BASE_URL that is no address of this site."""
    example = "is to be written as https://example.org"
    try:
        parts = urlsplit(base_url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return refuse("BASE_URL", example)
    rest = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or not host or rest or " " in base_url:
        refuse("BASE_URL", example)
    if https and parts.scheme != "https":
        refuse("BASE_URL", "is to begin with https:// as long as HTTPS is not 0")
    if not validate_host(f"[{host}]" if ":" in host else host, hosts):
        refuse("BASE_URL", "names a host that ALLOWED_HOSTS does not admit")
    return None


def refuse_lost_backups(backups: Path | None, data: Path):
    """Refuse back-ups that lie in what they are to bring back."""
    if backups and backups.resolve().is_relative_to(data.resolve()):
        refuse("BACKUP_DIR", "is to lie outside DATA_DIR")


def refuse_wrong_contact(contact: str):
    """Refuse a SECURITY_CONTACT that nobody can follow."""
    if contact and not contact.startswith(("mailto:", "https://", "tel:")):
        refuse("SECURITY_CONTACT", "is to begin with mailto: or https://")


def read_file(named: str, otherwise: Path):
    """Fill the environment from a file of settings; set names win.

    The file `otherwise` may be missing; one that is named has to be there.
    """
    file = Path(named or otherwise)
    if not named and not file.exists():
        return
    try:
        with file.open(encoding="utf-8") as lines:
            environ.Env.read_env(lines)
    except (OSError, ValueError) as error:
        refuse("ENV_FILE", f"names {str(file)!r}, which cannot be read: {type(error).__name__}")
