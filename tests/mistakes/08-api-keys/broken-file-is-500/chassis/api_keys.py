        # task 5: the file as it is now, or as it was when it could last be used
        return programs_in(self.path.read_bytes())
        # end task 5
