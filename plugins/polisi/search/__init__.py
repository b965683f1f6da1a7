"""Search: what of a page can be found, and how the words of its language change."""
