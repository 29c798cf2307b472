"""An invented past of any size: cases with their whole history, for whoever measures or tries the hub."""
