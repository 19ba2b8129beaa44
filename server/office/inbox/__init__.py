"""What waits for the office's word, as its pages tell it: in words, masked, with what each act will do."""
