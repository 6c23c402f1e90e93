"""Two sites to try the look on: one with the worst content there is, one with nothing in it."""

from datetime import date, timedelta

from django.utils import timezone

from home.blocks.body import BodyBlocks
from home.models import SectionBlocks, SiteSettings
from news.models import Subscriber
from tests.filled_site import FilledSite, newsletter_item
from tests.pages import SmallSite, make_category, make_organisation, make_theme

LONG = "Medborgarbudgetsberedningsarbetsgruppsmöte"
LONG_TOO = "Föreningssamverkansöverenskommelsekommittén"
LONGEST_TITLE = f"{LONG} om översvämningsskyddsåtgärder i väst"
# What an event usually says: a title of two lines on a phone, and a place with its street.
USUAL_TITLE = "Utveckling av offentliga miljöer"
USUAL_SENTENCE = "Gästen har fått förhinder. Vi bjuder in igen till våren."
USUAL_PLACE = {
    "attendance_mode": "mixed",
    "venue": "Moriska paviljongen",
    "address": "Norra Parkgatan 2, Malmö",
    "online_service": "Zoom",
}
SENTENCE = (
    f"{LONG_TOO} bjuder in alla som arbetar med trygghetsskapandeåtgärdsprogrammen i Malmös "
    "stadsområden, med eller utan förkunskaper, till ett samtal om vad som händer härnäst."
)
REGISTRATION = "https://www.anmalningsadministrationssystemet.example/evenemang/1500"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def text(paragraphs=1):
    """Return running text with long words, a list and a link."""
    link = '<a href="https://www.malmo.se/">malmo.se/demokratiutvecklingsavdelningen</a>'
    body = f"<h2>{LONGEST_TITLE}</h2>" + f"<p>{SENTENCE} Läs på {link}.</p>" * paragraphs
    return ("text", f"{body}<ul><li>{LONG}</li><li>{SENTENCE}</li></ul>")


def people(names):
    """Return people blocks for names that are not in the register."""
    fields = {"person": None, "role": "samverkansöverenskommelsesamordnare", "organisation": LONG}
    return [("person", {"name": name, **fields}) for name in names]


def link(words, **target):
    """Return the value of a link block."""
    return {"text": words, **target}


def documentation():
    """Return the fields of documentation whose points and voices are long, and many."""
    point = f"<li><b>{LONG}.</b> {SENTENCE}</li><li>{LONG_TOO}</li>"
    voice = ("quote", {"quote": SENTENCE, "source": LONG})
    film = {"kind": "film", "title": LONGEST_TITLE, "url": REGISTRATION, "summary": SENTENCE}
    stream = [text(), voice, ("quote", {"quote": LONG_TOO}), ("embed", film)]
    return {
        "points_raised": f"<p>{SENTENCE}</p><ul>{point * 5}</ul>",
        "result_use": f"<p>{SENTENCE}</p>",
        "evaluation": f"<p>{SENTENCE}</p>",
        "documentation": BodyBlocks().normalize(stream),
    }


def states(now, sentence=SENTENCE):
    """Return {state: fields} of one event in each row of the status table."""
    # Not over midnight, whatever the clock is: nine days ahead is one day, with one date.
    noon = timezone.localtime(now + 9 * DAY).replace(hour=12)
    ahead, registered = (
        {"start": noon, "end": noon + HOUR},
        {
            "registration": "link",
            "registration_url": REGISTRATION,
            "registration_text": sentence,
        },
    )
    behind = {"start": now - 9 * DAY, "end": now - 9 * DAY + HOUR}
    reason = {"change_reason": sentence}
    return {
        "cancelled": {**ahead, **registered, **reason, "change": "cancelled"},
        "postponed": {**ahead, **reason, "change": "postponed"},
        "documented": {**behind, **registered, **documentation()},
        "past": behind,
        "ongoing": {**registered, "start": now - HOUR, "end": now + 3 * DAY},
        "rescheduled": {**ahead, **reason, "change": "rescheduled", "previous_start": now - DAY},
        "full": {**ahead, **registered, "places": "full"},
        "few": {**ahead, **registered, "places": "few"},
        "open": {**ahead, **registered, "registration_closes": now + DAY},
        "not_open": {**ahead, **registered, "registration_opens": now + DAY},
        "closed": {**ahead, **registered, "registration_closes": now - DAY},
        "invited": {**ahead, "registration": "invited"},
        "no_registration": {**ahead, "registration": "none"},
        "save_the_date": ahead,
        "undated": {"date_to_be_announced": True},
    }


