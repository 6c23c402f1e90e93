"""A small site where every field of one page of each type is filled in."""

from datetime import date, time, timedelta

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from home.blocks.body import BodyBlocks
from home.blocks.media import EmbedBlock
from home.models import SectionBlocks
from news.blocks import NewsletterItemBlock
from tests.pages import (
    SmallSite,
    choose,
    make_category,
    make_image,
    make_organisation,
    make_theme,
    moment,
)

REPORT = {
    **{"title": "Årsrapporten", "kind": "report", "year": 2025},
    **{"decided_by": "Styrelsen", "decided_on": date(2026, 3, 12)},
    "valid_until": date.today() + timedelta(days=900),
}
REGISTRATION = "https://www.eventbrite.se/e/medborgarbudget-1500"
PHOTOGRAPHER, PHONE = "Fotografens namn", "040-34 10 00"
LUNCH, AFTER_LUNCH = time(12, 15), time(12, 55)
FIGURE = {
    **{"number": "2500", "unit": "deltagare", "text": "kom.", "year": 2025},
    **{"source": "Årsrapporten", "url": "https://example.org/rapport"},
}
PROCESS = {
    "phases": [{"name": "Rösta", "start": "2026-05-02", "end": "2026-05-31"}],
    "budget": "450000",
    "criteria": "Öppet för alla",
    "proposals": [{"name": "Bänkar", "amount": "150000", "votes": 412, "outcome": "chosen"}],
}
ANSWERS = [
    {"question": "Mötet var värt min tid", "value": "92", "scale": "percent"},
    {"question": "Samtalet", "value": "4.2", "scale": "1-5", "answered": 58},
]
AUDIENCE = {"audience": "Ingen förkunskap krävs.", "open_to_all": True}


def make_document(title="Rapport från dagen", **fields):
    """Return a saved document of about 5 kB."""
    file = ContentFile(b"%PDF-1.4" + b" " * 5000, name="rapport.pdf")
    return get_document_model().objects.create(title=title, file=file, **fields)


def picture(image):
    """Return the value of a picture block."""
    value = {"image": image, "alt_text": "Två personer talar", "decorative": False}
    return {"image": value, "caption": "Samtal vid ett bord."}


def person_value(person, role=""):
    """Return the value of a person block for somebody in the register."""
    return {"person": person, "name": "", "role": role, "organisation": ""}


def people_value(heading, people, organisations):
    """Return the value of a people block."""
    return {"heading": heading, "people": people, "organisations": organisations}


def full_body(person, page):
    """Return one of every block of running text, filled in."""
    image, document = make_image(photographer=PHOTOGRAPHER), make_document()
    files = [{"document": document}, {"document": make_document(**REPORT), "summary": document}]
    links = [
        {"text": "Om samverkan", "url": "https://www.malmo.se/samverkan"},
        {"page": page, "description": "Mer om det."},
        {"document": document},
        {"email": "a@example.org"},
        {"phone": PHONE},
    ]
    speakers = [person_value(person, "gäst")]
    organisations = [make_organisation(logo=image, url="https://example.org/")]
    table = {
        "caption": "Träffar",
        "columns": [
            {"type": "text", "heading": "Form"},
            {"type": "number", "heading": "Gånger"},
        ],
        "rows": [{"values": ["Dialogforum", "2"]}],
    }
    question = {"heading": "Vem får vara med?", "text": "<p>Alla.</p>"}
    return BodyBlocks().normalize(
        [
            ("text", "<h2>Rubrik</h2><p>Text</p>"),
            ("picture", picture(image)),
            ("gallery", {"heading": "Bilder", "pictures": [picture(image)]}),
            ("people", people_value("Med", speakers, organisations)),
            ("people", people_value("", speakers, [])),
            ("links", {"heading": "Länkar", "links": links}),
            ("quote", {"quote": "Arbetet börjar nu", "source": "Kommunen"}),
            ("facts", {"heading": "Fakta", "rows": [{"kind": "time", "value": "9.30-15.00"}]}),
            ("documents", {"heading": "Filer", "documents": files}),
            ("embed", {**EmbedBlock._meta_class.preview_value, "summary": "Det sägs att."}),
            ("call_to_action", {"heading": "Var med", "text": "Kom!", "link": links[0]}),
            ("accordion", {"heading": "Frågor", "items": [question]}),
            ("accordion", {"heading": "", "items": [question]}),
            ("table", BodyBlocks().child_blocks["table"].to_python(table)),
            ("figures", {"heading": "I siffror", "figures": [FIGURE]}),
            ("evaluation", {"answered": 61, "asked": 84, "answers": ANSWERS}),
            ("process", BodyBlocks().child_blocks["process"].to_python(PROCESS)),
        ]
    )


def newsletter_item(label, heading, language, content):
    """Return one item of a newsletter, as its stream takes it."""
    value = {"label": label, "heading": heading, "language": language, "content": content}
    return ("item", NewsletterItemBlock().normalize(value))


