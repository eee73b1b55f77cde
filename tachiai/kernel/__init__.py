"""Pure Python that every other module stands on: life cycles, amounts, the calendar, events, refusals, texts."""
