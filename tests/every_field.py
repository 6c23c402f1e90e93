"""Pages with something in every field that takes a text, also in every block of their streams.

What fields and blocks there are is read from the models, so that a new one is filled in too.
"""

from datetime import date, time
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.html import escape
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, get_page_models
from wagtail.rich_text import RichText

from activities.models import ActivityPage, EventPage
from home.blocks.coming_dates import ComingDateBlock
from home.blocks.links import TARGETS, LinkBlock
from home.blocks.people import PersonBlock
from home.blocks.process import PhaseBlock
from home.media import SiteImage
from home.organisations import Organisation
from home.people import PersonPage
from home.phone import validate_phone
from news.models import ArticlePage, NewsletterPage
from tests.filled_site import make_document
from tests.pages import make_image, make_organisation

PHONE = "040-12 34 56"
PAGE_TYPES = [model for model in get_page_models() if model is not Page]


class Filling:
    """Fills in fields and blocks: `say(name, most)` is asked for each text.

    With `plain`, what is said goes into texts alone: an address cannot hold it.

    `name` is the path of the field (`body.links.text`) and `most` how many letters it takes, or
    None.  `chosen` is {model: object} for what is chosen from a register.
    """

    def __init__(self, say, chosen, plain=False):
        self.say, self.chosen, self.plain = say, chosen, plain

    def fill(self, page):
        """Fill in every field of a page that is an editor's and takes a text; not title or slug."""
        for field in page._meta.get_fields():
            if field.model in Page.__mro__ or not getattr(field, "editable", False):
                continue
            if isinstance(field, StreamField):
                setattr(page, field.name, self.stream(field.stream_block, field.name))
            elif isinstance(field, RichTextField):
                setattr(page, field.name, self.rich(field.name))
            elif type(field) is models.URLField:
                setattr(page, field.name, self.address(field.name))
            elif isinstance(field, models.EmailField):
                setattr(page, field.name, self.email(field.name))
            elif validate_phone in field.validators:
                setattr(page, field.name, PHONE)
            elif isinstance(field, models.CharField | models.TextField) and not field.choices:
                setattr(page, field.name, self.say(field.name, field.max_length))
        return page

    def rich(self, name):
        """Return a paragraph."""
        return f"<p>{escape(self.say(name, None))}</p>"

    def address(self, name):
        """Return an outside address."""
        host = name.replace("_", "-") if self.plain else self.say(name, None)
        return f"https://{host}.example/"

    def email(self, name):
        """Return an e-mail address."""
        box = "plain" if self.plain else self.say(name, None)
        return f"{box}@example.org"

    def stream(self, block, name):
        """Return one or more of every block of a stream."""
        return [
            (kind, value)
            for kind, child in block.child_blocks.items()
            for value in self.values(child, f"{name}.{kind}")
        ]

    def values(self, block, name):
        """Return values of a block: one for every target of a link and every kind of person."""
        if isinstance(block, LinkBlock):
            for target in TARGETS:
                for with_text in (True, False) if target != "url" else (True,):
                    whole = self.struct(block, f"{name}.{target}{'' if with_text else '.alone'}")
                    left_out = {*TARGETS, *(() if with_text else ("text",))} - {target}
                    yield block.normalize(whole | dict.fromkeys(left_out))
        elif isinstance(block, ComingDateBlock):
            whole = self.struct(block, name)
            yield block.normalize(whole | {"event": None})
            yield block.normalize({"event": whole["event"]})
            in_words = self.struct(block, f"{name}.in_words")
            yield block.normalize(in_words | {"event": None, "day": None, "last_day": None})
        elif isinstance(block, PhaseBlock):
            yield block.normalize(self.struct(block, name))
            in_words = self.struct(block, f"{name}.in_words")
            yield block.normalize(in_words | {"start": None, "end": None})
        elif isinstance(block, PersonBlock):
            whole = self.struct(block, name)
            yield block.normalize({"person": whole["person"]})
            yield block.normalize(whole | {"person": None})
        else:
            yield self.value(block, name)

    def struct(self, block, name):
        """Return a value of each child of a block; of the first variant where there are several."""
        return {
            child_name: self.value(child, f"{name}.{child_name}")
            for child_name, child in block.child_blocks.items()
        }

    def value(self, block, name):
        """Return a value of a block."""
        if isinstance(block, ImageBlock):
            picture = self.chosen[SiteImage]
            return block.normalize({"image": picture, "alt_text": "x", "decorative": False})
        if isinstance(block, TypedTableBlock):
            columns = [
                {"type": kind, "heading": self.say(f"{name}.{kind}.heading", None)}
                for kind in block.child_blocks
            ]
            cells = [self.say(f"{name}.{kind}.cell", None) for kind in block.child_blocks]
            caption = self.say(f"{name}.caption", None)
            table = {"caption": caption, "columns": columns, "rows": [{"values": cells}]}
            return block.to_python(table)
        if isinstance(block, LinkBlock | PersonBlock):
            return next(iter(self.values(block, name)))
        if isinstance(block, blocks.StructBlock):
            return block.normalize(self.struct(block, name))
        if isinstance(block, blocks.StreamBlock):
            return block.normalize(self.stream(block, name))
        if isinstance(block, blocks.ListBlock):
            return block.normalize(list(self.values(block.child_block, name)))
        return self.single(block, name)

    def single(self, block, name):
        """Return a value of a block that has no others in it."""
        most = getattr(block.field, "max_length", None)
        match block:
            case ChooserBlock():
                return self.chosen[block.model_class]
            case blocks.ChoiceBlock():
                return [key for key, _label in block.field.choices if key][-1]
            case blocks.RichTextBlock():
                return RichText(self.rich(name))
            case blocks.URLBlock():
                return self.address(name)
            case blocks.EmailBlock():
                return self.email(name)
            case blocks.IntegerBlock():
                return 2
            case blocks.DecimalBlock():
                return Decimal(925)
            case blocks.DateBlock():
                # A day of the programme outside the event would be refused.
                is_outside = name.endswith((".day", "item.last_day"))
                return None if is_outside else date(2019, 5, 26)
            case blocks.TimeBlock():
                return time(12, 15)
            case blocks.BooleanBlock():
                return True
        return self.say(name, most)


def chosen_objects(site, say, with_event=False):
    """Return {model: object} of something saved of each register, with texts of its own.

    An event is listed by itself on many pages, so there is one only where it is asked for.
    """
    organisation = make_organisation(say("organisation.name", 120), place=say("place", 80))
    person = site.add_person(
        say("person.title", 255),
        organisation=organisation,
        **{name: say(f"person.{name}", 160) for name in ("job_title", "unit", "introduction")},
        email=f"{say('person.email', 99)}@example.org",
        phone=PHONE,
    )
    image = make_image(say("image.title", 255), photographer=say("photographer", 120))
    document = make_document()
    document.title = say("document.title", 255)
    document.save()
    chosen = {
        Organisation: organisation,
        PersonPage: person,
        SiteImage: image,
        get_document_model(): document,
        Page: site.add_text_page(say("page.title", 255)),
        type(site.activity): site.activity,
    }
    if with_event:
        chosen[EventPage] = site.add_event(say("event.title", 255), start=timezone.now())
    return chosen


def parent_of(site, page_type):
    """Return the page below which a page of this type stands, as it is stored."""
    parents = {
        ActivityPage: site.landing,
        ArticlePage: site.news,
        EventPage: site.activity,
        NewsletterPage: site.newsletters,
        PersonPage: site.people,
    }
    parent = parents.get(page_type, site.home)
    parent.refresh_from_db()
    return parent
