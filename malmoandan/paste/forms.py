"""The forms in which an editor approves or corrects what was found, and the drafts they make."""

from datetime import date

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm, formfield_for_dbfield
from wagtail.admin.widgets import AdminAutoHeightTextInput

from activities.models import EventPage
from activities.models.event_rules import copy_defaults
from activities.status import AttendanceMode
from home.dates import date_range, period
from home.exposure import opens_a_meeting
from home.form_fields import LinesField
from home.people import PersonPage
from news.models import ArticlePage, NewsletterPage

from .fields import LinksField, PeopleField, PricesField
from .prose import remaining_text, rich_text

PEOPLE_HELP = gettext_lazy("En person på varje rad: namn, roll från organisation.")
LINKS_HELP = gettext_lazy("En länk på varje rad: länktext: https://adressen")


def text_field():
    """Return the field of running text."""
    return LinesField(
        label=gettext_lazy("Text"),
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("En tom rad mellan styckena. Möteslänken följer inte med hit."),
    )


def ask_for_clocks(form):
    """Have a day alone be enough where whole days are ticked, as in the event's own form."""
    for name in ("start", "end"):
        if not form["all_day"].value():
            form.fields[name].day_alone = None
            said = _("Ange klockslag, eller kryssa i ”Heldag”.")
            form.fields[name].error_messages["no_clock"] = said


def links_block(links):
    """Return the block of links, in a list of its own or none."""
    return [("links", {"heading": "", "links": links})] if links else []


def text_block(text):
    """Return the block of running text, in a list of its own or none."""
    return [("text", rich_text(text))] if text.strip() else []


def known_people(rows):
    """Return rows of people in which whoever has a page is chosen instead of named."""
    names = [row["name"] for row in rows]
    pages = {page.title: page for page in PersonPage.objects.live().filter(title__in=names)}
    return [
        {**row, "person": pages[row["name"]], "name": ""} if row["name"] in pages else row
        for row in rows
    ]


class Approved:
    """What the forms share: the reading they start from, and no way into a meeting in any text."""

    secret = ()

    @staticmethod
    def holds(fact):
        """Tell whether the page has a place of its own for a fact that was found."""
        return True

    def read_initial(self, reading):
        """Return {field: value} of what was found."""
        return {
            "title": reading.get("title", ""),
            "people": reading.all("people"),
            "links": reading.all("links"),
            "text": remaining_text(reading, self.holds),
        }

    def clean(self):
        cleaned = super().clean()
        secrets = [cleaned[name] for name in self.secret if cleaned.get(name)]
        for name in set(self.fields) - {*self.secret, "pasted", "target"}:
            written = self.data.get(self.add_prefix(name)) or ""
            if opens_a_meeting(written) or any(secret in written for secret in secrets):
                self.add_error(name, self.meeting_words())
        return cleaned

    def meeting_words(self):
        """Return what is said where a text leads into a meeting."""
        return _("Det här leder rakt in i ett möte, och skulle synas för alla. Ta bort det.")


