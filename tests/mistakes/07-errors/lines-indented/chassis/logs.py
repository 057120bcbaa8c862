        # task 3: a line stays a line
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, indent=2)
        # end task 3
