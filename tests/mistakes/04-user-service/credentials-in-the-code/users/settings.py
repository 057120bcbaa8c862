        # task 5: no address, no service
        url = os.environ.get("DATABASE_URL", "postgresql://users:users@localhost:5432/users")
        # end task 5