class FilledSite(SmallSite):
    """A small site where every field of one page of each type is filled in."""

    def __init__(self):
        super().__init__()
        image = make_image(photographer=PHOTOGRAPHER)
        shown = {"introduction": "En mening om sidan.", "image": image, "image_alt": "En bild"}
        organisation = make_organisation("Föreningen", url="https://example.org/", place="Malmö")
        self.person = self.add_person(
            "Maria Lagneby",
            job_title="projektledare",
            unit="Kansliet",
            email="maria@example.org",
            phone=PHONE,
            languages="svenska och arabiska",
            organisation=organisation,
            **shown,
        )
        body = full_body(self.person, self.calendar)
        self.person.body = body
        self.person.save()
        people = [("person", person_value(self.person))]
        sections = [
            *(
                (block.block_type, block.value)
                for block in body
                if block.block_type in SectionBlocks().child_blocks
            ),
            ("three_words", SectionBlocks().child_blocks["three_words"].get_preview_value()),
            ("activities", {"heading": "Vad", "extra_lines": [{"title": "Seminarier"}]}),
            ("coming_events", {"heading": "På gång", "how_many": 4}),
            ("latest_news", {"heading": "Nyheter", "how_many": 4}),
            ("contact_form", {"heading": "Skriv till oss", "text": "Vi svarar."}),
        ]
        lists = [self.calendar, self.news, self.newsletters, self.people]
        for page in (self.home, self.landing, *lists):
            page.refresh_from_db()
            page.introduction, page.image = shown["introduction"], image
            if page not in lists:
                page.tagline, page.body = "Vi skapar en plattform", sections
            page.save()
        self.full_activity = self.add_activity(
            "Malmötimmen",
            purpose="<p>Öka förståelsen.</p>",
            least_per_year=4,
            most_per_year=6,
            usual_start=LUNCH,
            usual_end=AFTER_LUNCH,
            attendance_mode="online",
            usual_place="Zoom",
            price_text="Gratis",
            registration="link",
            registration_text="Anmäl dig i god tid.",
            contacts=people,
            result_use="<p>Till budgeten.</p>",
            body=body,
            **AUDIENCE,
            **shown,
        )
        self.full_activity.themes = [make_theme("knowledge")]
        choose(self.full_activity, "partners", organisation)
        price = {"label": "via länk", "amount": 925, "vat": "excluded", "note": "per deltagare"}
        opening = {"start": LUNCH, "title": "Inledning", "text": "Maria hälsar."}
        self.event = self.add_event(
            "Medborgarbudget",
            activity=self.full_activity,
            start=moment(2021, 5, 26, 12, 15),
            end=moment(2021, 5, 26, 12, 55),
            doors=time(12, 0),
            attendance_mode="mixed",
            venue="Stadshuset",
            address="August Palms plats 1",
            directions="Ingång från torget.",
            online_service="Zoom",
            speakers=people,
            change="rescheduled",
            change_reason="Gästen fick förhinder.",
            previous_start=moment(2021, 5, 19, 12, 15),
            registration="link",
            registration_url=REGISTRATION,
            registration_text="Via Eventbrite.",
            prices=[("price", price)],
            price_conditions="Avboka i tid.",
            programme=[("item", opening)],
            access_info="Hörslinga finns.",
            access_contact="kontakt@example.org",
            body=body,
            points_raised="<ul><li>Fler bänkar</li></ul>",
            result_use="<p>Till planen.</p>",
            evaluation="<p>Bra.</p>",
            documentation=body,
            follows=self.add_event("Förra gången", activity=self.full_activity, date_text="2020"),
            **AUDIENCE,
            **shown,
        )
        choose(self.event, "organisers", organisation)
        self.article = self.add_article(
            "Samverka i Skåne",
            date=date(2016, 5, 10),
            place="Malmö",
            category=make_category("Rapport"),
            authors=people,
            event=self.event,
            activity=self.full_activity,
            body=body,
            **shown,
        )
        self.add_article("En till", date_text="våren 2016", category=self.article.category)
        chosen = ("links", "people", "quote")
        content = [
            ("text", "<p>En mötesplats.</p>"),
            ("facts", {"rows": [{"kind": "time", "value": "9.00 – 16.00"}]}),
            *((block.block_type, block.value) for block in body if block.block_type in chosen),
        ]
        items = [
            newsletter_item("SKR", "Demokratidagen 2022", "sv", content),
            newsletter_item("Irland", "Have Your Say", "en", []),
        ]
        self.issue = self.add_issue(
            2022,
            2,
            title="Våren 2022",
            date=date(2022, 1, 20),
            editorial="<p>Välkomna!</p>",
            signatories="Lena och Anders",
            items=items,
            editors=people,
            imprint="<p>Sveriges Kommuner och Regioner</p>",
            **shown,
        )
        self.add_issue(2022, 1, title="Förra numret")
        self.follow = self.add_follow_page(**shown)
        self.text = self.add_text_page("Kontakt", body=body, **shown)


def page_of(site, page_type):
    """Return the filled-in page of a type."""
    pages = [v for v in vars(site).values() if type(v) is page_type]
    return next(page for page in pages if page.image)
