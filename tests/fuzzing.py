"""Requests made of good addresses, forms and junk; the same ones for the same seed."""

import io
import random
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

from bs4 import BeautifulSoup

SEED = 20261128
TOKEN = "a" * 32
URLENCODED = "application/x-www-form-urlencoded"
HUGE = "9" * 400


def apart(text):
    """Return the texts that stand apart with a tilde between them."""
    return text.strip().split(" ~ ")


VALUES = [
    *("", " ", HUGE, "å" * 300, "x" * 255, "x" * 5000, "a b", "' OR 1=1 --", "{{ 7|add:7 }}"),
    *apart("0 ~ -1 ~ 1 ~ 2 ~ ٣ ~ ² ~ 1.5 ~ 1e9 ~ 0x10 ~ NaN ~ true ~ None ~ null ~ on ~ off ~ a,b"),
    *apart("9223372036854775807 ~ 9223372036854775808 ~ -9223372036854775809 ~ 2147483648 ~ -5"),
    *apart("%00 ~ a%00b ~ %ff ~ %c3%28 ~ %ed%a0%80 ~ %f4%90%80%80 ~ % ~ %zz ~ %2500 ~ %0d%0aA:b"),
    *apart(r".. ~ ../../etc/passwd ~ %2e%2e ~ %2e%2e%2f ~ // ~ //[ ~ http://[ ~ http://[::1 ~ \\"),
    *apart('\' ~ " ~ <script> ~ ${7*7} ~ $(id) ~ `id` ~ ; ~ & ~ = ~ [] ~ {} ~ {"a": ~ [[[[[['),
    *apart("2021-02-30 ~ 0000-00-00 ~ 9999-12-31 ~ 10000-01-01 ~ 2026-11-28T25:61 ~ 24:00"),
    *apart('🎉 ~ e%CC%81 ~ %E2%80%AE ~ __proto__ ~ constructor ~ ["\\ud800"]'),
]
HEADERS = {
    "X-Forwarded-For": [
        *("a" * 10_000, "1," * 5000, ", ,", "192.0.2.1, 192.0.2.2", "fe80::1%eth0", "\u00b9.2.3.4"),
        *apart(
            "192.0.2.2:50001 ~ [2001:db8::1]:443 ~ unknown ~ _hidden ~ ::ffff:192.0.2.1 ~ [ ~ ]"
        ),
        *apart('[] ~ : ~ 1.2.3.4.5 ~ 256.1.1.1 ~ "[2001:db8::1]:4711" ~ for=192.0.2.1 ~ 0x7f.1'),
    ],
    "X-Forwarded-Proto": ["https", "http", "https, http", "", "ftp", "å", "x" * 5000],
    "X-Forwarded-Host": ["evil.example", "[", "a" * 5000],
    "Forwarded": ["for=_hidden;proto=https", ";;;", 'for="[::1', "x" * 5000],
    "Host": [
        *("", "a" * 300, "127.0.0.1, 127.0.0.1", "å.example", "-", "evil.example", "[", "]:1"),
        *apart("127.0.0.1:0 ~ 127.0.0.1:99999 ~ 127.0.0.1:abc ~ [::1 ~ 127.0.0.1: ~ 127.0.0.1/.."),
    ],
    "Origin": ["null", "http://[", "http://", "https://evil.example", "//", "å", "x" * 5000],
    "Referer": ["http://[", "http://127.0.0.1:abc/", "", "javascript:1", "//[", "x" * 8000],
    "Sec-Fetch-Site": ["same-origin", "cross-site", "none", "junk", ""],
    "Accept": ["", "*/*", "text/html;q=junk", ",,,", "a/b;" * 500, "application/json"],
    "Accept-Language": ["", "en", "sv;q=x", "*", "-", "x" * 5000, "sv," * 2000, "en-å"],
    "Accept-Encoding": ["", "gzip", "br", "identity;q=0", "*", "gzip;q=junk", "x" * 5000],
    "If-None-Match": ["*", '"x"', "W/", '"', "x" * 5000, ",,,"],
    "If-Modified-Since": ["0", "junk", "Sat, 99 Foo 9999 99:99:99 GMT"],
    "If-Unmodified-Since": ["junk", "Thu, 01 Jan 1970 00:00:00 GMT"],
    "If-Match": ["*", '"x"', "junk"],
    "Range": ["bytes=0-", "bytes=-1", "bytes=9-1", "bytes=0-0,1-1", "junk", "bytes=" + HUGE],
    "If-Range": ["junk", '"x"'],
    "Cookie": [
        *("", "a=b; " * 1000, "sessionid=" + "y" * 5000, "sessionid=" + "å" * 9, 'csrftoken="'),
        *apart(r'= ~ a ~ sessionid ~ sessionid= ~ sessionid="aaaaaaaa\000" ~ messages=junk ~ a=\\'),
        *apart(r'sessionid="aaaaaaaa\777\303" ~ sessionid=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),
    ],
    "Content-Type": [
        *("", "junk", "/", ";", "a/b; charset=" + "x" * 5000, "a/b" + "; x=y" * 2000),
        *apart("text/plain ~ application/json ~ multipart/form-data ~ a/b; charset=base64"),
        *apart("multipart/form-data; boundary= ~ multipart/form-data; boundary=å ~ a/b; x*=junk"),
        *apart("a/b; charset=undefined ~ a/b; charset=idna ~ a/b; x*=''%ff ~ a/b; x*=a'b'c"),
        *("application/x-www-form-urlencoded; charset=utf-16", 'a/b; charset="'),
    ],
    "User-Agent": ["", "x" * 8000, "å", "<script>", "'"],
    "X-Requested-With": ["XMLHttpRequest"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Authorization": ["Basic junk", "Bearer x", "å"],
    "X-CSRFToken": ["", "x", "å" * 64],
    "Upgrade": ["websocket", "h2c"],
    "Expect": ["100-continue"],
}
METHODS = (
    ["GET"] * 10 + ["POST"] * 6 + apart("HEAD ~ OPTIONS ~ PUT ~ DELETE ~ PATCH ~ TRACE ~ JUNK")
)
NAMES = apart(
    "q ~ sida ~ typ ~ ar ~ exakt ~ p ~ kategori ~ tema ~ aktivitet ~ satt ~ oppet ~ gratis ~ next"
    " ~ page ~ about ~ name ~ email ~ text ~ shown ~ website ~ password ~ return_url ~ username"
    " ~ id ~ ordering ~ export ~ locale ~ collection_id ~ tag ~ title ~ slug ~ body ~ day ~ begins"
    " ~ ends ~ state ~ o ~ received__gte ~ file"
)
PART = b"--x\r\nContent-Disposition: form-data; name="
MULTIPART = [
    *(b"", b"--x", b"--x--", b"--x\r\n\r\n\r\n--x--", PART + b'"text"\r\n\r\nhej\r\n--x--'),
    PART + b'"a"; filename="../../a"\r\n\r\n\x00\xff\r\n--x--',
    PART + b'"a"; filename*=x\r\n\r\n1\r\n--x--',
    PART + b'"\xff\x00"\r\n\r\n\xff\r\n--x--',
    PART + b'"a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--',
    b"--x\r\n" + b"A: b\r\n" * 3000 + b"\r\n--x--",
    b"--x\r\nContent-Disposition: form-data\r\n\r\n" * 200,
]


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it is sent, what, and which of it may be junk."""

    method: str
    path: str
    values: dict
    open: list


class Fuzzer:
    """Makes requests out of good addresses, forms and junk; the same ones for the same seed."""

    def __init__(self, addresses, forms, cookies=""):
        self.random = random.Random(SEED)
        self.addresses, self.forms = addresses, forms
        # The token of the cookie is as good as the one of the form.
        self.cookies = f"{cookies}; csrftoken={TOKEN}".removeprefix("; ")

    def value(self):
        """Return a value as it stands percent-encoded in an address."""
        value = self.random.choice(VALUES)
        return value if "%" in value else quote(value, safe="/:[]\\'\"<>{}$;&=,")

    def path(self):
        """Return a path: a good one, or one with a part exchanged or added."""
        path = self.random.choice(self.addresses)
        parts, kind = path.split("/"), self.random.random()
        if kind < 0.25 and len(parts) > 2:
            parts[self.random.randrange(1, len(parts))] = self.value()
        elif kind < 0.35:
            parts.insert(self.random.randrange(1, len(parts) + 1), self.value())
        elif kind < 0.38:
            parts = ["", *(self.value() for _ in range(self.random.randrange(1, 40)))]
        return "/".join(parts)

    def pairs(self, form):
        """Return a form's fields as a query, some with junk, left out or doubled."""
        values = dict(form.values)
        for name in self.random.choices(form.open, k=self.random.choice((1, 1, 3))):
            kind = self.random.random()
            if kind < 0.1:
                values.pop(name, None)
            else:
                values[name] = self.value()
            if kind > 0.9:
                values[name] += f"&{name}={self.value()}"
        return "&".join(f"{quote(name)}={value}" for name, value in values.items())

    def junk(self):
        """Return a query of parameters that somebody reads, now and then of a great many."""
        count = 12_000 if self.random.random() < 0.003 else self.random.choice((0, 1, 1, 2, 5))
        return "&".join(f"{self.random.choice(NAMES)}={self.value()}" for _ in range(count))

    def body(self):
        """Return (content type, body) that no form of ours sends."""
        kind = self.random.random()
        if kind < 0.4:
            return URLENCODED, self.junk().encode()
        if kind < 0.8:
            return "multipart/form-data; boundary=x", self.random.choice(MULTIPART)
        return self.random.choice(HEADERS["Content-Type"]), self.random.randbytes(200)

    def request(self):
        """Return (method, path, query, content type, body)."""
        if not self.addresses or self.random.random() < 0.4:
            form = self.random.choice(self.forms)
            pairs = self.pairs(form)
            if form.method == "GET":
                return "GET", form.path, pairs, "", b""
            return "POST", form.path, "", URLENCODED, pairs.encode()
        method = self.random.choice(METHODS)
        kind, body = self.body() if method in ("POST", "PUT", "PATCH") else ("", b"")
        return method, self.path(), self.junk(), kind, body

    def environ(self):
        """Return the WSGI environment of one request."""
        method, path, query, content_type, body = self.request()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": f"192.0.2.{self.random.randrange(256)}",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_X_CSRFTOKEN": TOKEN,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        cookies = self.cookies
        for name in self.random.sample(sorted(HEADERS), self.random.choice((0, 0, 1, 2, 4))):
            key = name.upper().replace("-", "_")
            value = self.random.choice(HEADERS[name]).encode().decode("latin-1")
            if name == "Cookie":
                cookies = f"{cookies}; {value}"
            environ[key if key.startswith("CONTENT") else f"HTTP_{key}"] = value
        return environ | {"HTTP_COOKIE": cookies}


def forms_on(client, addresses, hidden=True):
    """Return every form on the pages, but for those that delete and log out.

    With `hidden` the fields that nobody sees may be junk as well, and be left out.
    """
    found = {}
    for address in addresses:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        for form in page.find_all("form"):
            path = urlsplit(form.get("action") or address).path or address
            values, names = {}, []
            for field in form.find_all(("input", "textarea", "select", "button"), {"name": True}):
                chosen = field.find("option", selected=True) or field
                values[field["name"]] = quote(chosen.get("value") or field.text.strip())
                if hidden or field.get("type") != "hidden":
                    names.append(field["name"])
            # The fields of a stream are made by a script.
            streams = form.find_all(attrs={"data-controller": "w-block"})
            values |= {f"{stream['id']}-count": "0" for stream in streams}
            values.pop("csrfmiddlewaretoken", None)
            names = [name for name in names if name in values]
            if names and not re.search("delete|logout", path):
                key = (form.get("method", "get").upper(), path)
                found[key] = Form(*key, values, names)
    return list(found.values())