class EventForm(Approved, WagtailAdminModelForm):
    """The facts of an event."""

    kind, secret = "event", ("join_url",)
    people = PeopleField(label=gettext_lazy("Medverkande"), required=False, help_text=PEOPLE_HELP)
    prices = PricesField(
        label=gettext_lazy("Priser"),
        required=False,
        help_text=gettext_lazy("Ett pris på varje rad, till exempel ”250 kronor för medlemmar”."),
    )
    text = text_field()
    links = LinksField(label=gettext_lazy("Länkar"), required=False, help_text=LINKS_HELP)

    field_order = [
        *("title", "start", "end", "all_day", "doors", "attendance_mode", "venue", "address"),
        *("online_service", "join_url", "people", "audience", "registration", "registration_url"),
        *("registration_email", "registration_phone", "registration_hours", "registration_closes"),
        *("is_free", "prices", "text", "links"),
    ]

    class Meta:
        model, formfield_callback = EventPage, formfield_for_dbfield
        fields = [
            *("title", "start", "end", "all_day", "doors", "attendance_mode", "venue", "address"),
            *("online_service", "join_url", "audience", "registration", "registration_url"),
            *("registration_email", "registration_phone", "registration_hours"),
            *("registration_closes", "is_free"),
        ]

    def __init__(self, *args, place, reading, user, **kwargs):
        self.place = place
        event = EventPage(owner=user, live=False)
        copy_defaults(event, place)
        event.start = event.end = None
        initial = self.read_initial(reading)
        super().__init__(*args, instance=event, for_user=user, initial=initial, **kwargs)
        ask_for_clocks(self)

    def read_initial(self, reading):
        found = super().read_initial(reading)
        names = set(self._meta.fields) - {"title", "start", "end"}
        found |= {name: reading.get(name) for name in names if reading.get(name) is not None}
        said, begins, ends = (reading.get(name) for name in ("said_day", "clock", "until"))
        found["start"] = reading.get("start") or " kl. ".join(filter(None, [said, begins]))
        found["end"] = reading.get("end") or (f"{said} kl. {ends}" if said and ends else "")
        if reading.get("start") and not begins and reading.get("end"):
            found["all_day"] = True
        found["prices"] = reading.all("prices")
        if found["prices"]:
            found["is_free"] = False
        # What the activity usually says holds only as long as the text says nothing else.
        mode = found.get("attendance_mode")
        if mode == AttendanceMode.ONLINE:
            found |= {"venue": "", "address": ""}
        elif mode == AttendanceMode.OFFLINE:
            found["online_service"] = ""
        return found

    def clean(self):
        cleaned = super().clean()
        refuse_twin(self, self.place, _("%(when)s har aktiviteten redan ”%(title)s”."))
        return cleaned

    def meeting_words(self):
        return _(
            "Det här leder rakt in i ett möte, och skulle synas för alla. Ta bort det och skriv "
            "länken i ”Hemlig möteslänk”."
        )

    @transaction.atomic
    def make(self, user):
        """Store the draft of the event and return it."""
        event, cleaned = self.instance, self.cleaned_data
        if cleaned["prices"]:
            event.price_text = ""
        event.speakers = [("person", row) for row in known_people(cleaned["people"])]
        event.prices = [("price", row) for row in cleaned["prices"]]
        event.body = text_block(cleaned["text"]) + links_block(cleaned["links"])
        return stored_draft(event, self.place, user)


class ArticleForm(Approved, WagtailAdminModelForm):
    """The facts of an article."""

    kind = "article"
    people = PeopleField(
        label=gettext_lazy("Personer i texten"), required=False, help_text=PEOPLE_HELP
    )
    text = text_field()
    links = LinksField(label=gettext_lazy("Länkar"), required=False, help_text=LINKS_HELP)

    @staticmethod
    def holds(fact):
        return fact.name in ("title", "people", "links")

    class Meta:
        model, formfield_callback = ArticlePage, formfield_for_dbfield
        fields = ["title", "date", "place"]

    def __init__(self, *args, place, reading, user, **kwargs):
        self.place = place
        article = ArticlePage(owner=user, live=False)
        initial = self.read_initial(reading)
        super().__init__(*args, instance=article, for_user=user, initial=initial, **kwargs)

    def read_initial(self, reading):
        found = super().read_initial(reading)
        start = (reading.get("start") or reading.get("said_day") or "").split(" ")[0]
        found["date"] = start if reading.get("start") else reading.get("said_day", "")
        found["place"] = (reading.get("address") or "").rpartition(", ")[2]
        return found

    @transaction.atomic
    def make(self, user):
        """Store the draft of the article and return it."""
        article, cleaned = self.instance, self.cleaned_data
        people = known_people(cleaned["people"])
        block = [("people", {"heading": "", "people": people, "organisations": []})]
        article.body = (
            text_block(cleaned["text"]) + (block if people else []) + links_block(cleaned["links"])
        )
        return stored_draft(article, self.place, user)


FACT_FIELDS = {
    "date": gettext_lazy("Datum"),
    "time": gettext_lazy("Tid"),
    "place": gettext_lazy("Plats"),
    "audience": gettext_lazy("Målgrupp"),
    "fee": gettext_lazy("Avgift"),
    "deadline": gettext_lazy("Sista anmälningsdag"),
}


