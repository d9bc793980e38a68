"""Markdown to blocks, with front matter and the extensions that standards use."""
