"""What `make run` and the tests stand on: embedded servers and a process runner."""
