"""Wagtail's users and groups with our views of them, which Wagtail asks an app's config for."""

from wagtail.users.apps import WagtailUsersAppConfig


class SiteUsersConfig(WagtailUsersAppConfig):
    """Names the views in `malmoandan/users.py`."""

    user_viewset = "malmoandan.users.SiteUserViewSet"
    group_viewset = "malmoandan.users.SiteGroupViewSet"
