"""Plain text to blocks: headings, lists, tables and pages are recognised by their layout."""
