"""Drafts that exist only as PDF: each page is a heading, and below it the image of the page with its text."""
