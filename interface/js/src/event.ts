/** Events: what instructions did, from the logs of a transaction. */
import { getEventDecoder, type Event } from "./generated/index.js";
import { EVENT_NAMES } from "./generated/names.js";

/** The name of an event: past tense of its instruction. */
export type EventName = (typeof EVENT_NAMES)[keyof typeof EVENT_NAMES];

/** An event with its name. */
export type NamedEvent = Event & { readonly name: EventName };

const SIZE = 64;

/** The event in 64 bytes; `undefined` when they are none, or one of a newer program. */
export function parseEvent(bytes: Uint8Array): NamedEvent | undefined {
  if (bytes.length !== SIZE || bytes[1] !== 1) return undefined;
  const name = (EVENT_NAMES as Readonly<Record<number, EventName>>)[bytes[0]!];
  return name === undefined ? undefined : { ...getEventDecoder().decode(bytes), name };
}
