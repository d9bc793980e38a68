"""What submitters type, in modules named as the views that show the forms."""
