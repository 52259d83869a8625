"""Printing: from a page to a PDF, and from an address to a picture of it."""
