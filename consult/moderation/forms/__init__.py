"""What moderators type, and submitters who object or ask for the removal of a name."""
