"""The form of a user's own picture in the account settings."""

import logging

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import AvatarPreferencesForm

from .picture_form import NOT_STORED, PictureField

logger = logging.getLogger(__name__)


class AvatarForm(AvatarPreferencesForm):
    """Wagtail's, with a picture that is cleaned like all others and stored before it is valid."""

    avatar = PictureField(label=_("Profilbild"), required=False, widget=forms.ClearableFileInput)

    def clean_avatar(self):
        """Return the clean picture, the one there was, or False where it is to go."""
        avatar = self.cleaned_data.get("avatar")
        return self._original_avatar if avatar is None else avatar

    def _post_clean(self):
        super()._post_clean()
        avatar = self.instance.avatar
        if self.errors or not avatar or avatar._committed:
            return
        try:
            avatar.save(avatar.name, avatar.file, save=False)
        except OSError:
            logger.exception("A user's picture could not be stored")
            self.add_error("avatar", NOT_STORED)