def sections():
    """Return the sections of a start page whose lists keep themselves."""
    words = {"text": SENTENCE, "pages": []}
    three = dict.fromkeys(("knowledge", "participation", "collaboration"), words)
    blocks = SectionBlocks().child_blocks
    call = {"heading": LONGEST_TITLE, "text": SENTENCE}
    return [
        ("coming_events", {"heading": "Nästa evenemang", "how_many": 4}),
        ("quote", blocks["quote"].normalize({"quote": LONG[:40], "source": SENTENCE[:160]})),
        ("people", blocks["people"].normalize({"heading": LONG})),
        ("three_words", blocks["three_words"].normalize({"heading": LONG, **three})),
        ("activities", blocks["activities"].normalize({"heading": LONG, "text": SENTENCE})),
        ("latest_news", {"heading": "Nyheter", "how_many": 4}),
        ("call_to_action", {**call, "link": link(LONG, url="https://example.org/")}),
    ]


class EmptySite(SmallSite):
    """A site where nothing is published yet; every list says so."""

    events, usual = {}, {}

    def __init__(self):
        super().__init__()
        for page in (self.home, self.landing):
            page.refresh_from_db()
            page.body = [section for section in sections() if section[0] != "call_to_action"]
            page.save()

    def addresses(self):
        """Return {name: address} of every page that has an empty state."""
        lists = ("home", "landing", "activity", "calendar", "news", "newsletters", "people")
        found = {f"{name}, tom": getattr(self, name).get_url() for name in lists}
        return found | {"search, inga träffar": "/sok/?q=xyzzy"}


