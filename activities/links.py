"""Which links an event needs, has and lacks: the same rules for one event and for the database."""

from django.db.models import Q
from django.utils.translation import gettext as _

from home.querysets import SitePageQuerySet


def links_of(event):
    """Return in words which links the event has, and which it lacks while it is to take place."""
    status = event.status
    needed = not (status.is_over or status.is_called_off)
    links = []
    if event.registration in ("link", "email"):
        links.append((_("Anmälan"), _("Anmälningslänk saknas"), event.registration_address))
    if event.is_online:
        links.append((_("Möte"), _("Möteslänk saknas"), event.join_url))
    said = [there if link else needed and lacking for there, lacking, link in links]
    return ", ".join(filter(None, said))


class LinkQuerySet(SitePageQuerySet):
    """Events, asked for by their links; `links_of` says the same of each."""

    def with_registration_address(self):
        """Return the events that one registers for at an address which is there."""
        by_link = Q(registration="link") & ~Q(registration_url="")
        return self.filter(by_link | Q(registration="email") & ~Q(registration_email=""))

    def with_join_link(self):
        """Return the events that one can take part in from afar, by a link which is there."""
        return self.filter(attendance_mode__in=["online", "mixed"]).exclude(join_url="")

    def lacking_a_link(self, now=None):
        """Return what is to take place but lacks a way to register or to join from afar."""
        by_link = Q(registration="link", registration_url="")
        by_email = Q(registration="email", registration_email="")
        afar = Q(attendance_mode__in=["online", "mixed"], join_url="")
        return self.upcoming(now).taking_place().filter(by_link | by_email | afar)
