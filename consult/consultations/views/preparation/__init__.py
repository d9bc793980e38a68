"""The steps of the guided preparation, which `preparing` shows under one address."""
