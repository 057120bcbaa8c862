        # task 3: a line stays a line
        if record.exc_info:
            line["traceback"] = repr(record.exc_info[1])
        return json.dumps(line)
        # end task 3
