/** Events: what instructions did, from the logs of a transaction. */
import { getBase64Encoder, isAddress, type Address } from "@solana/kit";
import { HYPOTHEC_PROGRAM_ADDRESS, getEventDecoder, type Event } from "./generated/index.js";
import { EVENT_NAMES } from "./generated/names.js";

/** The name of an event: past tense of its instruction. */
export type EventName = (typeof EVENT_NAMES)[keyof typeof EVENT_NAMES];

/** An event with its name. */
export type NamedEvent = Event & { readonly name: EventName };

const SIZE = 64;
const VERSION = 1;

/** The event in 64 bytes; `undefined` when they are none, or one of a newer program. */
export function parseEvent(bytes: Uint8Array): NamedEvent | undefined {
  if (bytes.length !== SIZE) return undefined;
  const event = getEventDecoder().decode(bytes);
  const name = (EVENT_NAMES as Readonly<Record<number, EventName>>)[event.tag];
  return name === undefined || event.version !== VERSION ? undefined : { ...event, name };
}

/**
 * The program's events among a transaction's log lines, in order. Lines that another program wrote are not taken for ours,
 * whatever they hold, and a call that failed did nothing. The runtime cuts long logs: books come from accounts, events are a
 * convenience.
 */
export function eventsOf(logs: readonly string[], programAddress: Address = HYPOTHEC_PROGRAM_ADDRESS): NamedEvent[] {
  const calls: { program: string; events: NamedEvent[] }[] = [];
  const all: NamedEvent[] = [];
  for (const line of logs) {
    const [, word, rest = ""] = /^Program (\w+:?) (.*)$/.exec(line) ?? [];
    if (word === undefined) continue;
    const running = calls.at(-1);
    if (word === "data:" || word === "return:") {
      // the line of a return names the program that ends, which may hand on what it was given back
      const data = word === "data:" ? rest : rest.slice(rest.indexOf(" ") + 1);
      if (running?.program === programAddress) running.events.push(...parse(data));
    } else if (!isAddress(word)) {
      continue; // a program's own words, such as "Program log: success"
    } else if (rest.startsWith("invoke [")) {
      calls.push({ program: word, events: [] });
    } else if (rest === "success" || rest.startsWith("failed: ")) {
      const events = rest === "success" ? (calls.pop()?.events ?? []) : (calls.pop(), []);
      (calls.at(-1)?.events ?? all).push(...events); // an outer call that fails takes them with it
    }
  }
  return all;
}

/** One event after the other. */
function parse(base64: string): NamedEvent[] {
  const bytes = new Uint8Array(getBase64Encoder().encode(base64));
  const found = [];
  for (let at = 0; at + SIZE <= bytes.length && bytes.length % SIZE === 0; at += SIZE) found.push(parseEvent(bytes.subarray(at, at + SIZE)));
  return found.filter((event) => event !== undefined);
}
