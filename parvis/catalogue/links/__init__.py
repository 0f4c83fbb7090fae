"""Whether the addresses of the catalogue answer: asked politely, kept with its history, said in
plain words on the page of a data set and counted by its quality."""
