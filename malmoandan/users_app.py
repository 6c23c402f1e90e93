"""Wagtail's users with our search of them; the place that Wagtail has for it is an app's config."""

from wagtail.users.apps import WagtailUsersAppConfig


class SiteUsersConfig(WagtailUsersAppConfig):
    """Names the list of users in `malmoandan/users.py`."""

    user_viewset = "malmoandan.users.SiteUserViewSet"
