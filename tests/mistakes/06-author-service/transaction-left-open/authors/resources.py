        # task 6: hold nothing while the network takes its time
        # end task 6
