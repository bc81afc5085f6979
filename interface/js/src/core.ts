/**
 * The program's own arithmetic: the Rust interface compiled to WebAssembly. What it answers is what the program answers,
 * bit for bit, and the errors are the program's.
 */
import { HypothecError } from "./error.js";
import { WASM } from "./generated/wasm.js";

interface Exports {
  memory: WebAssembly.Memory;
  market_buffer(): number;
  market_capacity(): number;
  position_buffer(): number;
  out_buffer(): number;
  position_quote(len: number, now: bigint, borrow: number, withdraw: number, repay: number, seize: number): number;
  market_session(len: number, now: bigint): number;
  reserve_view(len: number, index: number, now: bigint, atoms: bigint): number;
  slot_view(len: number, n: number, now: bigint): number;
  action_preview(len: number, now: bigint, tag: number, reserve: number, amount: bigint): number;
  market_refreshed_at(len: number, now: bigint): number;
}

/** Accounts in the module's memory, and questions about them. */
export class Core {
  readonly #wasm: Exports;
  #length = 0;

  private constructor(wasm: Exports) {
    this.#wasm = wasm;
  }

  /** Compiles the module; every later call gives the same one. */
  static load(): Promise<Core> {
    loading ??= (async () => {
      const bytes = Uint8Array.from(atob(WASM), (c) => c.charCodeAt(0));
      const { instance } = await WebAssembly.instantiate(bytes, {});
      return new Core(instance.exports as unknown as Exports);
    })();
    return loading;
  }

  /** Takes copies of a market account and, where a position is asked about, of that. */
  put(market: Uint8Array, position?: Uint8Array): void {
    const { memory } = this.#wasm;
    if (market.length > this.#wasm.market_capacity()) throw new RangeError("a market account is at most 133,120 bytes");
    if (position && position.length !== 512) throw new RangeError("a position account is 512 bytes");
    new Uint8Array(memory.buffer, this.#wasm.market_buffer(), market.length).set(market);
    this.#length = market.length;
    if (position) new Uint8Array(memory.buffer, this.#wasm.position_buffer(), 512).set(position);
  }

  /** The 176 bytes of a quotation; 255 for a reserve that is not asked about. */
  quote(now: bigint, borrow: number, withdraw: number, repay: number, seize: number): Uint8Array {
    this.#check(this.#wasm.position_quote(this.#length, now, borrow, withdraw, repay, seize));
    return this.#out(176).slice();
  }

  /** Session code and until when it holds. */
  session(now: bigint): [code: bigint, until: bigint] {
    this.#check(this.#wasm.market_session(this.#length, now));
    const [code, until] = this.#numbers(2);
    return [code!, BigInt.asIntN(64, until!)];
  }

  /** The numbers of the module's `ReserveView`, in its order. */
  reserve(index: number, now: bigint, atoms: bigint): bigint[] {
    this.#check(this.#wasm.reserve_view(this.#length, index, now, atoms));
    return this.#numbers(13);
  }

  /** Atoms and Value of a slot. */
  slot(n: number, now: bigint): [atoms: bigint, value: bigint] {
    this.#check(this.#wasm.slot_view(this.#length, n, now));
    const [atoms, value] = this.#numbers(2);
    return [atoms!, value!];
  }

  /** Does an everyday action to the copies; answers atoms and shares that move. */
  act(now: bigint, tag: number, reserve: number, amount: bigint): [amount: bigint, shares: bigint] {
    this.#check(this.#wasm.action_preview(this.#length, now, tag, reserve, amount));
    const [moved, shares] = this.#numbers(2);
    return [moved!, shares!];
  }

  /** The position's copy, as what was done to it left it. */
  position(): Uint8Array {
    return new Uint8Array(this.#wasm.memory.buffer, this.#wasm.position_buffer(), 512).slice();
  }

  /** Makes the copy of the market what a refresh at another time leaves, at the same prices. */
  refreshAt(now: bigint): void {
    this.#check(this.#wasm.market_refreshed_at(this.#length, now));
  }

  #check(code: number): void {
    if (code !== 0) throw new HypothecError(code);
  }

  #out(length: number): Uint8Array {
    return new Uint8Array(this.#wasm.memory.buffer, this.#wasm.out_buffer(), length);
  }

  #numbers(count: number): bigint[] {
    return [...new BigUint64Array(this.#wasm.memory.buffer, this.#wasm.out_buffer(), count)];
  }
}

let loading: Promise<Core> | undefined;
