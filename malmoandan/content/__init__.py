"""The site's first content: the files of `content/`, each made into pages once."""
