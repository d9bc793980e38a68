"""Who is told what, in the inbox and by mail; subscriptions of people without an account.

Nouns: Notification, Subscription. Verbs: tell, follow, confirm, unsubscribe.
"""
