"""Work that takes longer than a second: started here, done by a worker, with its progress in a row people can see."""
