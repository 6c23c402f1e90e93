"""What the admin does with news and newsletters."""

from .mailing import proof as _proof  # noqa: F401 (it registers its view)
