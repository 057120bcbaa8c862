"""Grade a class: many submissions, from strangers, into one gradebook."""
