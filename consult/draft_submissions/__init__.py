"""What a person is still writing, and the pages on which they write, send and change it."""
