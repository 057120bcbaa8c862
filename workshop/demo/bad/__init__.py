"""The version of a service that should not have been deployed."""