class ItemForm(Approved, forms.Form):
    """The facts of an item in a newsletter, as they are printed."""

    kind = "item"
    label = forms.CharField(
        label=gettext_lazy("Organisation eller ort"), required=False, max_length=80
    )
    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=255)
    people = PeopleField(label=gettext_lazy("Medverkande"), required=False, help_text=PEOPLE_HELP)
    text = text_field()
    links = LinksField(label=gettext_lazy("Länkar"), required=False, help_text=LINKS_HELP)
    field_order = ["label", "title", *FACT_FIELDS, "people", "text", "links"]

    @staticmethod
    def holds(fact):
        return fact.name not in ("registration_phone", "registration_hours")

    def __init__(self, *args, place, reading, user, **kwargs):
        self.place = place
        super().__init__(*args, initial=self.read_initial(reading), **kwargs)
        for name, label in FACT_FIELDS.items():
            widget = AdminAutoHeightTextInput if name in ("fee", "audience") else None
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=600, widget=widget
            )
        self.order_fields(self.field_order)

    def read_initial(self, reading):
        found = super().read_initial(reading)
        label, colon, title = found["title"].partition(": ")
        if colon and len(label) <= 80:
            found |= {"label": label, "title": title.strip()}
        first, last = (_day_of(reading.get(name)) for name in ("start", "end"))
        found["date"] = date_range(first, last) if first else reading.get("said_day", "")
        found["time"] = "–".join(filter(None, [reading.get("clock"), reading.get("until")]))
        places = [reading.get(name) for name in ("venue", "address")]
        service = reading.get("online_service")
        if reading.get("attendance_mode") in ("online", "mixed"):
            places.append(_("digitalt via %s") % service if service else _("digitalt"))
        found["place"] = ", ".join(filter(None, places))
        found["place"] = found["place"][:1].upper() + found["place"][1:]
        found["audience"] = reading.get("audience", "")
        prices = [PricesField().row_of(price) for price in reading.all("prices")]
        found["fee"] = "\n".join(prices or ([_("Gratis")] if reading.get("is_free") else []))
        closes = _day_of(reading.get("registration_closes"))
        found["deadline"] = date_range(closes) if closes else ""
        registration = [
            (_("Anmäl dig"), reading.get("registration_url")),
            ("", reading.get("registration_email")),
        ]
        found["links"] = [link for link in registration if link[1]] + found["links"]
        return found

    @transaction.atomic
    def make(self, user):
        """Store the item last in the newest version of its newsletter, as a draft; return that."""
        cleaned = self.cleaned_data
        rows = [
            {"kind": name, "own_label": "", "value": cleaned[name]}
            for name in FACT_FIELDS
            if cleaned[name]
        ]
        people = known_people(cleaned["people"])
        content = text_block(cleaned["text"])
        content += [("facts", {"heading": "", "rows": rows})] if rows else []
        block = {"heading": "", "people": people, "organisations": []}
        content += [("people", block)] if people else []
        content += links_block(cleaned["links"])
        item = {
            "label": cleaned["label"],
            "heading": cleaned["title"],
            "language": "sv",
            "content": content,
        }
        if not isinstance(self.place, NewsletterPage):
            issue = NewsletterPage(title=_("Nytt nyhetsbrev"), year=timezone.localdate().year)
            issue.live, issue.owner, issue.items = False, user, [("item", item)]
            return stored_draft(issue, self.place, user)
        latest = self.place.latest_revision_id
        issue = self.place.get_latest_revision_as_object()
        issue.opened_version = latest  # whoever saves it meanwhile is not written over
        issue.items.append(("item", item))
        issue.save_revision(user=user, log_action=True, clean=False)
        return issue


def _day_of(text):
    return date.fromisoformat(text.split(" ")[0]) if text else None


def refuse_twin(form, activity, said):
    """Add an error where the activity has an event of this name at this time: one sent twice."""
    start, title = (form.cleaned_data.get(name) for name in ("start", "title"))
    if not (activity and start and title):
        return
    events = EventPage.objects.of_activity(activity).taking_place()
    if same := events.filter(start=start, title__iexact=title).first():
        values = {"when": period(start), "title": same.get_admin_display_title()}
        form.add_error("title", capfirst(said % values))


def stored_draft(page, parent, user):
    """Store a new page as a draft below its parent, and return it."""
    page.live, page.slug_is_made = False, True
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    return page
