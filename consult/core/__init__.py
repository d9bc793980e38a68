"""What every room stands on; it knows no room and no HTTP.

Time, database, text, lifecycles, actions, gates, events, permissions, the queue, mail and storage.
"""
