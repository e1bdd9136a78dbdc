"""How much of what people mistype is read right: a second generator of mess, made without a look at the rules."""
