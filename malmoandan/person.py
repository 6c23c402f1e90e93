"""What the site has about one person, by e-mail address and name: told, and erased.

Published texts are nobody's to erase by a command: those that name the person are listed, for an
editor to read.
"""

import json
from email.utils import parseaddr
from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, Revision

from home.email_address import normalised
from home.models import Feedback, Letter, Message, SiteDocument, SiteImage, User
from news.models import Subscriber, Suppression
from news.subscriptions.subscriber import suppress
from news.subscriptions.suppression import Reason

# Who has a link to a subscription can end it, and what letters say is in them by pieces.
LEFT_OUT = {"token", "content", "claim"}


class Person:
    """Somebody, known by an address, and by the names that come with it or are given."""

    def __init__(self, address, names=()):
        self.address = normalised(address)
        # As the person writes it, where that is not how mail servers do: anna@åäö.se.
        self.spellings = {self.address, address.strip().casefold()}
        self.names = sorted({*names, *self.messages().values_list("name", flat=True)} - {""})

    def subscribers(self):
        """Return the subscription."""
        return Subscriber.objects.with_email(self.address)

    def messages(self):
        """Return what the person has sent to the inbox."""
        written = Message.objects.values_list("pk", "email")
        return Message.objects.filter(pk__in=[pk for pk, to in written if self.is_address(to)])

    def letters(self):
        """Return the letters to the person, and those that quote the address."""
        rows = Letter.objects.values_list("pk", "recipient").iterator()
        keys = [pk for pk, to in rows if self.is_address(parseaddr(to)[1])]
        return Letter.objects.filter(Q(pk__in=keys) | self.named("content", "recipient"))

    def feedback(self):
        """Return the answers about pages in which the address stands."""
        return Feedback.objects.filter(self.named("text"))

    def searches(self):
        """Return the searches for the address."""
        return apps.get_model("wagtailsearchpromotions.Query").objects.filter(
            self.named("query_string")
        )

    def log_entries(self):
        """Return what the history of the admin says of the address, or of a message by its name."""
        entries = ModelLogEntry.objects.annotate(said=Cast("data", models.TextField()))
        of_messages = any_of(Q(label__startswith=f"{name}, ") for name in self.names)
        kind = Q(content_type__app_label="home", content_type__model="message")
        return entries.filter(self.named("label", "said") | kind & of_messages)

    def accounts(self):
        """Return the accounts with the address, which are taken away in the admin."""
        return User.objects.filter(email__iexact=self.address)

    def suppressions(self):
        """Return that the address is not written to."""
        return Suppression.objects.of(self.address)

    def is_address(self, text):
        return normalised(text) == self.address

    def named(self, *fields):
        """Return the condition that the address stands in any of the fields."""
        return any_of(
            Q(**{f"{name}__icontains": text}) for name in fields for text in self.spellings
        )

    def traces(self):
        """Return everything that is erased, by what it is."""
        return {
            "subscriptions": self.subscribers(),
            "messages": self.messages(),
            "letters": self.letters(),
            "feedback": self.feedback(),
            "searches": self.searches(),
            "log entries": self.log_entries(),
        }

    def counts(self):
        return {what: rows.count() for what, rows in self.traces().items()}

    def export(self):
        """Return all of it as JSON, and where texts name the person."""
        kept = {**self.traces(), "accounts": self.accounts(), "suppressed": self.suppressions()}
        told = {what: [as_dict(row) for row in rows] for what, rows in kept.items()}
        for row, subscriber in zip(told["subscriptions"], self.subscribers(), strict=True):
            row["topics"] = [str(topic) for topic in subscriber.topics]
        for row, message in zip(told["messages"], self.messages(), strict=True):
            row["answers"] = [as_dict(answer) for answer in message.answers.all()]
        told["named in"] = self.named_in()
        return json.dumps(told, ensure_ascii=False, indent=2, default=str)

    @transaction.atomic
    def erase(self):
        """Delete all of it, and remember that, also when an older back-up is restored."""
        suppress(self.address, Reason.ERASED)
        # That something was done is kept, without the words that say to whom.
        self.log_entries().update(label="–", data={})
        for rows in self.traces().values():
            rows.delete()

    def named_in(self):
        """Return where texts, pictures and documents name the person, for an editor to read."""
        found = []
        for model in [*pages(), SiteImage, SiteDocument]:
            found += [where(row) for row in self.naming(model).iterator()]
        drafts = Revision.objects.annotate(said=Cast("content", models.TextField()))
        latest = Page.objects.exclude(latest_revision=None).values("latest_revision")
        words = any_of(Q(said__icontains=word) for word in self.words())
        for draft in drafts.filter(words, pk__in=latest).iterator():
            found.append(where(draft.as_object()))
        return sorted(set(found))

    def naming(self, model):
        """Return the rows of a model that name the person in any text or stream."""
        rows, conditions = model.objects.all(), []
        for field in model._meta.concrete_fields:
            name, kind = field.name, field.get_internal_type()
            if kind == "JSONField":
                rows = rows.annotate(**{f"text_of_{name}": Cast(name, models.TextField())})
                name = f"text_of_{name}"
            elif kind not in ("CharField", "TextField", "EmailField", "SlugField", "URLField"):
                continue
            conditions += [Q(**{f"{name}__icontains": word}) for word in self.words()]
        return rows.filter(any_of(conditions))

    def words(self):
        """Return the address and the names, as texts and as blocks write them."""
        plain = [*self.spellings, *self.names]
        return {*plain, *(json.dumps(word)[1:-1] for word in plain)}


def any_of(conditions):
    """Return the condition that one of the conditions holds, or more."""
    return reduce(or_, conditions, Q(pk=None))


def pages():
    """Return every type of page."""
    return [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]


def as_dict(row):
    """Return a row as names and values, without what nobody should have on paper."""
    fields = [field for field in row._meta.concrete_fields if field.name not in LEFT_OUT]
    return {field.name: field.value_from_object(row) for field in fields}


def where(row):
    """Return the title of a page, picture or document and the address of its form."""
    if isinstance(row, Page):
        return f"{row.title}: {reverse('wagtailadmin_pages:edit', args=[row.pk])}"
    name = "wagtailimages:edit" if isinstance(row, SiteImage) else "wagtaildocs:edit"
    return f"{row.title}: {reverse(name, args=[row.pk])}"
