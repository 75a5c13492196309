"""Companies, their seats, the factory registry, the drive, the showcase."""
