"""Send events to Temporal workflows and activities with its Pydantic converter."""

import asyncio

from events import EVENTS, STOPPED, in_words, report, round_trips
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter

from rtms_events import Event


async def pass_on(converter, value, annotation):
    [received] = await converter.decode(await converter.encode([value]), [annotation])
    return received


async def main():
    round_trips([await pass_on(pydantic_data_converter, event, Event) for event in EVENTS])
    try:
        outcome = in_words(await pass_on(DataConverter.default, STOPPED, Event))
    except Exception as error:
        outcome = f"`{type(error).__name__}`"
    report("`DataConverter.default`", outcome)


asyncio.run(main())
