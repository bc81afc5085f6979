/** All that the page shows, read at one moment. */
import {
  createSolanaRpc,
  getBase64Encoder,
  type Address,
  type Rpc,
  type SolanaRpcApi,
  type Base64EncodedDataResponse,
} from "@solana/kit";
import { MarketSnapshot, PositionSnapshot, associatedTokenAddress, readScaled, readTokenAccount, type ReserveView, type Scaled } from "../../src/index.js";
import { readSymbol } from "./symbol.js";
import { problem, type Settings } from "./settings.js";

const CLOCK = "SysvarC1ock11111111111111111111111111111111" as Address;

/** A reserve with what the page knows beside the market. */
export interface Asset extends ReserveView {
  readonly symbol: string;
  readonly scaled: Scaled;
  readonly isEquity: boolean;
  /** Raw atoms in the wallet; `undefined` where it has no account of the token. */
  readonly balance: bigint | undefined;
}

/** What was read. */
export interface State {
  readonly now: bigint;
  readonly market: MarketSnapshot;
  readonly assets: readonly Asset[];
  readonly positions: readonly PositionSnapshot[];
  readonly owner: Address | undefined;
}

/** Reads everything anew. */
export class Reader {
  readonly rpc: Rpc<SolanaRpcApi>;

  constructor(readonly of: Settings) {
    const wrong = problem(of);
    if (wrong) throw new Error(wrong);
    this.rpc = createSolanaRpc(of.rpc) as Rpc<SolanaRpcApi>;
  }

  async read(owner: Address | undefined): Promise<State> {
    const market = await MarketSnapshot.fetch(this.rpc, this.of.market as Address, this.of.program as Address);
    const records = market.indices.map((index) => market.reserveRecord(index));
    const tokens = await Promise.all(records.map(({ mint, tokenProgram }) => owner && associatedTokenAddress(owner, mint, tokenProgram)));
    const addresses = [CLOCK, ...records.map(({ mint }) => mint), ...tokens.filter((address) => address !== undefined)];
    const [accounts, positions] = await Promise.all([this.#accounts(addresses), this.#positions(market, owner)]);
    const clock = accounts.get(CLOCK);
    if (!clock) throw new Error("The node does not give the clock: it is no Solana node.");
    const now = new DataView(clock.buffer, clock.byteOffset).getBigInt64(32, true);
    const assets = market.indices.map((index, n): Asset => {
      const view = market.reserve(index, now);
      const mint = accounts.get(view.mint) ?? new Uint8Array(82);
      const account = tokens[n] && accounts.get(tokens[n]);
      return {
        ...view,
        symbol: readSymbol(mint, view.mint),
        scaled: readScaled(mint, now),
        isEquity: market.isEquity(index),
        balance: account && readTokenAccount(account).amount,
      };
    });
    return { now, market, assets, positions, owner };
  }

  async #positions(market: MarketSnapshot, owner: Address | undefined): Promise<PositionSnapshot[]> {
    return owner ? PositionSnapshot.fetchAll(this.rpc, market, owner) : [];
  }

  async #accounts(addresses: readonly Address[]): Promise<Map<Address, Uint8Array>> {
    const found = new Map<Address, Uint8Array>();
    for (let at = 0; at < addresses.length; at += 100) {
      const some = addresses.slice(at, at + 100);
      const { value } = await this.rpc.getMultipleAccounts(some, { encoding: "base64", commitment: "confirmed" }).send();
      some.forEach((address, n) => {
        const data = value[n]?.data as Base64EncodedDataResponse | undefined;
        if (data) found.set(address, new Uint8Array(getBase64Encoder().encode(data[0])));
      });
    }
    return found;
  }
}
