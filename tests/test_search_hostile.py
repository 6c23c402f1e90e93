"""More than two hundred strings that nobody should type: no error, and no more work than others.

Of each kind every third; all of them, with the processor time that each takes, are asked by
`make prove PART=hostile`, which is to be run when a rule of the search changes.
"""

from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages import SmallSite, moment

pytestmark = pytest.mark.django_db
# A page of hits for a word that has to be put right and that nobody has asked for before makes 17.
MOST_STATEMENTS = 20


def apart(text):
    """Return the texts that stand apart with a tilde between them."""
    return " ".join(text.split()).split(" ~ ")


MAKERS = {
    "quotes": [q * n for q in "\"'“”„«»`" for n in (1, 2, 3)] + ['"mangold', 'mangold"', "'' \"\""],
    "spaces": [" ", "   ", "\t\n\r", "\u00a0", "\u2003\u3000", "\u200b", "\u00ad", "\u2028"],
    "controls": ["\x00", "man\x00gold", "\x01\x02", "\x1b[31m", "\x7f", "\ufeff", "\ufffe"],
    "full-text syntax": apart(
        r"""
        * ~ ** ~ man* ~ *gold ~ ^ ~ ^man ~ title:mangold ~ title: ~ : ~ a:*b ~ - ~ + ~ -mangold ~
        +mangold ~ ( ~ ) ~ () ~ (((( ~ (a ~ a) ~ {title} : a ~ NEAR( ~ NEAR(a b, 5) ~ a NEAR b ~
        AND ~ OR ~ NOT ~ a AND ~ AND a ~ a OR ~ NOT NOT ~ a AND OR b ~ a & b ~ a | b ~ !a ~
        a <-> b ~ a <2> b ~ a:A ~ a:* ~ & | ~ !! ~ <-> ~ 'a':*B ~ "a" + "b" ~ a\ ~ \ ~ \\' ~ :: ~
        mangold:*&!( ~ match ~ rank ~ rowid
        """
    ),
    "databases": apart(
        r"""
        '; DROP TABLE search_searchword; -- ~ ' OR '1'='1 ~ 1) UNION SELECT 1 -- ~ % ~ %% ~ %s ~
        %(q)s ~ %d%n%x ~ _ ~ [a-z] ~ $$ ~ $1 ~ ? ~ ?1 ~ :name ~ /* */ ~ -- ~ ;
        """
    ),
    "markup": apart(
        r"""
        <script>alert(1)</script> ~ <b> ~ &amp; ~ &#0; ~ </title> ~ {{ 7|add:7 }} ~ {% if %} ~ {0} ~
        ${7*7} ~ <mark> ~ javascript:alert(1) ~ <!-- ~ ]]> ~ " onfocus=alert(1) x="
        """
    ),
    "paths": apart(
        r"../../etc/passwd ~ /sok/ ~ C:\ ~ file:/// ~ http://[::1 ~ a/b?c=d&e#f ~ . ~ .. ~ ~x"
    ),
    "brackets": apart("[ ~ ] ~ [] ~ { ~ } ~ {} ~ [[ ~ }} ~ < ~ > ~ [mangold ~ mangold}"),
    "long": [
        *(
            "å" * 4000,
            "x" * 254,
            "x" * 255,
            "x" * 256,
            "medborgar" * 400,
            "a b " * 1000,
            "- " * 2000,
        ),
        *(
            "medborgarbugdet " * 60,
            "“" * 3000,
            "e\u0301" * 2000,
            "lärande lunch " * 300,
            "9" * 4000,
        ),
        " ".join(f"ord{number}" for number in range(700)),
    ],
    "scripts": apart(
        """
        مرحبا ~ \u202eabc ~ \u2067مرحبا\u2069 ~ שלום ~ 你好世界 ~ ภาษาไทย ~ हिन्दी ~ 🎉 ~
        👩‍👩‍👧‍👦 familj ~ 🇸🇪 ~
        Z\u0351\u036b\u0343a\u0300\u0301lgo ~ \u0301 ~ \u0301\u0301\u0301 ~ ﬁ ~ ſ ~ İ ~ ß ~
        ﷺ ~ 𝕸𝖆𝖓𝖌𝖔𝖑𝖉 ~
        ＭＡＮＧＯＬＤ ~ ²³ ~ ٣٤ ~ Ⅻ ~ ½ ~ \U0010ffff ~ \ud7ff ~ a\u030angstro\u0308m
        """
    ),
    "numbers": [
        *("0", "-1", "1e9", "1/0", "NaN", "Infinity", "0x41", "2021-02-30", "1_000"),
        "1" * 300,
    ],
    "words of programs": apart("None ~ null ~ undefined ~ true ~ select ~ constructor ~ __proto__"),
    "only stop words": apart(
        "och ~ i och för sig ~ att vara eller inte ~ en av de som ~ the of and"
    ),
}
# What no client library would send: it goes into the address as it is.
RAW = apart(
    """
    %00 ~ %ff ~ %c3%28 ~ %ed%a0%80 ~ %ed%b0%80%ed%a0%80 ~ %f4%90%80%80 ~ %c0%af ~ %e2%28 ~ % ~ %% ~
    %zz ~ + ~ %2b ~ %25s ~ %u0041 ~ %0d%0aX-A:b ~ &q=2 ~ mangold&q=%00 ~ %fe%ff
    """
)
HOSTILE = [text for texts in MAKERS.values() for text in texts]
SAMPLE = [text for texts in MAKERS.values() for text in texts[::3]]
STATES = [
    *(
        {"sida": value}
        for value in ("0", "-1", "x", "1e9", "9" * 5000, "٢", "²", "\x00", "1.5", "")
    ),
    *({"typ": value} for value in ("x", "\x00", "evenemang'", "nyhet;", "å" * 4000)),
    *({"ar": value} for value in ("x", "0000", "9999", "-200", "٢٠٢١", "²²²²", "\x00", "2" * 5000)),
    {"typ": ["nyhet"] * 500, "ar": [str(year) for year in range(1500, 2000)]},
    {"exakt": "\x00", "sida": "-", "typ": "%s", "ar": "%s"},
]


