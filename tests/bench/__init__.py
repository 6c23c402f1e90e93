"""The floor that the site is measured against: `make bench`."""
