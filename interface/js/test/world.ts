/** A market of dollars and a stock for tests, on any chain: accounts that no instruction of ours makes, and prices. */
import {
  address,
  generateKeyPairSigner,
  getAddressEncoder,
  type Address,
  type Instruction,
  type KeyPairSigner,
} from "@solana/kit";
import * as H from "../src/generated/index.js";
import * as C from "../src/generated/constants.js";
import { SYSTEM_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_PROGRAM, associatedTokenAddress, priceKey } from "../src/index.js";

/** A chain: what the tests need of one. */
export interface Chain {
  /** Writes an account, as nobody can on a real cluster. */
  put(address: Address, owner: Address, data: Uint8Array): Promise<void> | void;
  /** An account's bytes. */
  read(address: Address): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /** Sends instructions; throws a `HypothecError` where the program refuses. */
  send(payer: KeyPairSigner, instructions: Instruction[]): Promise<Sent>;
  /** Lamports of rent. */
  rent(bytes: number): Promise<bigint> | bigint;
  /** Unix seconds. */
  now(): Promise<bigint> | bigint;
}

/** What came of a transaction. */
export interface Sent {
  readonly logs: readonly string[];
  readonly returnData: Uint8Array;
}

export const NONE = SYSTEM_PROGRAM; // all zero
export const PYTH = address("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ");

/** A mint without extensions. */
export function mintData(decimals: number): Uint8Array {
  const data = new Uint8Array(82);
  new DataView(data.buffer).setBigUint64(36, 10n ** 15n, true);
  data[44] = decimals;
  data[45] = 1;
  return data;
}

/** A Token-2022 mint with a symbol and a UI multiplier, and the next one announced. */
export function scaledMintData(decimals: number, multiplier: number, next = multiplier, fromTs = 0n, symbol = "AAPLx"): Uint8Array {
  const text = new TextEncoder().encode(symbol);
  const metadata = 64 + 4 + text.length + 4 + text.length + 4 + 4;
  const data = new Uint8Array(166 + 4 + 56 + 4 + metadata);
  data.set(mintData(decimals));
  data[165] = 1; // a mint
  const view = new DataView(data.buffer);
  view.setUint16(166, 25, true);
  view.setUint16(168, 56, true);
  view.setFloat64(166 + 36, multiplier, true);
  view.setBigInt64(166 + 44, fromTs, true);
  view.setFloat64(166 + 52, next, true);
  let at = 166 + 4 + 56;
  view.setUint16(at, 19, true); // name and symbol alike, no URI
  view.setUint16(at + 2, metadata, true);
  at += 4 + 64;
  for (const part of [text, text]) {
    view.setUint32(at, part.length, true);
    data.set(part, at + 4);
    at += 4 + part.length;
  }
  return data;
}

/** A token account. */
export function tokenData(mint: Address, owner: Address, amount: bigint): Uint8Array {
  const data = new Uint8Array(165);
  data.set(getAddressEncoder().encode(mint), 0);
  data.set(getAddressEncoder().encode(owner), 32);
  new DataView(data.buffer).setBigUint64(64, amount, true);
  data[108] = 1;
  return data;
}

/** Pyth's fully verified `PriceUpdateV2`: dollars with 8 decimals. */
export function priceData(feed: Uint8Array, usd: number, publishTs: bigint): Uint8Array {
  const data = new Uint8Array(134);
  data.set([34, 241, 35, 99, 157, 126, 244, 205], 0);
  data[40] = 1;
  data.set(feed, 41);
  const view = new DataView(data.buffer);
  const price = BigInt(Math.round(usd * 1e8));
  view.setBigInt64(73, price, true);
  view.setBigUint64(81, price / 1000n, true);
  view.setInt32(89, -8, true);
  view.setBigInt64(93, publishTs, true);
  view.setBigInt64(101, publishTs - 1n, true);
  view.setBigInt64(109, price, true);
  view.setBigUint64(117, price / 1000n, true);
  return data;
}

function createAccount(payer: KeyPairSigner, account: KeyPairSigner, lamports: bigint, space: number, owner: Address): Instruction {
  const data = new Uint8Array(52);
  const view = new DataView(data.buffer);
  view.setBigUint64(4, lamports, true);
  view.setBigUint64(12, BigInt(space), true);
  data.set(getAddressEncoder().encode(owner), 20);
  const signer = { role: 3, signer: payer, address: payer.address };
  return { programAddress: SYSTEM_PROGRAM, accounts: [signer, { role: 3, signer: account, address: account.address }], data } as Instruction;
}

/** The feed id of a test feed. */
export function feedId(n: number): Uint8Array {
  return new Uint8Array(32).fill(n);
}

function source(n: number): H.SourceIdArgs {
  const key = n === 0 ? NONE : addressOf(feedId(n));
  return { key, index: 0, adapter: n === 0 ? H.Adapter.None : H.Adapter.PythReceiver };
}

/** Bytes as an address. */
export function addressOf(bytes: Uint8Array): Address {
  return H.getSourceIdDecoder().decode(new Uint8Array([...bytes, ...new Uint8Array(8)])).key;
}

