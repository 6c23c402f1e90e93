"""The tests that share a site are run one after the other by the same worker."""

import pytest

pytestmark = pytest.mark.django_db


def test_what_shares_a_site_stays_with_one_worker(content, request):
    kept_together = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@content_site") is kept_together