@pytest.fixture
def site():
    site = SmallSite()
    site.add_article("Mangold", date=moment(2021, 5, 1).date(), introduction="Odla tillsammans.")
    site.add_text_page('”Mangold” & <b>%s</b> "x"')
    return site


def faults(client, requests, most=MOST_STATEMENTS, times=None):
    """Return what went wrong among the requests: [(address, parameters), …].

    `times` is told how long each took: {request: seconds of processor time}.
    """
    times = {} if times is None else times
    client.raise_request_exception = False
    client.get("/sok/", {"q": "mangold"})  # what every process fetches once
    found = []
    for address, parameters in requests:
        began = process_time()
        with CaptureQueriesContext(connection) as statements:
            response = client.get(address, parameters)
        times[str(parameters or address)[:60]] = process_time() - began
        if response.status_code != 200 or len(statements) > most:
            found.append((address, str(parameters)[:80], response.status_code, len(statements)))
    return found


def faults_of_admin(client, site, texts):
    """Return what goes wrong where an editor looks for each of the texts."""
    pages = [
        reverse("wagtailadmin_pages:search"),
        reverse("wagtailadmin_choose_page_search"),
        reverse("wagtailadmin_explore", args=[site.home.pk]),
        reverse("searches_report"),
    ]
    # The lists of Wagtail ask for the rights of each page.
    return faults(client, [(page, {"q": text}) for page in pages for text in texts], most=40)


def test_there_are_at_least_two_hundred_of_them():
    assert len(set(HOSTILE)) + len(RAW) >= 200


def all_requests(address, texts):
    """Return what is asked of an address with the texts, the broken ones and the states."""
    return [
        *((address, {"q": text}) for text in texts),
        *((f"{address}?q={raw}", None) for raw in RAW),
        *((address, {"q": "mangold", **state}) for state in STATES),
    ]


@pytest.mark.parametrize("address", ["/sok/", "/sok/forslag/"])
def test_nothing_hostile_breaks_the_search_or_makes_it_ask_more(site, client, address):
    assert faults(client, all_requests(address, SAMPLE)) == []


def test_no_page_number_or_facet_breaks_the_empty_search(site, client):
    assert faults(client, [("/sok/", state) for state in STATES]) == []


@pytest.mark.one_database
def test_a_hostile_text_stands_in_the_page_as_text_alone(site, client):
    for text in MAKERS["markup"]:
        html = client.get("/sok/", {"q": text}).content.decode()
        assert "<script>alert" not in html
        assert 'value="" onfocus' not in html
        assert "<b>%s" not in html


def test_no_hostile_text_breaks_the_searches_of_the_admin(site, client, editor):
    client.force_login(editor)
    sample = ['"mangold', "\x01", "*", "a AND", "%s", "x" * 4000]
    assert faults_of_admin(client, site, sample) == []