class WorstSite(FilledSite):
    """Long words and titles, no pictures, twelve people, one link, an event in every state."""

    def __init__(self):
        super().__init__()
        self.now = timezone.now()
        for page in (self.home, self.landing, self.calendar, self.news, self.newsletters):
            page.refresh_from_db()
            page.image, page.introduction, page.show_in_menus = None, SENTENCE, True
            page.save()
        for page in (self.home, self.landing):
            page.title = page.tagline = LONGEST_TITLE if page is self.home else "Vad vi gör"
            page.body = sections()
            page.save()
        self.people.image = None
        self.people.save()
        for number in range(12):
            self.add_person(f"{LONG_TOO} {number}-Bartholomeusson", job_title=SENTENCE[:150])
        self.add_settings()
        self.add_events()
        self.add_news()
        form = ("contact_form", {"heading": LONGEST_TITLE, "text": SENTENCE})
        about = [text(6), ("links", {"heading": LONG, "links": [link(LONG, page=self.people)]})]
        self.standard = self.add_text_page(LONGEST_TITLE, introduction=SENTENCE, body=about)
        self.contact = self.add_text_page("Kontakt", slug="skriv-till-oss", body=[form])
        self.contact.show_in_menus = True
        self.contact.save()
        for title in ("Tillgänglighetsredogörelse", "Så behandlar vi personuppgifter"):
            self.add_text_page(title, show_in_footer=True, body=[text(3)])

    def add_settings(self):
        """Fill in what stands in the header and footer of every page."""
        settings = SiteSettings.for_site(self.site)
        settings.notice_text = settings.coordination_text = SENTENCE[:250]
        settings.contact_email = f"{LONG_TOO.lower().translate({233: 'e', 246: 'o'})}@example.org"
        settings.contact_phone = "040-34 10 00"
        settings.contact_address = f"{LONG}\n{LONG_TOO}\n205 80 Malmö"
        settings.facebook_url = "https://www.facebook.com/example"
        settings.save()

    def add_events(self):
        """Add one event in each state, and enough past ones for a second page of them."""
        self.busy = self.add_activity(LONGEST_TITLE[:78], introduction=SENTENCE, frequency=LONG)
        self.busy.themes = [make_theme("participation")]
        self.busy.save()
        self.talks = self.add_activity("Dialogforum", introduction=SENTENCE)
        self.events, self.usual = {}, {}
        for number, (state, fields) in enumerate(states(self.now).items()):
            shown = {"introduction": SENTENCE, "attendance_mode": "mixed", "venue": LONG}
            shown["join_url"] = "https://example.org/mote"
            guests = people(["Maria"] * (12 if state == "open" else number % 2))
            title = f"{LONGEST_TITLE[:77]} {number:2}"
            self.events[state] = self.add_event(
                title, activity=self.busy, speakers=guests, **shown, **fields
            )
        for state, fields in states(self.now, USUAL_SENTENCE).items():
            shown = {"join_url": "https://example.org/mote", **USUAL_PLACE, **fields}
            shown |= {"registration_url": "https://www.eventbrite.se/e/1500"}
            self.usual[state] = self.add_event(USUAL_TITLE, activity=self.talks, **shown)
        for number in range(30):
            self.add_event(start=self.now - (20 + number) * DAY, attendance_mode="online")

    def add_news(self):
        """Add more articles than fit on one page, and a full newsletter."""
        category = make_category(LONG)
        for number in range(21):
            self.report = self.add_article(
                f"{LONGEST_TITLE[:77]} {number:2}",
                introduction=SENTENCE,
                date=date.today() - number * DAY,
                category=category if number > 18 else None,
                body=[text(4), ("links", {"heading": "", "links": [link(LONG, phone="040-1 00")]})],
            )
        content = [
            ("text", f"<p>{SENTENCE}</p>"),
            ("facts", {"rows": [{"kind": "place", "value": LONG}]}),
            ("links", {"heading": "", "links": [link(LONG, url=REGISTRATION)]}),
        ]
        self.full_issue = self.add_issue(
            date.today().year,
            1,
            title=LONGEST_TITLE,
            editorial=f"<p>{SENTENCE}</p>" * 4,
            signatories=f"{LONG} och {LONG_TOO}",
            items=[newsletter_item(LONG, LONGEST_TITLE, "sv", content)] * 12,
            editors=people(["Lena", "Anders"]),
        )
        make_organisation(LONG)
        self.subscriber = Subscriber.objects.create(
            email=f"{LONG}@exempel.se".lower(), confirmed=self.now, newsletter=True
        )

    def addresses(self):
        """Return {name: address} of every page type in each of its states."""
        pages = {
            "home": self.home,
            "landing": self.landing,
            "activity": self.full_activity,
            "activity, long": self.busy,
            **{f"event, {state}": event for state, event in self.events.items()},
            "event, everything": self.event,
            "calendar": self.calendar,
            "news": self.news,
            "article": self.article,
            "article, long": self.report,
            "newsletters": self.newsletters,
            "newsletter": self.issue,
            "newsletter, long": self.full_issue,
            "people": self.people,
            "follow": self.follow,
            "person": self.person,
            "person, no picture": self.people.get_children().last(),
            "standard": self.text,
            "standard, long": self.standard,
            "contact": self.contact,
        }
        found = {name: page.get_url() for name, page in pages.items()}
        category = self.report.category.slug
        return found | {
            "calendar, chosen": f"{self.calendar.get_url()}?satt=digitalt&oppet=1",
            "calendar, month": f"{self.calendar.get_url()}{self.now:%Y/%m}/",
            "calendar, empty month": f"{self.calendar.get_url()}2001/05/?gratis=1",
            "calendar, year": f"{self.calendar.get_url()}arkiv/{self.now.year}/",
            "news, page 2": f"{self.news.get_url()}?sida=2",
            "news, category": f"{self.news.get_url()}?kategori={category}",
            "news, year": f"{self.news.get_url()}arkiv/{date.today().year}/",
            "search": "/sok/",
            "search, hits": f"/sok/?q={LONG}",
            "search, facet": f"/sok/?q={LONG}&typ=evenemang",
            "search, repaired": f"/sok/?q={LONG}x",
            "search, filled up": f"/sok/?q={LONG}+larandelunch",
            "message sent": "/meddelande/tack/",
            "subscribe": "/nyhetsbrev/prenumerera/",
            "subscription": f"/nyhetsbrev/prenumeration/{self.subscriber.token}/",
            "not found": "/finns-inte/",
        }
