"""The city of this installation: how it begins, what it sets, and what stays fixed meanwhile."""
