"""What people attach as a Word or PDF form: its words, row by row, read in the child that reads mails."""
