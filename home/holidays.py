"""Swedish public holidays, and the eves that are kept as such."""

from datetime import date, timedelta

from dateutil.easter import easter
from django.utils.translation import gettext as _


def holiday_name(day):
    """Return what the holiday of a day is called; empty for other days, Sundays too.

    Lag (1989:253) om allmänna helgdagar; the eves are no holidays by it, but nobody works.
    """
    return _holidays(day.year).get(day, "")


def _holidays(year):
    sunday = easter(year)
    midsummer = _saturday_from(date(year, 6, 20))
    return {
        date(year, 1, 1): _("nyårsdagen"),
        date(year, 1, 6): _("trettondedag jul"),
        sunday - timedelta(days=2): _("långfredagen"),
        sunday - timedelta(days=1): _("påskafton"),
        sunday: _("påskdagen"),
        sunday + timedelta(days=1): _("annandag påsk"),
        date(year, 5, 1): _("första maj"),
        sunday + timedelta(days=39): _("Kristi himmelsfärdsdag"),
        sunday + timedelta(days=49): _("pingstdagen"),
        date(year, 6, 6): _("nationaldagen"),
        midsummer - timedelta(days=1): _("midsommarafton"),
        midsummer: _("midsommardagen"),
        _saturday_from(date(year, 10, 31)): _("alla helgons dag"),
        date(year, 12, 24): _("julafton"),
        date(year, 12, 25): _("juldagen"),
        date(year, 12, 26): _("annandag jul"),
        date(year, 12, 31): _("nyårsafton"),
    }


def _saturday_from(day):
    return day + timedelta(days=(5 - day.weekday()) % 7)
