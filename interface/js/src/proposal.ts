/** Masks and values of `Configure` and `Propose`: fields by name instead of bits and padding. */
import { getAddressEncoder, type Address } from "@solana/kit";
import {
  ProposalKind,
  getCalendarEncoder,
  getMarketParamsEncoder,
  getReserveConfigEncoder,
  getSourceIdEncoder,
  type CalendarArgs,
  type MarketParamsArgs,
  type ReserveConfigArgs,
  type SourceIdArgs,
} from "./generated/index.js";
import * as constants from "./generated/constants.js";

const BITS: Readonly<Record<string, bigint>> = constants as unknown as Record<string, bigint>;

/** Bytes of a source's identity. */
const SOURCE_ID = 40;

function bits(of: "CONFIG" | "MARKET", names: readonly string[]): bigint {
  return names.reduce((mask, name) => {
    const bit = BITS[`${of}_MASK_${name.replace(/([A-Z])/g, "_$1").toUpperCase()}`];
    if (bit === undefined) throw new RangeError(`${name} is no field that a mask can name`);
    return mask | bit;
  }, 0n);
}

/** The mask that names these fields of a reserve's configuration. */
export function configMask(...names: (keyof ReserveConfigArgs)[]): bigint {
  return bits("CONFIG", names);
}

/** What a proposal changes, with its fields by name. */
export type Change =
  | { readonly kind: "reserve"; readonly reserve: number; readonly fields: readonly (keyof ReserveConfigArgs)[]; readonly config: ReserveConfigArgs }
  | { readonly kind: "market"; readonly fields: readonly (keyof MarketParamsArgs)[]; readonly params: MarketParamsArgs }
  | { readonly kind: "groups"; readonly caps: Readonly<Record<number, bigint>> }
  | { readonly kind: "calendar"; readonly calendar: CalendarArgs }
  | {
      readonly kind: "source";
      readonly reserve: number;
      readonly role: "token" | "share";
      /** The feed that takes the role; without one the role stays empty. */
      readonly source?: SourceIdArgs;
      /** The prices per atom, as `priceKey` gives them, between which the feed's first print lies where the board is wrong. */
      readonly band?: readonly [bigint, bigint];
    }
  | { readonly kind: "guardian" | "admin"; readonly key: Address }
  /** Settles at a price per atom, as `priceKey` gives it. */
  | { readonly kind: "terminal"; readonly reserve: number; readonly price: bigint }
  /** Takes a base for the reserve's accepted cumulative multiplier, Q32.32: 2^32 is 1. */
  | { readonly kind: "multiplier"; readonly reserve: number; readonly baseQ32: bigint }
  /** Has the reserve wind down: nothing new comes in, and once nobody holds or owes anything `CloseReserve` closes it. */
  | { readonly kind: "close"; readonly reserve: number };

/** The arguments of `Propose` for a change. */
export function proposeArgs(change: Change): { kind: ProposalKind; reserve: number; mask: bigint; values: Uint8Array } {
  const values = new Uint8Array(512);
  switch (change.kind) {
    case "reserve":
      values.set(getReserveConfigEncoder().encode(change.config));
      return { kind: ProposalKind.Reserve, reserve: change.reserve, mask: bits("CONFIG", change.fields), values };
    case "market":
      values.set(getMarketParamsEncoder().encode(change.params));
      return { kind: ProposalKind.Market, reserve: constants.NO_RESERVE, mask: bits("MARKET", change.fields), values };
    case "groups": {
      let mask = 0n;
      for (const [group, cap] of Object.entries(change.caps)) {
        mask |= 1n << BigInt(group);
        new DataView(values.buffer).setBigUint64(Number(group) * 8, cap, true);
      }
      return { kind: ProposalKind.Groups, reserve: constants.NO_RESERVE, mask, values };
    }
    case "calendar":
      values.set(getCalendarEncoder().encode(change.calendar));
      return { kind: ProposalKind.Calendar, reserve: constants.NO_RESERVE, mask: 1n, values };
    case "source": {
      const place = change.role === "token" ? 0 : 1;
      if (change.source !== undefined) values.set(getSourceIdEncoder().encode(change.source), place * SOURCE_ID);
      const view = new DataView(values.buffer);
      change.band?.forEach((price, n) => view.setBigUint64(2 * SOURCE_ID + 8 * n, price, true));
      return { kind: ProposalKind.Source, reserve: change.reserve, mask: 1n << BigInt(place), values };
    }
    case "guardian":
    case "admin":
      values.set(getAddressEncoder().encode(change.key));
      return { kind: change.kind === "admin" ? ProposalKind.Admin : ProposalKind.Guardian, reserve: constants.NO_RESERVE, mask: 1n, values };
    case "close":
      values[0] = 1;
      return { kind: ProposalKind.Close, reserve: change.reserve, mask: 1n, values };
    case "terminal":
      new DataView(values.buffer).setBigUint64(0, change.price, true);
      return { kind: ProposalKind.Terminal, reserve: change.reserve, mask: 1n, values };
    case "multiplier":
      new DataView(values.buffer).setBigUint64(0, change.baseQ32, true);
      return { kind: ProposalKind.Multiplier, reserve: change.reserve, mask: 1n, values };
  }
}
