"""What `run`, `test` and `flask` do once the environment stands: servers, assets, processes, checks.

Outside the layers: nothing of the application imports it, and production does not use it.
"""
