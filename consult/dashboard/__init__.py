"""The dashboard, start page of staff: what needs whom now, consultation by consultation. It only reads."""
