"""The demo's verbs: seeding it, which tells the story of each consultation. Everyone else imports them here."""

from consult.demo.actions.seeding import is_seeded, renew_passwords, seed

__all__ = ["is_seeded", "renew_passwords", "seed"]
