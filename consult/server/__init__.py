"""The web server's own side: whole requests in, whole answers out, and a watch over the worker processes."""
