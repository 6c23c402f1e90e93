"""The one template library for Swedish dates, times, numbers, prose and contact links.

An empty value gives an empty text, so that templates need no `if` for it.
"""

import re
from urllib.parse import quote, unquote

from django import template
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from home import dates, typography
from home.dates import EN_DASH, NBSP, day_of, day_words, in_swedish
from home.phone import phone_address, with_phone_addresses

register = template.Library()

# Letters of the longest word, from where it would not fit on a line of the narrowest screen.
TITLE_STEPS = (12, 16, 20, 27, 43)
# Letters of an address that somebody would copy from paper.
MOST_WRITTEN = 60
# The space before the number of a house, and before its letter: «Norra Parkgatan 2 B, Malmö».
_BEFORE_NUMBER = re.compile(
    r"(?<=[^\W\d])[ ](?=\d{1,4}(?:[-–]\d{1,4})?[ ]?[A-Za-z]?(?:,|$))|(?<=\d)[ ](?=[A-Za-z](?:,|$))",
    re.MULTILINE,
)


class WrittenIn(template.Node):
    """A part of a page in the language of its editor's choice; the element has its `lang`."""

    def __init__(self, language, nodelist):
        self.language, self.nodelist = language, nodelist

    def render(self, context):
        with typography.written_in(self.language.resolve(context)):
            return self.nodelist.render(context)


@register.tag("written_in")
def written_in(parser, token):
    """Leave the typography of `{% written_in language %}…{% endwritten_in %}` unless it is Swedish.

    Holds for every block and template that is printed within.
    """
    _name, language = token.split_contents()
    nodelist = parser.parse(["endwritten_in"])
    parser.delete_first_token()
    return WrittenIn(parser.compile_filter(language), nodelist)


def _markup(parts, capital=False, lines=False):
    if capital:
        first = parts[0]
        parts = [first._replace(text=first.text[:1].upper() + first.text[1:]), *parts[1:]]
    elements = [_element(part) for part in parts]
    for place, part in enumerate(parts):
        # A short range stays on one line; a long one may break after its dash.
        if part.text == EN_DASH and len(parts[place - 1].text) <= len("12.15"):
            whole = format_html(
                '<span class="nobr">{}{}{}</span>', *elements[place - 1 : place + 2]
            )
            elements[place - 1 : place + 2] = ["", whole, ""]
        elif lines and part.text.startswith(" "):
            elements[place] = format_html(" <br>{}", part.text.lstrip())
    return format_html_join("", "{}", ([element] for element in elements))


def _element(part):
    if part.value is None:
        return part.text
    return format_html('<time datetime="{}">{}</time>', dates.isoformat(part.value), part.text)


@register.filter
def day_and_month(value):
    """Return «26 maj», for lists that already say the year."""
    return day_words(day_of(value), year=False) if value else ""


@register.filter
def tile_day(start, end=None):
    """Return the day of the month, or «10–12» of several days, for date tiles."""
    if not start:
        return ""
    first, last = day_of(start), dates.last_day(start, end)
    return str(first.day) if first == last else f"{first.day}{EN_DASH}{last.day}"


@register.filter
def tile_month(start, end=None):
    """Return the first three letters of the month («maj»), or of both («jan–feb»), for tiles."""
    if not start:
        return ""
    months = (in_swedish(day, "F")[:3] for day in (day_of(start), dates.last_day(start, end)))
    return EN_DASH.join(dict.fromkeys(months))


@register.filter
def tile_weekday(start, end=None):
    """Return what a tile says below a month: «ons», «3 dagar», or both months («jan–feb»)."""
    if not start:
        return ""
    first, last = day_of(start), dates.last_day(start, end)
    if first == last:
        return in_swedish(first, "D")
    if first.replace(day=1) != last.replace(day=1):
        return tile_month(start, end)
    return gettext("%(number)s dagar") % {"number": (last - first).days + 1}


@register.filter
def is_this_year(value):
    """Tell whether a day lies in the year that it is, which lists need not say."""
    return bool(value) and day_of(value).year == timezone.localdate().year


@register.simple_tag
def when(start, end=None, capital=False, year=True, lines=False):
    """Return `dates.period` with `<time>` elements; `capital` at the start of a sentence.

    With `lines` the time, or the second of two days, begins a line of its own.
    """
    return _markup(dates.period_parts(start, end, year), capital, lines) if start else ""


