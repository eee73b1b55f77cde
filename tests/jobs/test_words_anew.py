"""Listings that were public before the words of the search changed are found by the new ones."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from tachiai.jobs.models import Listing

pytestmark = pytest.mark.django_db


def test_what_was_public_is_indexed_anew_and_a_draft_is_not(market):
    listing_id, draft_id = market.listing(title="IT企業の記事"), market.draft(title="IT企業の記事")
    written = Listing.objects.get(pk=listing_id).search
    Listing.objects.filter(pk=listing_id).update(search="'企業':1A")
    import_module("tachiai.jobs.migrations.0003_words_anew").index_anew(apps, None)
    assert Listing.objects.get(pk=listing_id).search == written and "'it'" in written
    assert Listing.objects.get(pk=draft_id).search is None
