"""Docker for the checks: images, containers, gateways and whole stacks, driven by its command line."""
