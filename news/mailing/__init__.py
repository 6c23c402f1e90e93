"""The mail of an issue of the newsletter, made of the same data as its page."""