/** A market with dollars (reserve 0, 6 decimals, SPL Token) and a stock (reserve 1, 8 decimals, Token-2022). */
export interface World {
  readonly chain: Chain;
  readonly admin: KeyPairSigner;
  readonly market: Address;
  readonly program: Address;
  readonly usd: Address;
  /** The dollar's token program: SPL Token, or Token-2022 where it has a symbol. */
  readonly usdProgram: Address;
  readonly stock: Address;
  /** Price accounts: dollars, stock, share. */
  readonly prices: readonly [Address, Address, Address];
}

export const USD = 0;
export const STOCK = 1;

/** Makes the market; `lent` makes the stock one that is lent and has receipts. */
export async function makeWorld(
  chain: Chain,
  admin: KeyPairSigner,
  options: { program?: Address; seal?: boolean; usdSymbol?: string } = {},
): Promise<World> {
  const programAddress = options.program ?? H.HYPOTHEC_PROGRAM_ADDRESS;
  const config = { programAddress };
  const [market, usdKey, stockKey, ...priceKeys] = await Promise.all([1, 2, 3, 4, 5, 6].map(() => generateKeyPairSigner()));
  const [usd, stock] = [usdKey!.address, stockKey!.address];
  const usdProgram = options.usdSymbol ? TOKEN_2022_PROGRAM : TOKEN_PROGRAM;
  await chain.put(usd, usdProgram, options.usdSymbol ? scaledMintData(6, 1, 1, 0n, options.usdSymbol) : mintData(6));
  await chain.put(stock, TOKEN_2022_PROGRAM, scaledMintData(8, 1));
  const space = 2048 + 1024 * 4;
  await chain.send(admin, [
    createAccount(admin, market!, await chain.rent(space), space, programAddress),
    H.getInitMarketInstruction(
      {
        market: market!,
        admin: admin.address,
        guardian: admin.address,
        feeRecipient: admin.address,
        delayS: 0,
        targetHealthBps: 10_500,
        coolOffS: 15,
        debtFloor: 10n << 16n,
        adapters: 1,
        calendar: H.getCalendarDecoder().decode(C.PRESET_NYSE),
      },
      config,
    ),
  ]);
  const list = async (index: number, mint: Address, tokenProgram: Address, cls: H.ReserveClass, feeds: [number, number], preset: H.ReserveConfigArgs) => {
    const [vault] = await H.findVaultPda({ market: market!.address, index }, config);
    const [usdEach, decimals] = index === USD ? [1n, 6] : [200n, 8];
    // what the first print may be: from seven tenths to seven fifths of today's price
    const band = [7n, 14n].map((tenths) => priceKey((usdEach << 16n) * tenths / 10n, decimals));
    const args = { market: market!.address, admin, payer: admin, mint, vault, tokenProgram, class: cls, tokenFeed: source(feeds[0]), shareFeed: source(feeds[1]), band };
    await chain.send(admin, [
      await H.getAddReserveInstructionAsync(args, config),
      H.getConfigureInstruction({ market: market!.address, admin, reserve: index, mask: configAll(), config: preset }, config),
    ]);
  };
  const dollar = H.getReserveConfigDecoder().decode(C.PRESET_DOLLAR);
  const equity = H.getReserveConfigDecoder().decode(C.PRESET_STOCK);
  await list(USD, usd, usdProgram, H.ReserveClass.Continuous, [1, 0], dollar);
  await list(STOCK, stock, TOKEN_2022_PROGRAM, H.ReserveClass.Equity, [2, 3], { ...equity, switches: C.SWITCH_DEPOSIT });
  if (options.seal ?? true) await chain.send(admin, [H.getSealInstruction({ market: market!.address, admin }, config)]);
  const prices = priceKeys.map((key) => key!.address) as [Address, Address, Address];
  return { chain, admin, market: market!.address, program: programAddress, usd, usdProgram, stock, prices };
}

function configAll(): bigint {
  return Object.entries(C).reduce((mask, [name, bit]) => (name.startsWith("CONFIG_MASK_") ? mask | (bit as bigint) : mask), 0n);
}

/** Publishes prices: dollars at 1, the stock's token and share at `usd`. */
export async function publish(world: World, usd: number, at?: bigint): Promise<void> {
  const now = at ?? (await world.chain.now());
  const [a, b, c] = world.prices;
  await world.chain.put(a, PYTH, priceData(feedId(1), 1, now));
  await world.chain.put(b, PYTH, priceData(feedId(2), usd, now));
  await world.chain.put(c, PYTH, priceData(feedId(3), usd, now));
}

/** What a refresh of both reserves posts. */
export function postedOf(world: World) {
  return { [USD]: { token: world.prices[0] }, [STOCK]: { token: world.prices[1], share: world.prices[2] } };
}

/** Gives an owner's associated token account this many atoms. */
export async function fund(world: World, owner: Address, mint: Address, atoms: bigint): Promise<Address> {
  const tokenProgram = mint === world.usd ? world.usdProgram : TOKEN_2022_PROGRAM;
  const account = await associatedTokenAddress(owner, mint, tokenProgram);
  await world.chain.put(account, tokenProgram, tokenData(mint, owner, atoms));
  return account;
}
