"""*Hämta innehåll*: what is new since the last issue of the newsletter becomes items of a draft."""
