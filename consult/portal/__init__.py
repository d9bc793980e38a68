"""Public reading: front page, lists and search, the text with its comments, statistics, organisations."""
