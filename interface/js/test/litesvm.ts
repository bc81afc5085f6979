/** LiteSVM as a chain of the tests, with the program that `make program` built. */
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import {
  appendTransactionMessageInstructions,
  createTransactionMessage,
  generateKeyPairSigner,
  lamports,
  pipe,
  setTransactionMessageConfig,
  setTransactionMessageFeePayerSigner,
  signTransactionMessageWithSigners,
  type Address,
  type Instruction,
  type KeyPairSigner,
} from "@solana/kit";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HYPOTHEC_PROGRAM_ADDRESS, HypothecErrorOf } from "./support.js";
import type { Chain, Sent } from "./world.js";

export const PROGRAM = fileURLToPath(new URL("../../../target/deploy/hypothec.so", import.meta.url));

/** A LiteSVM whose clock stands at `start`. */
export class Svm implements Chain {
  readonly vm = new LiteSVM();

  constructor(start: bigint, program: Address = HYPOTHEC_PROGRAM_ADDRESS) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: make program builds it`);
    this.vm.addProgramFromFile(program, PROGRAM);
    this.warp(start);
  }

  /** Sets the clock. */
  warp(now: bigint): void {
    const clock = this.vm.getClock();
    clock.unixTimestamp = now;
    this.vm.setClock(clock);
  }

  async wallet(): Promise<KeyPairSigner> {
    const signer = await generateKeyPairSigner();
    this.vm.airdrop(signer.address, lamports(100_000_000_000n));
    return signer;
  }

  now(): bigint {
    return this.vm.getClock().unixTimestamp;
  }

  rent(bytes: number): bigint {
    return this.vm.minimumBalanceForRentExemption(BigInt(bytes));
  }

  put(address: Address, owner: Address, data: Uint8Array): void {
    const space = BigInt(data.length);
    this.vm.setAccount({ address, programAddress: owner, data, lamports: lamports(this.rent(data.length)), executable: false, space });
  }

  read(address: Address): Uint8Array | undefined {
    const account = this.vm.getAccount(address);
    return account.exists ? new Uint8Array(account.data) : undefined;
  }

  async sign(payer: KeyPairSigner, instructions: readonly Instruction[], version: 0 | 1) {
    const start = version === 1
      ? setTransactionMessageConfig({ computeUnitLimit: 1_400_000, loadedAccountsDataSizeLimit: 8 << 20 }, createTransactionMessage({ version: 1 }))
      : createTransactionMessage({ version: 0 });
    const message = pipe(
      start,
      (m) => setTransactionMessageFeePayerSigner(payer, m),
      (m) => this.vm.setTransactionMessageLifetimeUsingLatestBlockhash(m),
      (m) => appendTransactionMessageInstructions(instructions, m),
    );
    return signTransactionMessageWithSigners(message);
  }

  async send(payer: KeyPairSigner, instructions: readonly Instruction[], version: 0 | 1 = 1): Promise<Sent> {
    const result = this.vm.sendTransaction(await this.sign(payer, instructions, version));
    this.vm.expireBlockhash();
    if (result instanceof FailedTransactionMetadata) throw HypothecErrorOf(result);
    return { logs: result.logs(), returnData: new Uint8Array(result.returnData().data()) };
  }

  /** The return data of one instruction, without a trace. */
  async simulate(payer: KeyPairSigner, instructions: readonly Instruction[]): Promise<Sent> {
    const result = this.vm.simulateTransaction(await this.sign(payer, instructions, 0));
    this.vm.expireBlockhash();
    if (result instanceof FailedTransactionMetadata) throw HypothecErrorOf(result);
    const meta = result.meta();
    return { logs: meta.logs(), returnData: new Uint8Array(meta.returnData().data()) };
  }
}
