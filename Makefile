# Shortcuts for those who have make; everything is told by `python3 dev.py`.
COMMANDS = setup run test check year bench chaos attack simulate signals mutants screenshots mails stop demo

help:
	@python3 dev.py help

$(COMMANDS):
	@python3 dev.py $@ $(ARGS)

.PHONY: help $(COMMANDS)
