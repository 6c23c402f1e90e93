"""What every kind of structured data shares (schema.org)."""

import re
from urllib.parse import urljoin

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from .dates import local
from .phone import phone_address

NAME = "Malmöandan"


def without_empty(known):
    """Return what is known alone: no empty text, no empty list, no None."""
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def iso_datetime(value):
    """Return a date, or an aware datetime in Stockholm's time with its offset (ISO 8601)."""
    return local(value).isoformat() if value else None


def people(stream):
    """Return the people of blocks by schema.org/Person, each once, without those not shown."""
    values = {block.value.display_name: block.value for block in stream}
    return [_person(value) for name, value in values.items() if name]


def documents(stream, page):
    """Return the documents of a stream that say what they are, by schema.org/DigitalDocument."""
    chosen = [
        each for block in stream if block.block_type == "documents" for each in block.value.shown
    ]
    found = [each["document"] for each in chosen if each["document"] and each["document"].kind]
    root = _root_of(page)
    return [
        without_empty(
            {
                "@type": "Report" if document.has_cover else "DigitalDocument",
                "name": document.title,
                "url": root + document.url,
                "genre": document.get_kind_display(),
                "version": document.version,
                "encodingFormat": document.content_type,
                "datePublished": iso_datetime(document.dated or document.decided_on)
                or str(document.year or ""),
                "inLanguage": document.language,
                "expires": iso_datetime(document.valid_until),
            }
        )
        for document in found
    ]


def events(rows, page):
    """Return the rows of coming dates (`ShownDate`) that have a day, by schema.org/Event."""
    root = _root_of(page)
    return [
        without_empty(
            {
                "@type": "Event",
                "name": row.title,
                "startDate": iso_datetime(row.start),
                "endDate": iso_datetime(row.end),
                "location": row.place and {"@type": "Place", "name": row.place},
                "url": urljoin(root, row.url) if row.url else "",
            }
        )
        for row in rows
        if row.start
    ]


def postal_address(written):
    """Return an address, as people write it, by schema.org/PostalAddress; None for no address.

    A line that begins with a postal code names the town, and so does the last of several that has
    no number; the rest is the street.
    """
    *street, last = [part.strip(" ,") for part in re.split(r"\r?\n|, ", written.strip())]
    code = re.fullmatch(r"(?:SE-)?(\d{3} ?\d{2})\s+(\D+)", last)
    town = code[2] if code else last if street and not re.search(r"\d", last) else ""
    known = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(filter(None, street if town else [*street, last])),
        "postalCode": code and code[1],
        "addressLocality": town,
    }
    return without_empty(known) if written.strip() else None


def site_organization(page, settings=None):
    """Return this site by schema.org/Organization, reached as its `settings` say."""
    root = _root_of(page)
    known = {"@type": "Organization", "name": NAME, "url": f"{root}/"}
    if settings:
        social = (settings.facebook_url, settings.instagram_url, settings.linkedin_url)
        known |= {
            "logo": root + static("icons/icon-512.png"),
            "email": settings.contact_email,
            "telephone": _telephone(settings.contact_phone),
            "address": postal_address(settings.contact_address),
            "sameAs": list(filter(None, social)),
        }
    return without_empty(known)


def website(page):
    """Return this site by schema.org/WebSite, with the address of its search."""
    root = _root_of(page)
    target = f"{root}{reverse('search')}?q={{search_term_string}}"
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": target},
        "query-input": "required name=search_term_string",
    }
    known = {"@type": "WebSite", "name": NAME, "url": f"{root}/", "inLanguage": get_language()}
    return {**known, "potentialAction": action}


def person_data(page, image):
    """Return the person of a page by schema.org/Person; `image` is the address of a photograph."""
    organisation = page.organisation and organisation_data(page.organisation)
    known = {
        "@type": "Person",
        "name": page.title,
        "url": page.full_url,
        "image": image,
        "description": page.search_description or page.introduction,
        "jobTitle": page.job_title,
        # Who has a title somewhere works there; who only belongs there may not.
        "worksFor" if page.job_title else "affiliation": organisation,
        "email": page.public_email,
        "telephone": _telephone(page.public_phone),
    }
    return without_empty(known)


def organisation_data(organisation):
    """Return an organisation of the register by schema.org/Organization."""
    known = {"@type": "Organization", "name": organisation.name, "url": organisation.url}
    return without_empty(known)


def _telephone(written):
    return phone_address(written).removeprefix("tel:")


def _root_of(page):
    _site_id, root, _path = page.get_url_parts()
    return root


def _person(person):
    organisation = person.display_organisation
    known = {
        "@type": "Person",
        "name": person.display_name,
        "url": person.page and person.page.full_url,
        "affiliation": organisation and {"@type": "Organization", "name": organisation},
    }
    return without_empty(known)
