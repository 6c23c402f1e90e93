"""The password of the first account, which is known by its salt until it is changed."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils.crypto import get_random_string

# Begins the salt, which Django makes anew with each password; what follows is random enough.
FIRST = "first"


def make_first_account(username: str, password: str):
    """Make the account of an administrator with a password that is to be changed."""
    return get_user_model().objects.create(
        username=username,
        password=make_password(password, FIRST + get_random_string(22)),
        is_staff=True,
        is_superuser=True,
    )


def accounts_with_first_password():
    """Return the accounts in use whose first password nobody has changed."""
    return get_user_model().objects.filter(is_active=True, password__contains=f"${FIRST}")
