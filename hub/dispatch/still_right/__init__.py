"""Whether what partners said of their places still holds: asked by letter every fortnight, answered by one click."""
