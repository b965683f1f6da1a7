"""Polisi publishes a policy in two languages and keeps neither behind the other."""
