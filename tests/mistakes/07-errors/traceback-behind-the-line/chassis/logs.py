        # task 3: a line stays a line
        text = json.dumps(line)
        if record.exc_info:
            text += f"\n{self.formatException(record.exc_info)}"
        return text
        # end task 3
