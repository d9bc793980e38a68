"""Who is told what, in the inbox and by email; subscriptions of people without an account.

Nouns: Notification, Subscription. Verbs: tell, follow, confirm, unsubscribe.
"""
