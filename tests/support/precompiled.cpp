// Empty: only the headers compiled with it are wanted.
