"""How a partner stands with a case that it was asked: its own answers, of now and of before."""
