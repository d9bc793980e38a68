"""The international organisations and who is a member of them.

Nouns: Organisation, Membership, Role, Invitation, Policy. Verbs: create, change, invite, accept, assign and remove
roles, write a policy. Roles: administrator, officer, approver, moderator; the platform administrator stands above.
"""
