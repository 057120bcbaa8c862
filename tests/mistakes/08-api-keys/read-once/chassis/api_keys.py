        # task 5: the file as it is now, or as it was when it could last be used
        return self.known
        # end task 5
