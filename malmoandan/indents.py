"""Pages of the admin without the indents between their elements, which are an eighth of a form."""

import re

from .headers import ADMIN_PATH

# What people have written is escaped, so no text of theirs stands between such signs.
INDENT = re.compile(rb">\s{2,}<")


class IndentMiddleware:
    """Sends HTML of the admin with one line break where there were more, or spaces."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_html = response.get("Content-Type", "").startswith("text/html")
        is_whole = not response.streaming and getattr(response, "is_rendered", True)
        if is_html and is_whole and request.path.startswith(ADMIN_PATH):
            response.content = INDENT.sub(b">\n<", response.content)
        return response