@register.simple_tag
def when_brief(start, end=None, by_month=False, capital=True):
    """Return `dates.brief_parts` with `<time>` elements: what a row says beside its tile.

    The days too, unless the list is `by_month`; and the year, unless it is this one.
    """
    if not start:
        return ""
    year = not (is_this_year(start) and is_this_year(dates.last_day(start, end)))
    parts = dates.brief_parts(start, end, not by_month, year)
    return _markup(parts, capital) if parts else ""


@register.simple_tag
def when_date(start, end=None, capital=False, weekday=True, year=True):
    """Return the days with `<time datetime>` elements."""
    return _markup(dates.date_parts(start, end, weekday, year), capital) if start else ""


@register.simple_tag
def when_time(start, end=None):
    """Return the times with `<time>` elements; of several days when the first one begins.

    Empty for whole days.
    """
    if not start or not dates.is_timed(start):
        return ""
    is_one_day = len(dates.date_parts(start, end)) == 1
    return _markup(dates.time_parts(start, end if is_one_day else None), capital=False)


@register.simple_tag
def when_short(start, end=None):
    """Return the days with `<time datetime>` elements and short months: «12 sep 2021»."""
    return _markup(dates.short_parts(start, end), False) if start else ""


@register.filter
def number(value):
    """Return a number with a space between thousands: «2 500»."""
    return "" if value is None else number_format(value, force_grouping=True)


@register.filter
def file_size(count):
    """Return a number of bytes as «300 kB» or «1,8 MB»: a kilobyte is a thousand."""
    if not count:
        return ""
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if count >= 0.9995 * size:
            shown = number_format(round(count / size, 1), 1).removesuffix(",0")
            return f"{shown}{NBSP}{unit}"
    return f"{max(1, round(count / 1000))}{NBSP}kB"


@register.filter
def typeset(value):
    """Return prose with Swedish typography; safe HTML stays HTML, plain text is still escaped."""
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return mark_safe(typography.typeset_html(with_phone_addresses(value.__html__())))
    return typography.typeset(str(value))


@register.filter
def address(value):
    """Return an address whose street and number stay together."""
    return typeset(_BEFORE_NUMBER.sub(NBSP, str(value or "")))


@register.filter
def title_class(title, more=""):
    """Return the class of a title whose longest word does not fit in its usual size (site.css)."""
    letters = typography.longest_word(f"{title} {more or ''}")
    step = next((step for step in TITLE_STEPS if letters <= step), TITLE_STEPS[-1])
    return f"letters-{step}" if letters > TITLE_STEPS[0] else ""


register.filter(phone_address)


@register.filter
def address_in_words(url):
    """Return a full address as one writes it down, with a place to break after each stroke.

    One that nobody would write down becomes the name of the site.
    """
    host, _stroke, path = unquote(url or "").partition("://")[2].rstrip("/").partition("/")
    words = [host, *path.split("/")] if path and len(path) <= MOST_WRITTEN else [host]
    return format_html_join(mark_safe("/<wbr>"), "{}", ([word] for word in words))


@register.filter
def phone_link(value):
    """Return a phone number as a link: «031-367 90 61» goes to tel:+46313679061."""
    shown = typography.typeset(value or "")
    address = phone_address(value)
    return format_html('<a href="{}">{}</a>', address, shown) if address else shown


@register.filter
def email_link(value):
    """Return an e-mail address as a mailto link; what is no address comes back as text."""
    address, shown = email_address(value), email_text(value)
    return format_html('<a href="{}">{}</a>', address, shown) if address else shown


@register.filter
def email_address(value):
    """Return the `mailto:` address of an e-mail address; empty for what is none."""
    try:
        validate_email(value)
    except ValidationError:
        return ""
    return f"mailto:{quote(value, safe='@+')}"


@register.filter
def email_text(value):
    """Return an e-mail address as it is printed: a line that is too short ends after the @."""
    name, at, host = (value or "").rpartition("@")
    return (
        format_html("{}{}<wbr>{}", name, at, host)
        if name and host
        else conditional_escape(value or "")
    )
