pytest_plugins = ["workshop.harness.plugin"]
