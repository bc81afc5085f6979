/** Positions: found, read, and what they come to. */
import {
  fetchEncodedAccount,
  getBase58Decoder,
  getBase64Encoder,
  getAddressEncoder,
  type Address,
  type Base58EncodedBytes,
  type GetAccountInfoApi,
  type GetProgramAccountsApi,
  type Rpc,
} from "@solana/kit";
import { POSITION_TAG, findPositionPda, getPositionDecoder, getPositionSize, type Position, type SlotTermsArgs } from "./generated/index.js";
import { NO_RESERVE, SLOT_COLLATERAL, SLOT_DEBT } from "./generated/constants.js";
import { MarketSnapshot } from "./market.js";
import { Quote, type Asked } from "./quote.js";

/** One claim of a position, at a moment. */
export interface SlotView {
  /** Its place in the position. */
  readonly place: number;
  /** Index of its reserve. */
  readonly reserve: number;
  /** Debt, or supply. */
  readonly isDebt: boolean;
  /** Whether it is supply that counts as collateral. */
  readonly isCollateral: boolean;
  /** Shares, as the account has them. */
  readonly shares: bigint;
  /** Raw atoms with interest: supply rounded down, debt up. */
  readonly atoms: bigint;
  /** Its Value (2^-16 USD) at the price for taking risk. */
  readonly value: bigint;
}

const VERSION = 1;

function isPosition(bytes: Uint8Array): boolean {
  return bytes.length === getPositionSize() && bytes[0] === POSITION_TAG && bytes[1] === VERSION;
}

/** One position account, read once. */
export class PositionSnapshot {
  /** The account, decoded. */
  readonly data: Position;

  constructor(
    /** The position's address. */
    readonly address: Address,
    /** The account's bytes; a `TypeError` where they are no position. */
    readonly bytes: Uint8Array,
  ) {
    if (!isPosition(bytes)) throw new TypeError(`${address} is no position of the layout that this client reads`);
    this.data = getPositionDecoder().decode(bytes);
  }

  /** The position of an owner with this number; `undefined` when it is not open, whoever sent lamports to its address. */
  static async fetch(rpc: Rpc<GetAccountInfoApi>, market: MarketSnapshot, owner: Address, id: number) {
    const seeds = { market: market.address, owner, id };
    const [address] = await findPositionPda(seeds, { programAddress: market.programAddress });
    const account = await fetchEncodedAccount(rpc, address, { commitment: "confirmed" });
    if (!account.exists || account.programAddress !== market.programAddress) return undefined;
    return new PositionSnapshot(address, new Uint8Array(account.data));
  }

  /** All positions of an owner in the market; the node must answer `getProgramAccounts`. */
  static async fetchAll(rpc: Rpc<GetProgramAccountsApi>, market: MarketSnapshot, owner: Address) {
    const key = (address: Address) =>
      getBase58Decoder().decode(getAddressEncoder().encode(address)) as unknown as Base58EncodedBytes;
    const filters = [
      { dataSize: BigInt(getPositionSize()) },
      { memcmp: { offset: 8n, bytes: key(market.address), encoding: "base58" as const } },
      { memcmp: { offset: 40n, bytes: key(owner), encoding: "base58" as const } },
    ];
    const config = { encoding: "base64" as const, filters, commitment: "confirmed" as const };
    const found = await rpc.getProgramAccounts(market.programAddress, config).send();
    const positions = found.map(({ pubkey, account }) => {
      return new PositionSnapshot(pubkey, new Uint8Array(getBase64Encoder().encode(account.data[0])));
    });
    return positions.sort((a, b) => a.data.id - b.data.id);
  }

  /** Indices of the reserves it holds, in the order of its slots. */
  get reserves(): number[] {
    return this.data.slots.slice(0, this.data.slotCount).map((slot) => slot.reserve);
  }

  /** Its claims at a time. */
  slots(market: MarketSnapshot, now: bigint): SlotView[] {
    return this.data.slots.slice(0, this.data.slotCount).map((slot, place) => {
      market.core.put(market.bytes, this.bytes);
      const [atoms, value] = market.core.slot(place, now);
      const isDebt = (slot.flags & SLOT_DEBT) !== 0;
      const isCollateral = !isDebt && (slot.flags & SLOT_COLLATERAL) !== 0;
      return { place, reserve: slot.reserve, isDebt, isCollateral, shares: slot.shares, atoms, value };
    });
  }

  /** The terms on which it is taken over as it stands: no less supply and no more debt. */
  acceptanceTerms(): SlotTermsArgs[] {
    const used = this.data.slots.slice(0, this.data.slotCount).map(({ reserve, flags, shares }) => {
      return { reserve, isDebt: (flags & SLOT_DEBT) !== 0, shares };
    });
    const none = { reserve: NO_RESERVE, isDebt: false, shares: 0n };
    return this.data.slots.map((_, place) => used[place] ?? none);
  }

  /** How it stands at a time, and what it could do. */
  quote(market: MarketSnapshot, now: bigint, asked: Asked = {}): Quote {
    return Quote.of(market, this, now, asked);
  }
}
