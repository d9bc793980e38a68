"""What every package stands on; it knows no package and no HTTP.

Time, database, text, lifecycles, actions, preconditions, events, permissions, the queue, mail and storage.
"""
