"""What every kind of structured data shares (schema.org)."""

from .dates import local


def without_empty(known):
    """Return what is known alone: no empty text, no empty list, no None."""
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def iso_datetime(value):
    """Return a date, or an aware datetime in Stockholm's time with its offset (ISO 8601)."""
    return local(value).isoformat() if value else None


def people(stream):
    """Return the people of a stream by schema.org/Person, without those no longer shown."""
    values = [block.value for block in stream]
    return [_person(value) for value in values if value.display_name]


def site_organization(page):
    """Return this site by schema.org/Organization."""
    _site_id, root, _path = page.get_url_parts()
    return {"@type": "Organization", "name": "Malmöandan", "url": f"{root}/"}


def _person(person):
    organisation = person.display_organisation
    known = {
        "@type": "Person",
        "name": person.display_name,
        "url": person.page and person.page.full_url,
        "affiliation": organisation and {"@type": "Organization", "name": organisation},
    }
    return without_empty(known)
