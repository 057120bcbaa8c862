# task 2: nothing is kept here: a collection belongs to the package that owns what is in it
people = Collection()
# end task 2
