"""Whether what the pages link to is still there: read, asked for at night, and reported."""
