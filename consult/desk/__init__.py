"""The secretariat's desk: what needs doing, across the rooms."""
