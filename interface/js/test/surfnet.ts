/** The surfnet as a chain of the tests: real JSON-RPC, real transactions, accounts written by its cheatcodes. */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  createKeyPairSignerFromBytes,
  createSolanaRpc,
  fetchEncodedAccount,
  type Address,
  type Instruction,
  type KeyPairSigner,
  type Rpc,
  type SolanaRpcApi,
} from "@solana/kit";
import { send } from "../src/index.js";
import { PROGRAM } from "./litesvm.js";
import { HYPOTHEC_PROGRAM_ADDRESS } from "./support.js";
import type { Chain, Sent } from "./world.js";

const SCRIPT = fileURLToPath(new URL("../../../program/localnet/surfnet/surfnet.cjs", import.meta.url));
const CLOCK = "SysvarC1ock11111111111111111111111111111111" as Address;

export class Surfnet implements Chain {
  /** Who waits for an answer, in the order of the commands. */
  readonly #waiting: ((answer: { error?: string }) => void)[] = [];

  private constructor(
    readonly child: ChildProcess,
    readonly url: string,
    readonly payer: KeyPairSigner,
    readonly rpc: Rpc<SolanaRpcApi>,
  ) {}

  /** Starts a node with the program at an address. */
  static async start(program: Address = HYPOTHEC_PROGRAM_ADDRESS): Promise<Surfnet> {
    const child = spawn(process.execPath, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout! });
    const first = await new Promise<string>((resolve, reject) => {
      lines.once("line", resolve);
      child.once("exit", (code) => reject(new Error(`the surfnet ended with ${code}: make node installs it`)));
    });
    const { rpc, payer } = JSON.parse(first) as { rpc: string; payer: number[] };
    const signer = await createKeyPairSignerFromBytes(Uint8Array.from(payer));
    const net = new Surfnet(child, rpc, signer, createSolanaRpc(rpc) as Rpc<SolanaRpcApi>);
    lines.on("line", (line) => net.#waiting.shift()?.(JSON.parse(line) as { error?: string }));
    await net.#tell({ do: "program", id: program, file: PROGRAM });
    return net;
  }

  async #tell(command: Record<string, unknown>): Promise<void> {
    const done = new Promise<{ error?: string }>((resolve) => this.#waiting.push(resolve));
    this.child.stdin!.write(`${JSON.stringify(command)}\n`);
    const { error } = await done;
    if (error !== undefined) throw new Error(error);
  }

  async put(address: Address, owner: Address, data: Uint8Array): Promise<void> {
    // enough lamports at any rent
    const account = { address, owner, lamports: (data.length + 128) * 10_000, data: Buffer.from(data).toString("base64") };
    await this.#tell({ do: "accounts", accounts: [account] });
  }

  async fund(address: Address, lamports: number): Promise<void> {
    await this.#tell({ do: "fund", address, lamports });
  }

  /** Moves the clock forward to a time. */
  async travel(now: bigint): Promise<void> {
    await this.#tell({ do: "travel", unixTimestamp: Number(now) });
    while ((await this.now()) < now) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async read(address: Address): Promise<Uint8Array | undefined> {
    const account = await fetchEncodedAccount(this.rpc, address, { commitment: "confirmed" });
    return account.exists ? new Uint8Array(account.data) : undefined;
  }

  async send(payer: KeyPairSigner, instructions: Instruction[]): Promise<Sent> {
    await send(this.rpc, { payer, instructions, version: 1 });
    return { logs: [], returnData: new Uint8Array() };
  }

  async rent(bytes: number): Promise<bigint> {
    return this.rpc.getMinimumBalanceForRentExemption(BigInt(bytes)).send();
  }

  async now(): Promise<bigint> {
    const clock = (await this.read(CLOCK))!;
    return new DataView(clock.buffer, clock.byteOffset).getBigInt64(32, true);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.stdin!.end();
    await new Promise((resolve) => this.child.once("exit", resolve));
  }
}
