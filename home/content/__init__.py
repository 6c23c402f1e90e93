"""The site's first content: files in `content/`, read and made into pages once."""
