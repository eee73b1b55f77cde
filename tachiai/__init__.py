"""Tachiai: a marketplace for commissioned work whose heart is preventing trouble between client and worker."""
