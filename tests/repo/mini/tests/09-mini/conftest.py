from workshop.harness import service_fixture

mini = service_fixture("mini")
