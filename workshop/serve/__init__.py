"""Run a lesson's services, each as a process of its own."""
