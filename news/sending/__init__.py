"""Utskick: an issue of the newsletter on its way to all who subscribe to it, once to each."""
