"""In which format a listing is, or what came of it: pieces of statements for those who count troubles by format."""

from __future__ import annotations

FORMAT_OF_LISTING = "(SELECT format FROM jobs_listing WHERE id = {id})"
FORMAT_OF_PROPOSAL = (
    "(SELECT l.format FROM jobs_proposal p JOIN jobs_listing l ON l.id = p.listing_id WHERE p.id = {id})"
)
FORMAT_OF_THREAD = """(SELECT l.format FROM jobs_proposal p JOIN jobs_listing l ON l.id = p.listing_id
    WHERE p.thread_id = {id} ORDER BY p.id LIMIT 1)"""
