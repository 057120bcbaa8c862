        # task 1: answer 200 with {"status": "ok"}
        return "ok"
        # end task 1
