"""The desk of a secretariat: what needs whom now, consultation by consultation. It only reads."""
