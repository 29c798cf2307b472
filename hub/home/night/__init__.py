"""What the hub did by itself between two days at the desk, told on Vandaag."""
